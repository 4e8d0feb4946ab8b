"""Pages: offers that everybody may use."""

from functools import partial

from litestar import get

from tessera.accounts.policy import Right
from tessera.offers import read
from tessera.offers.desk_view import WEEKDAYS
from tessera.offers.model import Offer, Topic
from tessera.offers.present import TOPICS, worth
from tessera.offers.read import Listed
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, language_of, page, say
from tessera.web.present import N_, Say
from tessera.web.public import public_read
from tessera.web.views.offers import OfferCard, OffersPage
from tessera.web.views.shell import Link, Pagination

PAGE_SIZE = 24
FRESH_SECONDS = 10.0


@get("/offers", guards=[may(Right.BROWSE)], include_in_schema=False)
async def offers_page(request: PageRequest) -> Page:
    """Offers by topic, and the ten that were used most lately."""
    asked = request.query_params.get("topic", "")
    topic = Topic(asked) if asked in set(Topic) else None
    first = request.query_params.get("from", "")
    offset = int(first) if first.isdecimal() and len(first) < 7 else 0
    found = await public_read(
        request,
        ("offers page", topic, offset),
        lambda tx: read.listed(
            tx, topic=topic, organization_id=None, limit=PAGE_SIZE + 1, offset=offset
        ),
        seconds=FRESH_SECONDS,
    )
    most: list[Listed] = []
    if topic is None and not offset:
        most = await public_read(request, ("trending",), read.trending, seconds=FRESH_SECONDS)
    counts = await public_read(request, ("offer topics",), read.topics, seconds=FRESH_SECONDS)
    speak = partial(say, request)
    base = f"/offers?topic={topic}&from=" if topic else "/offers?from="
    view = OffersPage(
        offers=tuple(_card(one, request, speak) for one in found[:PAGE_SIZE]),
        topics=(
            Link(speak(N_("All")), "/offers", topic is None),
            *(Link(speak(TOPICS[t]), f"/offers?topic={t}", t is topic) for t in counts),
        ),
        trending=tuple(_card(one, request, speak) for one in most),
        pages=Pagination(
            f"{base}{max(0, offset - PAGE_SIZE)}" if offset else None,
            f"{base}{offset + PAGE_SIZE}" if len(found) > PAGE_SIZE else None,
        ),
    )
    return await page(request, "offers/offers.html", view)


def _card(listed: Listed, request: PageRequest, speak: Say) -> OfferCard:
    offer = listed.offer
    return OfferCard(
        name=offer.name,
        worth=worth(offer, language_of(request), speak),
        description=offer.description,
        organization=listed.organization or "Tessera",
        topic=speak(TOPICS[offer.topic]),
        code=offer.code,
        ends_at=offer.ends_at,
        conditions=tuple(_conditions(offer, speak)),
    )


def _conditions(offer: Offer, speak: Say) -> list[str]:
    rule, told = offer.rule, []
    if rule.weekdays:
        told.append(", ".join(speak(WEEKDAYS[day - 1]) for day in rule.weekdays))
    if rule.from_time or rule.until_time:
        told.append(f"{rule.from_time or '00:00'} – {rule.until_time or '24:00'}")
    if rule.first_purchase:
        told.append(speak(N_("first purchase")))
    if rule.tables:
        told.append(speak(N_("with a table at a restaurant")))
    if rule.providers:
        told.append(", ".join(rule.providers))
    return told


PAGES = [offers_page]
