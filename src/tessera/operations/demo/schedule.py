"""Keep two weeks of shows planned: what is missing is added, what is there stays."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.operations.demo.events import EVENTS
from tessera.operations.demo.films import FILMS
from tessera.operations.demo.house import SLUGS
from tessera.operations.demo.places import VENUES
from tessera.operations.demo.programme import (
    Performance,
    Stage,
    day_of_films,
    evening,
    repertoire,
)
from tessera.shows.model import ShowStatus
from tessera.shows.rules import status_at

sql = named.beside(__file__)

DAYS_BEFORE = 2
"""A little past, so that there is something to look back at."""
DAYS_AHEAD = 14


class House(NamedTuple):
    """The demo as it is in the database. `resting` titles have no show to come."""

    stages: Sequence[Stage]
    titles: Mapping[str, int]
    resting: frozenset[str]

    @property
    def events(self) -> list[int]:
        """The ids of all titles that are no films."""
        return [self.titles[event.name] for event in EVENTS if event.name in self.titles]


async def read_house(tx: Tx) -> House:
    """What there is of the demo; halls and titles that somebody renamed are left alone."""
    content = {(venue.name, hall.name): hall for venue in VENUES for hall in venue.halls}
    venues = [venue.name for venue in VENUES]
    rows = await tx.fetch(sql["stages"], venues, list(SLUGS.values()))
    known = [row for row in rows if (row["venue"], row["hall"]) in content]
    stages = [_stage(row, content[row["venue"], row["hall"]]) for row in known]
    names = [film.name for film in FILMS] + [event.name for event in EVENTS]
    titles = await tx.fetch(sql["titles"], names)
    resting = frozenset(row["name"] for row in titles if not row["upcoming"])
    return House(stages, {row["name"]: row["id"] for row in titles}, resting)


def _stage(row: Any, hall: Any) -> Stage:
    return Stage(
        hall_id=row["hall_id"],
        seat_plan_id=row["seat_plan_id"],
        organization_id=row["organization_id"],
        venue=row["venue"],
        hall=row["hall"],
        city=row["city"],
        timezone=ZoneInfo(row["timezone"]),
        currency=row["currency"],
        capacity=row["capacity"],
        turnaround=timedelta(minutes=row["turnaround_minutes"]),
        formats=hall.formats,
        prices=dict(hall.prices),
    )


async def plan_missing(tx: Tx, house: House, now: datetime) -> int:
    """Plan what the coming two weeks lack; answers how many shows were added."""
    halls = [stage.hall_id for stage in house.stages]
    rows = await tx.fetch(sql["days_planned"], halls, house.events)
    planned = {(row["hall_id"], row["day"]) for row in rows}
    # Events first: where an evening and a film meet in a hall, the film gives way.
    wanted = list(chain(_evenings(house, now), _films(house, planned, now)))
    if not wanted:
        return 0
    added = await tx.fetch(sql["plan"], *_columns(wanted, now))
    ids = {(row["hall_id"], row["starts_at"]): row["id"] for row in added}
    prices = [
        (show_id, category, amount)
        for p in wanted
        if (show_id := ids.get((p.stage.hall_id, p.starts_at))) is not None
        for category, amount in p.prices.items()
    ]
    if prices:
        await tx.fetch(sql["price"], *map(list, zip(*prices, strict=True)))
    return len(ids)


def _evenings(house: House, now: datetime) -> Iterator[Performance]:
    stages = {(stage.venue, stage.hall): stage for stage in house.stages}
    for event in EVENTS:
        stage = stages.get((event.venue, event.hall))
        if stage is None or event.name not in house.resting:
            continue
        today = now.astimezone(stage.timezone).date()
        for days in event.days_ahead:
            day = today + timedelta(days=days)
            yield evening(stage, event, title_id=house.titles[event.name], day=day, now=now)


def _films(house: House, planned: set[tuple[int, date]], now: datetime) -> Iterator[Performance]:
    films = [film for film in FILMS if film.name in house.titles]
    cinemas = [stage for stage in house.stages if stage.is_cinema]
    for number, stage in enumerate(cinemas):
        today = now.astimezone(stage.timezone).date()
        for days in range(-DAYS_BEFORE, DAYS_AHEAD):
            day = today + timedelta(days=days)
            if (stage.hall_id, day) not in planned:
                films_here = repertoire(films, number, day)
                yield from day_of_films(stage, films_here, ids=house.titles, day=day)


def _columns(wanted: Sequence[Performance], now: datetime) -> tuple[list[Any], ...]:
    rows = [
        (
            p.stage.organization_id,
            p.title_id,
            p.stage.hall_id,
            p.stage.seat_plan_id,
            _status(p, now),
            p.starts_at,
            p.ends_at,
            p.busy_until,
            p.sales_open_at,
            p.starts_at,
            p.language,
            p.format,
            p.stage.currency,
            p.stage.capacity,
            p.places_per_customer_max,
        )
        for p in wanted
    ]
    return tuple(map(list, zip(*rows, strict=True)))


def _status(p: Performance, now: datetime) -> ShowStatus:
    return status_at(
        ShowStatus.SCHEDULED,
        now,
        sales_open_at=p.sales_open_at,
        sales_close_at=p.starts_at,
        starts_at=p.starts_at,
        ends_at=p.ends_at,
    )
