"""What the pages of the offers desk show: the page of an offer, whose desk, who may."""

from functools import partial
from typing import Any

import msgspec

from tessera.accounts.policy import Right
from tessera.kit.errors import Invalid, Refused
from tessera.offers.desk_view import choices_of, figures_of, filled_from, form_of
from tessera.offers.form import Fields, House, field_of, one, values_of
from tessera.offers.measure import measure
from tessera.offers.model import CODES_AT_ONCE_MAX, Offer, Way
from tessera.offers.own import may_keep
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.services import Services
from tessera.web.both import both_of
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import require
from tessera.web.pages import Page, PageRequest, page, refusal, say, told
from tessera.web.present import N_
from tessera.web.views.offers import OfferForm, OfferPage
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Refusal

HOUSE = "/organizer/organizations/{organization_id:int}/offers"
PLATFORM = "/admin/offers"
SAID = {
    "made": N_("The offer is made."),
    "changed": N_("Saved. Orders that are open or paid keep their price."),
    "toggle": N_("Done."),
    "duplicate": N_("This is the copy. It is switched off until you switch it on."),
    "archive": N_("The offer is gone. What it did stays in the books."),
    "codes": N_("The codes are made."),
}
LABELS = {
    "name": N_("Name"),
    "kind": N_("What it does"),
    "percent": N_("Percent"),
    "amount": N_("Amount"),
    "buys": N_("Places bought"),
    "pays": N_("Places paid"),
    "cap": N_("At most"),
    "way": N_("How it is asked for"),
    "code": N_("Code"),
    "topic": N_("Topic"),
    "description": N_("Description"),
    "enabled": N_("Switched on"),
    "listed": N_("Everybody may see it under Offers"),
    "stacks": N_("Goes together with other such offers"),
    "uses_max": N_("Uses in all"),
    "uses_per_customer_max": N_("Uses of one customer"),
    "minimum": N_("From an order of"),
    "starts_at": N_("Begins"),
    "ends_at": N_("Ends"),
    "first_purchase": N_("For a first purchase (with an account, one use)"),
    "from_time": N_("Shows from"),
    "until_time": N_("Shows before"),
    "categories": N_("Categories of places"),
}
"""The form's fields; those of many boxes are left out, and are seen in the form."""


async def shown_offer(
    request: PageRequest,
    organization_id: int | None,
    offer: Offer | None,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    """The page of an offer, or of one to be made: `fields` are what was typed, `error` is why it
    was not taken."""
    services: Services = request.app.state.services
    head, house = await desk_of(request, organization_id)
    trouble = trouble_of(error) if error else None
    async with services.db.transaction() as tx:
        found = await measure(tx, offer) if offer else None
    form = await _form(request, organization_id, offer, fields=fields, error=error, house=house)
    view = OfferPage(
        desk=head,
        list_url=list_url(organization_id),
        form=form,
        name=offer.name if offer else "",
        url=_url(offer),
        enabled=offer.enabled if offer else True,
        figures=figures_of(offer, found) if offer and found else None,
        has_codes=offer is not None and offer.way is Way.CODES,
        codes=offer.codes if offer else 0,
        codes_at_once_max=CODES_AT_ONCE_MAX,
        may_change=await may_change(request, organization_id),
        said=said_of(request) if error is None else "",
        refusal=_refusal(request, trouble, wrong=bool(form.problems)),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/offer.html", view, status=status)


def _url(offer: Offer | None) -> str:
    return f"/organizer/offers/{offer.id}" if offer else ""


async def _form(
    request: PageRequest,
    organization_id: int | None,
    offer: Offer | None,
    *,
    fields: Fields | None,
    error: Invalid | Refused | None,
    house: House,
) -> OfferForm:
    services: Services = request.app.state.services
    ways = await services.providers.ways(organization_id) if organization_id else ()
    names = [way.name for way in ways] or ["mock", "stripe", "razorpay"]
    async with services.db.transaction() as tx:
        choices = await choices_of(tx, organization_id, offer, providers=names)
    problems = told(request, trouble_of(error) if error else None)
    form = form_of(
        _url(offer) or list_url(organization_id),
        house,
        choices,
        speak=partial(say, request),
        filled=filled_from(fields, offer, house),
        problems={field_of(path): text for path, text in problems.items()},
        both=_both(request, error, fields, house=house),
        of_platform=organization_id is None,
    )
    if form.both is not None and offer is not None:
        # Saved once more, the form holds against what the other one wrote: both were shown.
        form = msgspec.structs.replace(form, values={**form.values, "version": _version(error)})
    return form


def _refusal(request: PageRequest, trouble: Trouble | None, *, wrong: bool) -> Refusal | None:
    """Above a long form: what happened, or that something in it is to be put right."""
    if wrong:
        return Refusal("invalid", say(request, N_("Some of it cannot be accepted.")))
    return refusal(request, trouble) if trouble else None


def _both(
    request: PageRequest, error: Exception | None, fields: Fields | None, *, house: House
) -> tuple[Both, ...] | None:
    """What differs between what somebody else saved and what is in the form."""
    if not isinstance(error, Refused) or error.code != "offer_changed" or fields is None:
        return None
    saved = values_of(msgspec.convert(error.facts["current"], Offer), house)
    return both_of(
        partial(say, request), saved, {name: one(fields, name) for name in saved}, labels=LABELS
    )


def _version(error: Exception | None) -> str:
    facts: Any = error.facts if isinstance(error, Refused) else {}
    return str(facts.get("current", {}).get("version", ""))


async def desk_of(request: PageRequest, organization_id: int | None) -> tuple[Desk, House]:
    """The head of the page, and how the house counts. Raises `Forbidden`."""
    if organization_id is None:
        await may_keep(request, None, Right.OFFERS_READ)
        return platform_desk(request, "offers"), House("", "UTC")
    organization = await kept_organization(request, organization_id)
    house = House(organization.currency, organization.timezone)
    return await desk(request, organization, "offers"), house


async def may_change(request: PageRequest, organization_id: int | None) -> bool:
    """Whether who asks may change offers here."""
    person = await require(request)
    if organization_id is None:
        return person.may(Right.OFFERS_PLATFORM)
    return person.may(Right.OFFERS_CHANGE, organization_id)


def list_url(organization_id: int | None) -> str:
    """Where the list is."""
    return f"/organizer/organizations/{organization_id}/offers" if organization_id else PLATFORM


def said_of(request: PageRequest) -> str:
    """What has just been done, in a sentence."""
    text = SAID.get(request.query_params.get("done", ""), "")
    return say(request, text) if text else ""
