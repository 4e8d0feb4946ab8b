"""The live sale as a page shows it: tiles, drawn courses and the tables behind them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise

from tessera.operations.live.model import BIN_SECONDS, LiveSale, Moment, People
from tessera.web.present import N_, Say
from tessera.web.views.live import Chart, Line, LivePage, Tile
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link

REFRESH_SECONDS = 5
BOX = (300, 60)
AGE_SECONDS_MAX = 60.0
"""A job that waits longer than this is shown as trouble."""
MILLISECONDS_MAX = 150.0
"""What a step of a purchase may take (docs/hot-path.md)."""

STEP_WORDS = {"hold": N_("Hold"), "order": N_("Order"), "pay": N_("Payment")}
QUEUE_WORDS = {
    "checkout": N_("Checkout"),
    "mail": N_("Mail"),
    "webhooks": N_("Webhooks"),
    "messages": N_("Messages to many"),
    "background": N_("Background"),
}
Value = float | None
Series = tuple[str, Sequence[Value]]


def live_page(
    sale: LiveSale, speak: Say, *, desk: Desk, shows: Sequence[Link], problem: str = ""
) -> LivePage:
    """The page of a sale."""
    return LivePage(
        desk=desk,
        at=sale.at,
        show="" if sale.show_id is None else str(sale.show_id),
        show_problem=problem,
        shows=tuple(shows),
        processes=sale.processes,
        tiles=_tiles(sale, speak),
        steps=tuple(
            (speak(words), milliseconds(sale.p50[step]), milliseconds(sale.p99[step]))
            for step, words in STEP_WORDS.items()
        ),
        charts=_charts(sale, speak),
        refusals=tuple(sale.refusals.items()),
        queues=tuple(
            (speak(words), f"{sale.queue_ages.get(name, 0.0):.0f}", _is_old(sale, name))
            for name, words in QUEUE_WORDS.items()
        ),
        seconds=REFRESH_SECONDS,
    )


def _is_old(sale: LiveSale, queue: str) -> bool:
    return sale.queue_ages.get(queue, 0.0) > AGE_SECONDS_MAX


def milliseconds(seconds: Value) -> str:
    """As people read it; a dash where nobody asked."""
    if seconds is None:
        return "–"
    return f"{1000 * seconds:.1f}" if seconds < 0.01 else f"{1000 * seconds:.0f}"


def whole(number: float) -> str:
    """A whole number in groups of three, the same in every language (SI brochure, 5.4.4)."""
    return f"{number:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _tiles(sale: LiveSale, speak: Say) -> tuple[Tile, ...]:
    # The bin that is under way is not over: the one before it is the newest whole one.
    now = sale.moments[-2]
    door = sale.people[-1] if sale.people else None
    rates = (
        (N_("Holds a second"), now.holds),
        (N_("Orders a second"), now.orders),
        (N_("Paid a second"), now.paid),
        (N_("Refusals a second"), now.refused),
    )
    people = (
        (N_("Came to the rooms"), door.arrived if door else 0),
        (N_("Waiting"), door.waiting if door else 0),
        (N_("Inside"), door.inside if door else 0),
        (N_("Following a map"), sale.moments[-1].streams or now.streams),
    )
    return (
        *(Tile(speak(label), _text(count / BIN_SECONDS)) for label, count in rates),
        *(Tile(speak(label), whole(count)) for label, count in people),
    )


def _charts(sale: LiveSale, speak: Say) -> tuple[Chart, ...]:
    deeds, times, refusals, reading = _sale_charts(sale.moments[:-1], speak)
    people, arrivals = _room_charts(sale.people, speak)
    return deeds, times, people, arrivals, refusals, reading


def _sale_charts(over: Sequence[Moment], speak: Say) -> tuple[Chart, Chart, Chart, Chart]:
    """Of moments that are over: what was done, how long it took, what was refused, who reads."""
    ats = [moment.at for moment in over]

    def rates(of: Callable[[Moment], int]) -> list[Value]:
        return [of(moment) / BIN_SECONDS for moment in over]

    done = (
        (speak(N_("Holds")), rates(lambda m: m.holds)),
        (speak(N_("Orders")), rates(lambda m: m.orders)),
        (speak(N_("Paid")), rates(lambda m: m.paid)),
    )
    taken = (
        (speak(words), [_ms(moment.p99.get(step)) for moment in over])
        for step, words in STEP_WORDS.items()
    )
    refused = (speak(N_("Refusals")), rates(lambda m: m.refused))
    streams = (speak(N_("Following a map")), [float(moment.streams) for moment in over])
    return (
        _chart("deeds", speak(N_("Holds, orders and payments a second")), ats, *done),
        _chart("times", speak(N_("Time of 99 in 100 requests, ms")), ats, *taken),
        _chart("refusals", speak(N_("Refusals a second")), ats, refused),
        _chart("reading", speak(N_("Following a map")), ats, streams),
    )


def _room_charts(people: Sequence[People], speak: Say) -> tuple[Chart, Chart]:
    """Of all waiting rooms: who is in them, and who came."""
    ats = [each.at for each in people]
    there = (
        (speak(N_("Waiting")), [float(each.waiting) for each in people]),
        (speak(N_("Inside")), [float(each.inside) for each in people]),
    )
    came: list[Value] = [
        max(0, later.arrived - one.arrived) / BIN_SECONDS for one, later in pairwise(people)
    ]
    arrived = (speak(N_("Arrivals")), came)
    return (
        _chart("people", speak(N_("People in the waiting rooms")), ats, *there),
        _chart("arrivals", speak(N_("Arrivals at the waiting rooms a second")), ats[1:], arrived),
    )


def _ms(seconds: Value) -> Value:
    return None if seconds is None else 1000 * seconds


def _chart(key: str, label: str, ats: Sequence[datetime], *series: Series) -> Chart:
    most = max((value or 0.0 for _, values in series for value in values), default=0.0)
    lines = tuple(Line(name, _points(values, most or 1.0)) for name, values in series)
    rows = zip(ats, *(values for _, values in series), strict=True)
    cells = [(at, tuple(map(_text, values))) for at, *values in rows if any(values)]
    return Chart(key, label, _text(most), lines, tuple(reversed(cells)))


def _text(value: Value) -> str:
    if value is None:
        return "–"
    return whole(value) if value >= 10 or value == int(value) else f"{value:.1f}"


def _points(values: Sequence[Value], most: float) -> str:
    width, height = BOX
    step = width / max(1, len(values) - 1)
    return " ".join(
        f"{n * step:.1f},{height - height * (value or 0.0) / most:.1f}"
        for n, value in enumerate(values)
    )
