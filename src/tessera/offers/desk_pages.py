"""Pages: offers of an organization or of the platform, for who keeps them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Stream

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.offers.change import archive_offer, change_offer, duplicate_offer, enter_offer
from tessera.offers.codes import make_codes
from tessera.offers.desk_routes import codes_answer
from tessera.offers.desk_view import choices_of, figures_of, form_of, row_of
from tessera.offers.form import Fields, House, field_of, new_offer, offer_change, one, values_of
from tessera.offers.measure import measure
from tessera.offers.model import CODES_AT_ONCE_MAX, Offer, OfferChange, Way
from tessera.offers.own import may_keep, own_offer
from tessera.offers.read import offers_of
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, language_of, page, refusal, say, told
from tessera.web.pages import form_of as posted
from tessera.web.present import N_
from tessera.web.views.offers import OfferPage, OfferRowsPage
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Pagination, Refusal

HOUSE = "/organizer/organizations/{organization_id:int}/offers"
PLATFORM = "/admin/offers"
OFFER = "/organizer/offers/{offer_id:int}"
PAGE_SIZE = 30
VERBS = ("toggle", "duplicate", "archive")
SAID = {
    "made": N_("The offer is made."),
    "changed": N_("Saved. Orders that are open or paid keep their price."),
    "toggle": N_("Done."),
    "duplicate": N_("This is the copy. It is switched off until you switch it on."),
    "archive": N_("The offer is gone. What it did stays in the books."),
    "codes": N_("The codes are made."),
}


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
    head, house = await _desk(request, organization_id)
    now, speak, language = services.clock(), partial(say, request), language_of(request)
    shown = found[:PAGE_SIZE]
    url = _list_url(organization_id)
    row = partial(row_of, now=now, language=language, speak=speak)
    older = urlencode({"q": words, "before": shown[-1].id}) if len(found) > PAGE_SIZE else ""
    view = OfferRowsPage(
        desk=head,
        url=url,
        rows=tuple(row(offer, url=f"/organizer/offers/{offer.id}") for offer in shown),
        words=words,
        timezone=house.timezone,
        may_change=await _may_change(request, organization_id),
        pages=Pagination(url if before else None, f"{url}?{older}" if older else None),
        said=_said(request),
    )
    return await page(request, "organizer/offers.html", view)


@get(HOUSE + "/new", guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def new_house_offer(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """An empty form."""
    return await _offer(request, organization_id, None)


@get(PLATFORM + "/new", guards=[may(Right.OFFERS_PLATFORM)], include_in_schema=False)
async def new_platform_offer(request: PageRequest) -> Page:
    """An empty form of the platform's."""
    return await _offer(request, None, None)


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
    _, house = await _desk(request, organization_id)

    async def act(tx: Tx) -> str:
        made = await enter_offer(tx, organization_id, new_offer(fields, house))
        return f"/organizer/offers/{made.id}?done=made"

    return await _do(request, organization_id, None, fields=fields, act=act)


@get(OFFER, guards=[may(Right.OFFERS_READ)], include_in_schema=False)
async def offer_page(request: PageRequest, offer_id: FromPath[int]) -> Page:
    """One offer: its form, what it did, its codes."""
    offer = await _own(request, offer_id, Right.OFFERS_READ)
    return await _offer(request, offer.organization_id, offer)


@post(OFFER, guards=[may(Right.OFFERS_CHANGE)], include_in_schema=False)
async def post_offer_form(request: PageRequest, offer_id: FromPath[int]) -> Page:
    """Save the form. Where somebody else saved meanwhile, both are shown and nothing is lost."""
    fields = await posted(request)
    offer = await _own(request, offer_id, Right.OFFERS_CHANGE)
    _, house = await _desk(request, offer.organization_id)

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
                return f"{_list_url(offer.organization_id)}?done=archive"
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
        return await _offer(request, organization_id, offer, fields=shown, error=error)
    request.app.state.services.offers.forget()
    return answer


async def _own(request: PageRequest, offer_id: int, right: Right) -> Offer:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return await own_offer(request, tx, offer_id, right=right)


async def _offer(
    request: PageRequest,
    organization_id: int | None,
    offer: Offer | None,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    head, house = await _desk(request, organization_id)
    speak, trouble = partial(say, request), trouble_of(error) if error else None
    ways = await services.providers.ways(organization_id) if organization_id else ()
    async with services.db.transaction() as tx:
        names = [way.name for way in ways] or ["mock", "stripe", "razorpay"]
        choices = await choices_of(tx, organization_id, offer, providers=names)
        found = await measure(tx, offer) if offer else None
    wrong = {field_of(path): text for path, text in told(request, trouble).items()}
    url = f"/organizer/offers/{offer.id}" if offer else ""
    form = form_of(
        url or _list_url(organization_id),
        house,
        choices,
        speak=speak,
        offer=offer,
        fields=fields,
        problems=wrong,
        theirs=_theirs(error, fields, house),
        of_platform=organization_id is None,
    )
    if form.theirs and offer is not None:
        # Saved once more, the form holds against what the other one wrote: both were shown.
        form = msgspec.structs.replace(form, values={**form.values, "version": _version(error)})
    view = OfferPage(
        desk=head,
        list_url=_list_url(organization_id),
        form=form,
        name=offer.name if offer else "",
        url=url,
        enabled=offer.enabled if offer else True,
        figures=figures_of(offer, found) if offer and found else None,
        has_codes=offer is not None and offer.way is Way.CODES,
        codes=offer.codes if offer else 0,
        codes_at_once_max=CODES_AT_ONCE_MAX,
        may_change=await _may_change(request, organization_id),
        said=_said(request) if error is None else "",
        refusal=refusal(request, trouble) if trouble and not wrong else _wrong(request, wrong),
    )
    return await page(
        request, "organizer/offer.html", view, status=trouble.status if trouble else 200
    )


def _wrong(request: PageRequest, wrong: dict[str, str]) -> Refusal | None:
    """Above a long form: that something in it is to be put right."""
    return Refusal("invalid", say(request, N_("Some of it cannot be accepted."))) if wrong else None


def _theirs(
    error: Exception | None, fields: Fields | None, house: House
) -> tuple[tuple[str, str, str], ...]:
    """What differs between what somebody else saved and what is in the form."""
    if not isinstance(error, Refused) or error.code != "offer_changed" or fields is None:
        return ()
    saved = values_of(msgspec.convert(error.facts["current"], Offer), house)
    return tuple(
        (name, value, one(fields, name))
        for name, value in saved.items()
        if name != "version" and value != one(fields, name)
    )


def _version(error: Exception | None) -> str:
    facts: Any = error.facts if isinstance(error, Refused) else {}
    return str(facts.get("current", {}).get("version", ""))


async def _desk(request: PageRequest, organization_id: int | None) -> tuple[Desk, House]:
    if organization_id is None:
        await may_keep(request, None, Right.OFFERS_READ)
        return platform_desk(request, "offers"), House("", "UTC")
    organization = await kept_organization(request, organization_id)
    house = House(organization.currency, organization.timezone)
    return await desk(request, organization, "offers"), house


async def _may_change(request: PageRequest, organization_id: int | None) -> bool:
    person = await require(request)
    if organization_id is None:
        return person.may(Right.OFFERS_PLATFORM)
    return person.may(Right.OFFERS_CHANGE, organization_id)


def _list_url(organization_id: int | None) -> str:
    return f"/organizer/organizations/{organization_id}/offers" if organization_id else PLATFORM


def _said(request: PageRequest) -> str:
    text = SAID.get(request.query_params.get("done", ""), "")
    return say(request, text) if text else ""


PAGES = [
    house_offers,
    platform_offers,
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
