"""REST: offers of an organization or of the platform, for who keeps them."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.kit.spreadsheet import csv_bytes
from tessera.offers.change import archive_offer, change_offer, duplicate_offer, enter_offer
from tessera.offers.codes import codes_of, make_codes
from tessera.offers.measure import measure
from tessera.offers.model import CODES_AT_ONCE_MAX, NewOffer, Offer, OfferChange
from tessera.offers.own import own_offer
from tessera.offers.read import offers_of
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer, money
from tessera.web.guards import may
from tessera.web.once import once
from tessera.web.paging import Limit

OF_HOUSE = "/organizations/{organization_id:int}/offers"
OF_PLATFORM = "/admin/offers"
OFFER = "/offers/{offer_id:int}"
Words = Annotated[str, QueryParameter(max_length=100)]
Before = Annotated[int | None, QueryParameter(name="cursor", ge=1, le=2**62)]


class CodesWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many codes to make, and what each begins with."""

    count: Annotated[int, Meta(ge=1, le=CODES_AT_ONCE_MAX)]
    prefix: Annotated[str, Meta(max_length=12)] = ""


@get(OF_HOUSE, guards=[may(Right.OFFERS_READ)])
async def get_house_offers(
    request: JsonRequest,
    organization_id: FromPath[int],
    q: Words = "",
    limit: Limit = PAGE_DEFAULT,
    before: Before = None,
) -> Response[bytes]:
    """An organization's offers, the newest first."""
    return await _list(request, organization_id, q, limit=limit, before=before)


@get(OF_PLATFORM, guards=[may(Right.PLATFORM_READ)])
async def get_platform_offers(
    request: JsonRequest, q: Words = "", limit: Limit = PAGE_DEFAULT, before: Before = None
) -> Response[bytes]:
    """The platform's own offers, which lower booking fees."""
    return await _list(request, None, q, limit=limit, before=before)


async def _list(
    request: JsonRequest, organization_id: int | None, words: str, *, limit: int, before: int | None
) -> Response[bytes]:
    pool = request.app.state.services.db.pool
    found = await offers_of(pool, organization_id, before=before, words=words, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda offer: offer, cursor=lambda last: last.id))


@post(OF_HOUSE, guards=[may(Right.OFFERS_CHANGE)], status_code=201)
async def post_house_offer(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewOffer]
) -> Response[bytes]:
    """Enter an offer of an organization; its amounts are in that organization's currency."""
    return await _enter(request, organization_id, data)


@post(OF_PLATFORM, guards=[may(Right.OFFERS_PLATFORM)], status_code=201)
async def post_platform_offer(request: JsonRequest, data: JSONBody[NewOffer]) -> Response[bytes]:
    """Enter an offer of the platform: it lowers booking fees, at every organization."""
    return await _enter(request, None, data)


async def _enter(
    request: JsonRequest, organization_id: int | None, new: NewOffer
) -> Response[bytes]:
    async def act(tx: Tx) -> object:
        return await enter_offer(tx, organization_id, new)

    answer = await once(request, act, status=201)
    request.app.state.services.offers.forget()
    return answer


@get(OFFER, guards=[may(Right.OFFERS_READ)])
async def get_offer(request: JsonRequest, offer_id: FromPath[int]) -> Response[bytes]:
    """One offer with its version, its limits and how often it is used now."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return json_answer(await own_offer(request, tx, offer_id, right=Right.OFFERS_READ))


@patch(OFFER, guards=[may(Right.OFFERS_CHANGE)])
async def patch_offer(
    request: JsonRequest, offer_id: FromPath[int], data: JSONBody[OfferChange]
) -> Response[bytes]:
    """Change an offer that nobody has changed since `version`; else 409 with it as it is now.
    Orders that are open or paid keep their price."""

    async def act(tx: Tx) -> object:
        await own_offer(request, tx, offer_id, right=Right.OFFERS_CHANGE)
        return await change_offer(tx, offer_id, data)

    answer = await once(request, act)
    request.app.state.services.offers.forget()
    return answer


@delete(OFFER, guards=[may(Right.OFFERS_CHANGE)], status_code=204)
async def delete_offer(request: JsonRequest, offer_id: FromPath[int]) -> Response[None]:
    """Nobody sees or uses it any more. What it did stays in the books."""

    async def act(tx: Tx) -> None:
        await own_offer(request, tx, offer_id, right=Right.OFFERS_CHANGE)
        await archive_offer(tx, offer_id)

    answer = await once(request, act, status=204)
    request.app.state.services.offers.forget()
    return answer


@post(f"{OFFER}/duplicates", guards=[may(Right.OFFERS_CHANGE)], status_code=201)
async def post_duplicate(request: JsonRequest, offer_id: FromPath[int]) -> Response[bytes]:
    """The same once more, switched off, with a code of its own."""

    async def act(tx: Tx) -> object:
        await own_offer(request, tx, offer_id, right=Right.OFFERS_CHANGE)
        return await duplicate_offer(tx, offer_id)

    return await once(request, act, status=201)


@get(f"{OFFER}/statistics", guards=[may(Right.OFFERS_READ)])
async def get_statistics(request: JsonRequest, offer_id: FromPath[int]) -> Response[bytes]:
    """How often it was used, by how many, what it cost and what those orders brought."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        offer = await own_offer(request, tx, offer_id, right=Right.OFFERS_READ)
        found = await measure(tx, offer)
    return json_answer(msgspec.to_builtins(found) | _in_money(offer, found.cost, found.brought))


def _in_money(offer: Offer, cost: int, brought: int) -> dict[str, Any]:
    """Sums with their currency, where the offer has one: the platform's hold in all of them."""
    if not offer.currency:
        return {}
    return {"cost": money(cost, offer.currency), "brought": money(brought, offer.currency)}


@post(f"{OFFER}/codes", guards=[may(Right.OFFERS_CHANGE)], status_code=201)
async def post_codes(
    request: JsonRequest, offer_id: FromPath[int], data: JSONBody[CodesWanted]
) -> Response[bytes]:
    """Make codes that work once each; they are at `codes.csv`."""

    async def act(tx: Tx) -> object:
        offer = await own_offer(request, tx, offer_id, right=Right.OFFERS_CHANGE)
        codes = await make_codes(tx, offer, data.count, prefix=data.prefix)
        return {"made": data.count, "codes": codes}

    return await once(request, act, status=201)


@get(f"{OFFER}/codes.csv", guards=[may(Right.OFFERS_CHANGE)], media_type="text/csv")
async def get_codes(request: JsonRequest, offer_id: FromPath[int]) -> Stream:
    """All codes of an offer as CSV, streamed: each with the reference of the order that has it."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        offer = await own_offer(request, tx, offer_id, right=Right.OFFERS_CHANGE)
    return codes_answer(services, offer)


def codes_answer(services: Services, offer: Offer) -> Stream:
    """The file of an offer's codes."""

    async def chunks() -> AsyncIterator[bytes]:
        yield csv_bytes([("code", "order")])
        async for rows in codes_of(services.db.pool, offer.id):
            yield csv_bytes(rows).removeprefix("\ufeff".encode())

    named = f'attachment; filename="codes-{offer.id}.csv"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Stream(chunks(), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [
    get_house_offers,
    get_platform_offers,
    post_house_offer,
    post_platform_offer,
    get_offer,
    patch_offer,
    delete_offer,
    post_duplicate,
    get_statistics,
    post_codes,
    get_codes,
]
