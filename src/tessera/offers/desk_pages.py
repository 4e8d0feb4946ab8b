"""Pages: one offer of an organization or of the platform, made, changed, switched, copied."""

from collections.abc import Awaitable, Callable

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Stream

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.offers.change import archive_offer, change_offer, duplicate_offer, enter_offer
from tessera.offers.codes import make_codes
from tessera.offers.desk_routes import codes_answer
from tessera.offers.desk_shown import HOUSE, PLATFORM, desk_of, list_url, shown_offer
from tessera.offers.form import new_offer, offer_change, one
from tessera.offers.model import Offer, OfferChange
from tessera.offers.own import own_offer
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest
from tessera.web.pages import form_of as posted

OFFER = "/organizer/offers/{offer_id:int}"
VERBS = ("toggle", "duplicate", "archive")


@get(HOUSE + "/new", guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def new_house_offer(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """An empty form."""
    return await shown_offer(request, organization_id, None)


@get(PLATFORM + "/new", guards=[may(Right.OFFERS_PLATFORM)], include_in_schema=False)
async def new_platform_offer(request: PageRequest) -> Page:
    """An empty form of the platform's."""
    return await shown_offer(request, None, None)


@post(HOUSE, guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def post_house_offer_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Make an offer."""
    return await _make(request, organization_id)


@post(PLATFORM, guards=[may(Right.OFFERS_PLATFORM)], include_in_schema=False)
async def post_platform_offer_form(request: PageRequest) -> Page:
    """Make an offer of the platform."""
    return await _make(request, None)


async def _make(request: PageRequest, organization_id: int | None) -> Page:
    fields = await posted(request)
    _, house = await desk_of(request, organization_id)

    async def act(tx: Tx) -> str:
        made = await enter_offer(tx, organization_id, new_offer(fields, house))
        return f"/organizer/offers/{made.id}?done=made"

    return await _do(request, organization_id, None, fields=fields, act=act)


@get(OFFER, guards=[may(Right.OFFERS_READ)], include_in_schema=False)
async def offer_page(request: PageRequest, offer_id: FromPath[int]) -> Page:
    """One offer: its form, what it did, its codes."""
    offer = await _own(request, offer_id, Right.OFFERS_READ)
    return await shown_offer(request, offer.organization_id, offer)


@post(OFFER, guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def post_offer_form(request: PageRequest, offer_id: FromPath[int]) -> Page:
    """Save the form. Where somebody else saved meanwhile, both are shown and nothing is lost."""
    fields = await posted(request)
    offer = await _own(request, offer_id, Right.OFFERS_CHANGE)
    _, house = await desk_of(request, offer.organization_id)

    async def act(tx: Tx) -> str:
        await change_offer(tx, offer_id, offer_change(fields, house))
        return f"/organizer/offers/{offer_id}?done=changed"

    return await _do(request, offer.organization_id, offer, fields=fields, act=act)


@get(f"{OFFER}/codes.csv", guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def codes_to_save(request: PageRequest, offer_id: FromPath[int]) -> Stream:
    """All codes as a file."""
    offer = await _own(request, offer_id, Right.OFFERS_CHANGE)
    return codes_answer(request.app.state.services, offer)


@post(f"{OFFER}/codes", guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def post_codes_form(request: PageRequest, offer_id: FromPath[int]) -> Page:
    """Make codes."""
    fields = await posted(request)
    offer = await _own(request, offer_id, Right.OFFERS_CHANGE)
    count = one(fields, "count")

    async def act(tx: Tx) -> str:
        wanted = int(count) if count.isdecimal() and len(count) < 8 else 0
        await make_codes(tx, offer, wanted, prefix=one(fields, "prefix"))
        return f"/organizer/offers/{offer_id}?done=codes"

    return await _do(request, offer.organization_id, offer, act=act, fields=fields, typed=False)


@post(f"{OFFER}/{{verb:str}}", guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def act_on_offer(request: PageRequest, offer_id: FromPath[int], verb: FromPath[str]) -> Page:
    """Switch it on or off, copy it, take it away."""
    if verb not in VERBS:
        raise NotFound("page")
    fields = await posted(request)
    offer = await _own(request, offer_id, Right.OFFERS_CHANGE)

    async def act(tx: Tx) -> str:
        match verb:
            case "toggle":
                wanted = one(fields, "enabled") == "yes"
                change = OfferChange(version=offer.version, enabled=wanted)
                await change_offer(tx, offer_id, change)
            case "duplicate":
                copy = await duplicate_offer(tx, offer_id)
                return f"/organizer/offers/{copy.id}?done=duplicate"
            case _:
                await archive_offer(tx, offer_id)
                return f"{list_url(offer.organization_id)}?done=archive"
        return f"/organizer/offers/{offer_id}?done={verb}"

    return await _do(request, offer.organization_id, offer, act=act, fields=fields, typed=False)


async def _do(
    request: PageRequest,
    organization_id: int | None,
    offer: Offer | None,
    *,
    fields: dict[str, list[str]],
    act: Callable[[Tx], Awaitable[str]],
    typed: bool = True,
) -> Page:
    try:
        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        shown = fields if typed else None
        return await shown_offer(request, organization_id, offer, fields=shown, error=error)
    request.app.state.services.offers.forget()
    return answer


async def _own(request: PageRequest, offer_id: int, right: Right) -> Offer:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return await own_offer(request, tx, offer_id, right=right)


PAGES = [
    new_house_offer,
    new_platform_offer,
    post_house_offer_form,
    post_platform_offer_form,
    offer_page,
    post_offer_form,
    codes_to_save,
    post_codes_form,
    act_on_offer,
]
