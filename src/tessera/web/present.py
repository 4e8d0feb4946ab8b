"""From what the features know to what the templates show: small builders that many pages share."""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from tessera.catalog.media.model import WIDTHS, FileRole
from tessera.catalog.pictures import ENCODINGS, picture_url
from tessera.kit.files.port import media_type_of
from tessera.kit.money import Money
from tessera.orders.model import Line, Order
from tessera.shows.model import Show, ShowStatus
from tessera.venues.plan.compiled import CompiledPlan
from tessera.web.views.catalog import Availability, Showtime
from tessera.web.views.orders import PriceLine, PriceSummary
from tessera.web.views.shell import Poster, ShowSummary
from tessera.web.views.shows import COLOURS

Say = Callable[[str], str]
"""Translates a text that is marked with `N_`."""

FEW_LEFT_MAX = 12


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name for marking a text
    """Mark a text for translation where it is translated later."""
    return text


KINDS: Mapping[str, str] = {
    "film": N_("Film"),
    "concert": N_("Concert"),
    "play": N_("Play"),
    "opera": N_("Opera"),
    "ballet": N_("Ballet"),
    "match": N_("Match"),
    "comedy": N_("Comedy"),
    "festival": N_("Festival"),
    "talk": N_("Talk"),
    "other": N_("Show"),
}


def poster_of(name: str, kind: str, say: Say, *, key: str = "") -> Poster:
    """The picture of a title: the one that was sent, by its key, or one drawn from its words."""
    kicker = say(KINDS.get(kind, kind))
    if not key:
        return Poster(name, kicker)
    widths = WIDTHS[FileRole.POSTER]
    sources = tuple(
        (media_type_of(suffix), ", ".join(f"{picture_url(key, w, suffix)} {w}w" for w in widths))
        for suffix in ENCODINGS
    )
    return Poster(name, kicker, picture_url(key, widths[1]), sources)


def show_summary(show: Show, say: Say, *, base_url: str = "") -> ShowSummary:
    """A show in two lines."""
    return ShowSummary(
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        venue=show.venue.name,
        hall=show.hall.name,
        url=f"{base_url}/shows/{show.id}",
        poster=poster_of(show.title.name, show.title.kind, say, key=show.title.poster),
        facts=tuple(fact for fact in (show.format, show.language) if fact),
        address=address_of(show),
    )


def address_of(show: Show) -> str:
    """Street and city; the city once."""
    address, city = show.venue.address, show.venue.city
    return address if city in address else f"{address}, {city}".lstrip(", ")


def showtime(show: Show, available: int, *, current: bool = False) -> Showtime:
    """A show as a token to press."""
    kind = availability(show, available)
    prices = [price.total for price in show.prices.values()]
    return Showtime(
        url=f"/shows/{show.id}",
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        availability=kind,
        facts=tuple(fact for fact in (show.format, show.language) if fact),
        left=available if kind == "few" else None,
        price_from=Money(min(prices), show.currency) if prices else None,
        current=current,
    )


def availability(show: Show, available: int) -> Availability:
    """How a show stands for somebody who wants to go."""
    match show.status:
        case ShowStatus.CANCELLED:
            return "cancelled"
        case ShowStatus.DRAFT | ShowStatus.SCHEDULED:
            return "soon"
        case ShowStatus.RUNNING | ShowStatus.COMPLETED:
            return "closed"
        case _:
            if available <= 0:
                return "sold_out"
            return "few" if available <= FEW_LEFT_MAX else "open"


def sale_state(
    show: Show, available: int
) -> Literal["soon", "on_sale", "sold_out", "closed", "cancelled"]:
    """The same for the show's own page, where few is open too."""
    kind = availability(show, available)
    return "on_sale" if kind in ("open", "few") else kind  # type: ignore[return-value]


def category_words(plan: CompiledPlan) -> dict[str, str]:
    """Categories by key, as people call them."""
    return {category.key: category.name for category in plan.categories}


def colour_of(plan: CompiledPlan, key: str) -> int:
    """The colour of a category: 1 … 8, the same on every page."""
    keys = [category.key for category in plan.categories]
    return keys.index(key) % COLOURS + 1


def bill_of(
    lines: tuple[Line, ...], currency: str, words: Mapping[str, str], say: Say
) -> PriceSummary:
    """A bill: each place with its price, then the fee, then the total."""
    fee = sum(line.fee for line in lines)
    tax = sum(line.tax for line in lines)
    return PriceSummary(
        lines=tuple(
            PriceLine(
                line.label,
                Money(line.face + line.tax, currency),
                words.get(line.category, line.category),
            )
            for line in lines
        ),
        total=Money(sum(line.total for line in lines), currency),
        extras=(PriceLine(say(N_("Booking fee")), Money(fee, currency)),) if fee else (),
        tax_included=Money(tax, currency) if tax else None,
    )


def bill_of_order(order: Order, words: Mapping[str, str], say: Say) -> PriceSummary:
    """The bill of an order."""
    bill = bill_of(order.lines, order.currency, words, say)
    return with_card(bill, order.credit, say)


def with_card(bill: PriceSummary, credit: int, say: Say) -> PriceSummary:
    """A bill of which a gift card pays a part: the total is what is left."""
    if not credit:
        return bill
    currency = bill.total.currency
    paid = PriceLine(say(N_("Gift card")), Money(-credit, currency))
    left = Money(bill.total.amount - credit, currency)
    return msgspec.structs.replace(bill, extras=(*bill.extras, paid), total=left)
