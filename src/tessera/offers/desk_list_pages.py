"""Pages: the offers of an organization or of the platform."""

from functools import partial
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.offers.desk_shown import HOUSE, PLATFORM, desk_of, list_url, may_change, said_of
from tessera.offers.desk_view import row_of
from tessera.offers.read import offers_of
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, language_of, page, say
from tessera.web.views.offers import OfferRowsPage
from tessera.web.views.shell import Pagination

PAGE_SIZE = 30


@get(HOUSE, guards=[may(Right.OFFERS_READ)], include_in_schema=False)
async def house_offers(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The offers of an organization."""
    return await _list(request, organization_id)


@get(PLATFORM, guards=[may(Right.PLATFORM_READ)], include_in_schema=False)
async def platform_offers(request: PageRequest) -> Page:
    """The platform's own offers."""
    return await _list(request, None)


async def _list(request: PageRequest, organization_id: int | None) -> Page:
    services: Services = request.app.state.services
    words = request.query_params.get("q", "")[:100]
    told_before = request.query_params.get("before", "")
    before = int(told_before) if told_before.isdecimal() and len(told_before) < 19 else None
    found = await offers_of(
        services.db.pool, organization_id, before=before, words=words, limit=PAGE_SIZE + 1
    )
    head, house = await desk_of(request, organization_id)
    now, speak, language = services.clock(), partial(say, request), language_of(request)
    shown = found[:PAGE_SIZE]
    url = list_url(organization_id)
    row = partial(row_of, now=now, language=language, speak=speak)
    older = urlencode({"q": words, "before": shown[-1].id}) if len(found) > PAGE_SIZE else ""
    view = OfferRowsPage(
        desk=head,
        url=url,
        rows=tuple(row(offer, url=f"/organizer/offers/{offer.id}") for offer in shown),
        words=words,
        timezone=house.timezone,
        may_change=await may_change(request, organization_id),
        pages=Pagination(url if before else None, f"{url}?{older}" if older else None),
        said=said_of(request),
    )
    return await page(request, "organizer/offers.html", view)


PAGES = [house_offers, platform_offers]
