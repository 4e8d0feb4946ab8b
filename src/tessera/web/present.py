"""From what the features know to what the templates show: small builders that many pages share."""

from tessera.kit.money import Money
from tessera.orders.model import Line, Order
from tessera.shows.model import Show
from tessera.web.views.orders import PriceLine, PriceSummary
from tessera.web.views.shell import Poster, ShowSummary


def show_summary(show: Show, *, base_url: str = "") -> ShowSummary:
    """A show in two lines."""
    return ShowSummary(
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        venue=show.venue.name,
        hall=show.hall.name,
        url=f"{base_url}/shows/{show.id}",
        poster=Poster(show.title.name, show.title.kind.capitalize()),
        facts=tuple(fact for fact in (show.format, show.language) if fact),
        address=f"{show.venue.address}, {show.venue.city}",
    )


def bill_of(lines: tuple[Line, ...], currency: str, category_words: dict[str, str]) -> PriceSummary:
    """A bill: each place with its price, then the fee, then the total."""
    fee = sum(line.fee for line in lines)
    tax = sum(line.tax for line in lines)
    return PriceSummary(
        lines=tuple(
            PriceLine(
                line.label,
                Money(line.face + line.tax, currency),
                category_words.get(line.category, line.category),
            )
            for line in lines
        ),
        total=Money(sum(line.total for line in lines), currency),
        extras=(PriceLine("", Money(fee, currency)),) if fee else (),
        tax_included=Money(tax, currency) if tax else None,
    )


def bill_of_order(order: Order, category_words: dict[str, str]) -> PriceSummary:
    """The bill of an order."""
    return bill_of(order.lines, order.currency, category_words)
