"""A series that somebody else has changed, beside what a form would change of it."""

from functools import partial

from tessera.shows.series.model import Series
from tessera.web.both import both_of
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.shell import Both

LABELS = {
    "starts_time": N_("Starts"),
    "price": N_("Price"),
    "language": N_("Language"),
    "format": N_("Format"),
    "order_max": N_("Places per order"),
    "customer_max": N_("Per customer"),
}


def both_in_series(
    request: PageRequest, series: Series, values: dict[str, str], *, price: str
) -> tuple[Both, ...]:
    """What all shows share by now, beside what the form would change of it."""
    shared = series.shared
    now = {
        "starts_time": f"{series.starts_time:%H:%M}",
        "price": price,
        "language": shared.language,
        "format": shared.format,
        "order_max": str(shared.places_per_order_max),
        "customer_max": str(shared.places_per_customer_max or ""),
    }
    typed = {name: values[name] or kept for name, kept in now.items()}
    return both_of(partial(say, request), now, typed, labels=LABELS)
