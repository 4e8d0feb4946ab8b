"""Offers in words: what one brings, and why one does not hold."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from babel.core import Locale

from tessera.kit.money import Money
from tessera.offers.model import Offer, OfferKind, Reason, Topic
from tessera.offers.pricing import Applied, NotApplied, Use
from tessera.web.answers import money
from tessera.web.errors import Trouble
from tessera.web.present import N_, Say
from tessera.web.views.orders import PriceLine, TableOption
from tessera.web.wording import money as in_words

if TYPE_CHECKING:
    from tessera.offers.preview import Preview
    from tessera.offers.restaurants import Table

REASONS: Mapping[Reason, str] = {
    Reason.SWITCHED_OFF: N_("it is switched off"),
    Reason.NOT_YET: N_("it has not begun yet"),
    Reason.OVER: N_("it is over"),
    Reason.OTHER_CURRENCY: N_("it is in another currency"),
    Reason.OTHER_TITLE: N_("it is for other titles"),
    Reason.OTHER_VENUE: N_("it is for other venues"),
    Reason.OTHER_DAY: N_("it is for other days of the week"),
    Reason.OTHER_TIME: N_("it is for another time of the day"),
    Reason.OTHER_CHANNEL: N_("it is for who buys another way"),
    Reason.OTHER_PROVIDER: N_("it is for another way to pay"),
    Reason.SIGN_IN_FIRST: N_("it is for a first purchase: sign in first"),
    Reason.NOT_FIRST_PURCHASE: N_("it is for a first purchase"),
    Reason.RESTAURANT_MISSING: N_("it goes with a restaurant that was not chosen"),
    Reason.OTHER_CATEGORY: N_("it is for other categories of places"),
    Reason.TOO_FEW_PLACES: N_("it takes more places"),
    Reason.BELOW_MINIMUM: N_("it takes a larger order"),
    Reason.USED_UP: N_("it has been used up"),
    Reason.USED_BY_YOU: N_("you have used it already"),
    Reason.BETTER_WITHOUT: N_("another offer brings you more, and they do not go together"),
}
TOPICS: Mapping[Topic, str] = {
    Topic.FILMS: N_("Films"),
    Topic.CONCERTS: N_("Concerts"),
    Topic.THEATRE: N_("Theatre"),
    Topic.SPORT: N_("Sport"),
    Topic.COMEDY: N_("Comedy"),
    Topic.FESTIVALS: N_("Festivals"),
    Topic.FOOD: N_("Food"),
    Topic.STREAMING: N_("Streaming"),
    Topic.EVERYTHING: N_("Everything"),
}


def words_of_reasons(trouble: Trouble, speak: Say) -> str:
    """What is wrong with a code: the refusal, and its reasons where it has some."""
    reasons = [Reason(reason) for reason in trouble.facts.get("reasons", ())]
    told = ", ".join(speak(REASONS[reason]) for reason in reasons)
    return (
        f"{speak(trouble.detail)} {told[:1].upper()}{told[1:]}." if told else speak(trouble.detail)
    )


def saved_of(applied: Sequence[Applied | Use], currency: str) -> tuple[PriceLine, ...]:
    """What offers took off, for the foot of a bill."""
    return tuple(
        PriceLine(
            one.offer.name if isinstance(one, Applied) else one.name, Money(one.amount, currency)
        )
        for one in applied
    )


def news_of(found: "Preview", currency: str, *, language: str, speak: Say) -> str:
    """What came of the code that was tried."""
    if not found.asked or found.trouble is not None:
        return ""
    for one in found.applied:
        if one.offer.id == found.asked:
            saved = in_words(Money(one.amount, currency), Locale.parse(language))
            return speak(N_("%(name)s: you save %(amount)s.")) % {
                "name": one.offer.name,
                "amount": saved,
            }
    return speak(N_("Another offer brings you more, so your code stays unused for another time."))


def worth(offer: Offer, language: str, speak: Say) -> str:
    """What an offer brings, in a few words."""
    rule, locale = offer.rule, Locale.parse(language)

    def amount(minor: int) -> str:
        return in_words(Money(minor, offer.currency), locale)

    match rule.kind:
        case OfferKind.PERCENTAGE:
            share = f"{(rule.basis_points or 0) / 100:g} %"
            text = N_("%(share)s off the booking fee") if offer.of_platform else N_("%(share)s off")
            told = speak(text) % {"share": share}
        case OfferKind.FLAT:
            told = speak(N_("%(amount)s off")) % {"amount": amount(rule.amount or 0)}
        case OfferKind.FIXED_PRICE:
            told = speak(N_("%(amount)s a place")) % {"amount": amount(rule.amount or 0)}
        case OfferKind.N_FOR_M:
            told = speak(N_("%(buys)s for the price of %(pays)s")) % {
                "buys": rule.buys,
                "pays": rule.pays,
            }
    if rule.cap is not None and offer.currency:
        told += ", " + speak(N_("at most %(amount)s")) % {"amount": amount(rule.cap)}
    return told


def applied_view(one: Applied, currency: str) -> dict[str, Any]:
    """An offer that lowers an order, as the REST interface shows it."""
    return {
        "id": one.offer.id,
        "name": one.offer.name,
        "kind": one.offer.rule.kind,
        "automatic": one.offer.way == "automatic",
        "amount": money(one.amount, currency),
        "lines": [money(amount, currency) for amount in one.amounts],
    }


def refused_view(lost: NotApplied) -> dict[str, Any]:
    """An offer that does not hold, with every reason as a code and as a sentence."""
    return {
        "id": lost.offer.id,
        "name": lost.offer.name,
        "reasons": [_reason_view(reason) for reason in lost.reasons],
    }


def table_view(table: "Table", currency: str) -> dict[str, Any]:
    """A restaurant that an order may name: how near it is, what it offers itself, what the order
    saves with it, or why not."""
    place = table.near.restaurant
    return {
        "id": place.id,
        "name": place.name,
        "address": place.address,
        "city": place.city,
        "km": None if table.near.km is None else round(table.near.km, 3),
        "offer": table.offer,
        "saves": money(table.saves, currency),
        "reasons": [_reason_view(reason) for reason in table.reasons],
        "table_offers": list(table.extras),
    }


def tables_shown(
    tables: Sequence["Table"], currency: str, *, chosen: int | None, speak: Say
) -> tuple[TableOption, ...]:
    """The restaurants as the checkout offers them."""
    return tuple(
        TableOption(
            value=str(table.near.restaurant.id),
            name=table.near.restaurant.name,
            address=table.near.restaurant.address or table.near.restaurant.city,
            km=table.near.km,
            offer=table.offer,
            saves=Money(table.saves, currency) if table.saves else None,
            why=", ".join(speak(REASONS[reason]) for reason in table.reasons),
            extras=table.extras,
            selected=table.near.restaurant.id == chosen,
        )
        for table in tables
    )


def _reason_view(reason: Reason) -> dict[str, str]:
    return {"code": reason, "message": f"{REASONS[reason][:1].upper()}{REASONS[reason][1:]}."}


def use_view(use: Use, currency: str) -> dict[str, Any]:
    """An offer in an order that stands already."""
    return {
        "id": use.offer_id,
        "name": use.name,
        "amount": money(use.amount, currency),
        "lines": [money(amount, currency) for amount in use.amounts],
        "restaurant_id": use.restaurant_id,
        "released": use.released,
    }
