"""REST: offers that everybody may see, and what places would cost with one."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.claims.routes import proof_of
from tessera.kit.clock import rfc3339
from tessera.kit.errors import Refused
from tessera.kit.limits import Policy
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.offers import read
from tessera.offers.model import Channel, Topic
from tessera.offers.present import applied_view, refused_view, table_view, worth
from tessera.offers.preview import preview
from tessera.offers.pricing import Wishes
from tessera.offers.read import Listed
from tessera.offers.restaurants import tables_for
from tessera.orders.open_routes import payment_options
from tessera.orders.show import line_view
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import may, person_of
from tessera.web.limited import within_address
from tessera.web.paging import Cursor, Limit
from tessera.web.public import public_answer, public_read

COUNTS_SECONDS = 10.0
"""How old the order of what is used most may be."""


class QuoteWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a hold's places would cost."""

    hold_token: str
    offer_code: Annotated[str, Meta(max_length=60)] | None = None
    restaurant_id: Annotated[int, Meta(ge=1, le=2**62)] | None = None
    gift_card: Annotated[str, Meta(max_length=40)] | None = None


@get("/offers", guards=[may(Right.BROWSE)])
async def get_offers(
    request: JsonRequest,
    topic: FromQuery[Topic | None] = None,
    organization_id: FromQuery[int | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """Offers that everybody may use now, the newest first."""
    found = await public_read(
        request,
        ("offers", topic, organization_id, limit, cursor),
        lambda tx: read.listed(
            tx, topic=topic, organization_id=organization_id, limit=limit + 1, offset=cursor
        ),
        seconds=COUNTS_SECONDS,
    )
    return await public_answer(request, offset_page(found, limit, cursor, view=public_view))


@get("/offers/topics", guards=[may(Right.BROWSE)])
async def get_topics(request: JsonRequest) -> Response[bytes]:
    """Under what there are offers now, and how many."""
    found = await public_read(request, ("offer topics",), read.topics, seconds=COUNTS_SECONDS)
    items = [{"topic": topic, "offers": count} for topic, count in found.items()]
    return await public_answer(request, {"items": items, "next_cursor": None})


@get("/offers/trending", guards=[may(Right.BROWSE)])
async def get_trending(request: JsonRequest) -> Response[bytes]:
    """The ten offers that were used most in the last thirty days."""
    found = await public_read(request, ("trending",), read.trending, seconds=COUNTS_SECONDS)
    items = [public_view(one) for one in found]
    return await public_answer(request, {"items": items, "next_cursor": None})


def public_view(listed: Listed) -> dict[str, Any]:
    """An offer as everybody may see it; how often it is used is its owner's to know."""
    offer = listed.offer
    return {
        "id": offer.id,
        "organization_id": offer.organization_id,
        "organization": listed.organization,
        "name": offer.name,
        "description": offer.description,
        "topic": offer.topic,
        "worth": worth(offer, "en", str),
        "automatic": offer.way == "automatic",
        "code": offer.code or None,
        "currency": offer.currency or None,
        "rule": offer.rule,
        "starts_at": rfc3339(offer.starts_at) if offer.starts_at else None,
        "ends_at": rfc3339(offer.ends_at) if offer.ends_at else None,
    }


@post("/holds/{hold_id:uuid}/quote", guards=[may(Right.BUY)], status_code=200)
async def post_hold_quote(
    request: JsonRequest, hold_id: FromPath[UUID], data: JSONBody[QuoteWanted]
) -> Response[bytes]:
    """What a hold's places would cost now, with a code and with what needs none, and why. Opens
    and uses nothing; a code that does not hold is told under `trouble`, not refused."""
    await within_address(request, Policy.SEARCH)
    services: Services = request.app.state.services
    proof = proof_of(services, hold_id, data.hold_token)
    for_sale = await services.shows.get(proof.show_id)
    person = await person_of(request)
    partner = person is not None and person.key_id is not None
    wishes = Wishes(
        channel=Channel.PARTNER if partner else Channel.API,
        offer_code=data.offer_code or "",
        restaurant_id=data.restaurant_id,
        gift_card=data.gift_card or "",
    )
    found = await preview(services, for_sale, proof.places, person=person, wishes=wishes)
    tables = await tables_for(services, for_sale, proof.places, person=person, wishes=wishes)
    if found.trouble is not None and found.trouble.code == "offer_unknown":
        raise Refused("offer_unknown")
    currency = for_sale.show.currency
    total = sum(line.total for line in found.lines)
    return json_answer(
        {
            "lines": [line_view(line, currency) for line in found.lines],
            "list_total": money(sum(line.total for line in found.before), currency),
            "total": money(total - found.credit, currency),
            "credit": money(found.credit, currency),
            "offers": [applied_view(one, currency) for one in found.applied],
            "refused": [refused_view(lost) for lost in found.refused],
            "trouble": found.trouble.code if found.trouble else None,
            "restaurants": [table_view(table, currency) for table in tables],
            "restaurant_trouble": found.table_trouble.code if found.table_trouble else None,
            "gift_card_trouble": found.card_trouble.code if found.card_trouble else None,
            "payment_options": await payment_options(
                services, for_sale.show, total - found.credit, providers=found.providers
            ),
        }
    )


ROUTES = [get_offers, get_topics, get_trending, post_hold_quote]
