"""What the desk of offers shows: rows, the form with its choices, figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from tessera.catalog.model import TitleKind
from tessera.guide.nearby import restaurants_to_choose
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.money import Money
from tessera.offers.form import Fields, House, many_of, one, values_of
from tessera.offers.measure import Measured
from tessera.offers.model import Channel, Offer, OfferKind, Topic, Way
from tessera.offers.present import TOPICS, worth
from tessera.web.present import KINDS as TITLE_KINDS
from tessera.web.present import N_, Say
from tessera.web.views.offers import DayUses, OfferFigures, OfferForm, OfferRow
from tessera.web.views.shell import Both, Option

sql = named.beside(__file__)

KINDS: Mapping[OfferKind, str] = {
    OfferKind.PERCENTAGE: N_("A share off"),
    OfferKind.FLAT: N_("An amount off the order"),
    OfferKind.FIXED_PRICE: N_("A fixed price for each place"),
    OfferKind.N_FOR_M: N_("Some for the price of fewer"),
}
OF_PLATFORM = {
    kind: KINDS[kind] for kind in KINDS if kind not in (OfferKind.FLAT, OfferKind.FIXED_PRICE)
}
"""The platform lowers its own fee: an amount off a house's price is not its to give."""
WAYS: Mapping[Way, str] = {
    Way.CODE: N_("One code that many share"),
    Way.CODES: N_("Codes that work once each"),
    Way.AUTOMATIC: N_("By itself, without a code"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.WEB: N_("These pages"),
    Channel.API: N_("Apps"),
    Channel.PARTNER: N_("Programs of the house"),
}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class Choices(NamedTuple):
    """What a form of this house offers to choose from: names by id."""

    titles: Mapping[str, str]
    venues: Mapping[str, str]
    providers: Sequence[str]
    restaurants: Mapping[str, str]


async def choices_of(
    tx: Tx, organization_id: int | None, offer: Offer | None, *, providers: Sequence[str]
) -> Choices:
    """Titles on the programme, venues, and ways to pay."""
    rule = offer.rule if offer else None
    titles = await tx.fetch(
        sql["titles_to_choose"], organization_id, list(rule.title_ids if rule else ())
    )
    venues = await tx.fetch(
        sql["venues_to_choose"], organization_id, list(rule.venue_ids if rule else ())
    )
    chosen = rule.tables if rule else ()
    restaurants = await restaurants_to_choose(tx.raw, organization_id, chosen)
    kept = rule.providers if rule else ()
    return Choices(
        {str(row["id"]): row["name"] for row in titles},
        {str(row["id"]): row["name"] for row in venues},
        list(dict.fromkeys([*providers, *kept])),
        {str(n): name for n, name in restaurants},
    )


class Filled(NamedTuple):
    """What stands in a form: one value by field, and all that is ticked."""

    values: Mapping[str, str]
    many: Mapping[str, Sequence[str]]


def filled_from(fields: Fields | None, offer: Offer | None, house: House) -> Filled:
    """From what was typed, else from the offer, else next to nothing."""
    if fields is not None:
        return Filled({name: one(fields, name) for name in fields}, fields)
    if offer is not None:
        return Filled(values_of(offer, house), many_of(offer))
    return Filled({"kind": "percentage", "way": "code", "enabled": "yes"}, {})


def form_of(
    action: str,
    house: House,
    choices: Choices,
    *,
    speak: Say,
    filled: Filled,
    problems: Mapping[str, str],
    both: tuple[Both, ...] | None,
    of_platform: bool,
) -> OfferForm:
    """The form with all there is to choose from."""
    single, ticked = partial(_single, filled), partial(_ticked, filled)

    def spoken(names: Mapping[Any, str]) -> dict[str, str]:
        return {str(key): speak(label) for key, label in names.items()}

    days = {str(n): day for n, day in enumerate(WEEKDAYS, start=1)}
    return OfferForm(
        action=action,
        values=dict(filled.values),
        kinds=single("kind", spoken(OF_PLATFORM if of_platform else KINDS)),
        ways=single("way", spoken(WAYS)),
        topics=single("topic", spoken({Topic.EVERYTHING: "Everything"} | dict(TOPICS))),
        weekdays=ticked("weekdays", spoken(days)),
        channels=ticked("channels", spoken(CHANNELS)),
        providers=ticked("providers", {name: name for name in choices.providers}),
        titles=ticked("title_ids", choices.titles),
        venues=ticked("venue_ids", choices.venues),
        restaurants=ticked("combines_restaurant_ids", choices.restaurants),
        title_kinds=ticked("title_kinds", spoken({k: TITLE_KINDS[k] for k in TitleKind})),
        currency=house.currency,
        of_platform=of_platform,
        problems=problems,
        both=both,
    )


def _single(filled: Filled, name: str, names: Mapping[str, str]) -> tuple[Option, ...]:
    chosen = filled.values.get(name)
    return tuple(Option(key, label, key == chosen) for key, label in names.items())


def _ticked(filled: Filled, name: str, names: Mapping[str, str]) -> tuple[Option, ...]:
    chosen = set(filled.many.get(name, ()))
    return tuple(Option(key, label, key in chosen) for key, label in names.items())


def state_of(offer: Offer, now: datetime) -> str:
    """How an offer stands: on, off, planned, over or used_up."""
    if not offer.enabled:
        return "off"
    if offer.ends_at is not None and offer.ends_at <= now:
        return "over"
    if offer.starts_at is not None and offer.starts_at > now:
        return "planned"
    return "used_up" if offer.uses_max is not None and offer.uses >= offer.uses_max else "on"


def row_of(offer: Offer, *, now: datetime, language: str, speak: Say, url: str) -> OfferRow:
    """An offer in the list."""
    return OfferRow(
        url=url,
        name=offer.name,
        worth=worth(offer, language, speak),
        way=speak(WAYS[offer.way]),
        code=offer.code,
        state=state_of(offer, now),
        uses=offer.uses,
        uses_max=offer.uses_max,
        ends_at=offer.ends_at,
    )


def figures_of(offer: Offer, found: Measured) -> OfferFigures:
    """What it did, in money where it has a currency."""

    def amount(minor: int) -> Money | None:
        return Money(minor, offer.currency) if offer.currency else None

    most = max((day.uses for day in found.days), default=1)
    return OfferFigures(
        paid=found.paid,
        open=found.open,
        released=found.released,
        customers=found.customers,
        places=found.places,
        cost=amount(found.cost),
        brought=amount(found.brought),
        days=tuple(
            DayUses(d.day, d.uses, Money(d.cost, offer.currency or "XXX"), 100 * d.uses / most)
            for d in found.days
        ),
    )
