"""The guide as its pages show it."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from tessera.guide.model import Advised, Near, Offer, Restaurant
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.guide import GuideCard
from tessera.web.views.shell import Link

TYPES = {
    "movie": N_("Film"),
    "series": N_("Series"),
    "documentary": N_("Documentary"),
    "show": N_("Show"),
}


def shown_offers(one: Restaurant, today: date) -> list[Offer]:
    """The offers that are not over."""
    return [offer for offer in one.offers if offer.until is None or offer.until >= today]


def rating_of(tenths: int | None) -> str:
    """`8.5`, or nothing."""
    return "" if tenths is None else f"{tenths / 10:.1f}"


def restaurant_card(request: PageRequest, one: Near, today: date) -> GuideCard:
    """A restaurant in the list."""
    place = one.restaurant
    distance = say(request, N_("%(km)s km away"), km=f"{one.km:.1f}") if one.km is not None else ""
    return GuideCard(
        name=place.name,
        url=f"/restaurants/{place.id}",
        rating=rating_of(place.rating_tenths),
        facts=tuple(fact for fact in (", ".join(place.cuisines[:3]), place.city, distance) if fact),
        why="; ".join(offer.name for offer in shown_offers(place, today)[:2]),
    )


def streaming_card(request: PageRequest, one: Advised) -> GuideCard:
    """A streamed title in the list, with one line that says why it is there."""
    title = one.streaming
    why = {
        "booked": N_("Because you booked %(genre)s"),
        "looked_at": N_("Because you looked at %(genre)s"),
    }
    return GuideCard(
        name=title.name,
        url=f"/streaming/{title.id}",
        rating=rating_of(title.rating_tenths),
        facts=(
            title.platform,
            say(request, TYPES[title.type.value]),
            *((", ".join(title.genres[:3]),) if title.genres else ()),
        ),
        why=say(request, why[one.because], genre=one.genre) if one.because else "",
    )


def chips_of(
    request: PageRequest, path: str, asked: Mapping[str, str], *, name: str, values: Sequence[str]
) -> tuple[Link, ...]:
    """A filter as links that keep the others; the first leaves it out."""

    def url(value: str) -> str:
        query = {key: v for key, v in {**asked, name: value}.items() if v}
        return f"{path}?{urlencode(query)}" if query else path

    everything = Link(say(request, N_("All")), url(""), not asked[name])
    return (everything, *(Link(value, url(value), asked[name] == value) for value in values))
