"""What a purchase costs, whatever is on sale and however many buy (docs/hot-path.md)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from bench.house import open_house
from bench.measure import Figure, measure_purchases
from tessera.venues.plan.model import FORMAT, Category, Row, Seat, SeatPlan, Section

SEATS_A_ROW = 50
ROWS_A_SECTION = 100
BUYERS = 256


class Setting(NamedTuple):
    """Shows on sale, places a show, buyers at once."""

    shows: int
    places: int
    buyers: int


class Point(msgspec.Struct, frozen=True):
    """What a purchase cost in a setting; `kept` is what the audit said afterwards."""

    along: str
    setting: Setting
    figure: Figure
    kept: bool


ALONG: dict[str, tuple[Setting, ...]] = {
    "shows": tuple(Setting(n, 20_000, BUYERS) for n in (1, 10, 100)),
    # As many places in all, so that none is sold out: more shows where they are small.
    "places": (
        Setting(200, 1000, BUYERS),
        Setting(40, 5000, BUYERS),
        Setting(10, 10_000, BUYERS),
        Setting(2, 100_000, BUYERS),
    ),
    "buyers": tuple(Setting(10, 20_000, n) for n in (10, 50, 250, 1000, 2000)),
}


async def measure_curve(say: Callable[[str], None], *, workers: int, seconds: float) -> list[Point]:
    """Every setting on a house of its own."""
    points = []
    for along, settings in ALONG.items():
        for setting in settings:
            point = await _measure(along, setting, workers=workers, seconds=seconds)
            points.append(point)
            figure = point.figure
            say(f"{along} {setting}: {figure.per_second:.0f}/s {figure.microseconds_each}")
    return points


async def _measure(along: str, setting: Setting, *, workers: int, seconds: float) -> Point:
    plan = hall_of(setting.places)
    async with open_house(workers=workers, shows=setting.shows, plan=plan) as house:
        figure = await measure_purchases(
            house, concurrency=setting.buyers, seconds=seconds, warm_up_seconds=2.0
        )
        return Point(along, setting, figure, house.audit())


def hall_of(places: int) -> SeatPlan:
    """A plain hall: rows of fifty, a hundred rows a section."""
    sections = []
    left, number = places, 1
    while left > 0:
        seats = min(left, SEATS_A_ROW * ROWS_A_SECTION)
        sections.append(Section(name=f"Block {number}", rows=tuple(_rows(seats, number))))
        left, number = left - seats, number + 1
    category = Category(key="all", name="All", color="#5b7db1")
    return SeatPlan(
        format=FORMAT, name=f"Hall of {places}", categories=(category,), sections=tuple(sections)
    )


def _rows(seats: int, block: int) -> Iterator[Row]:
    for row in range(-(-seats // SEATS_A_ROW)):
        of_row = range(min(SEATS_A_ROW, seats - row * SEATS_A_ROW))
        yield Row(
            label=str(row + 1),
            seats=tuple(
                Seat(label=str(n + 1), x=block * 1200.0 + n * 22.0, y=row * 24.0, category="all")
                for n in of_row
            ),
        )
