"""Seats of a hall by numbers."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.venues.change import change_hall
from tessera.venues.enter import enter_seat_plan
from tessera.venues.model import Hall, HallChange, Venue
from tessera.venues.plan.generate.cinema import ROWS_MAX, SEATS_PER_ROW_MAX
from tessera.venues.plan.generate.counted import CATEGORIES_AT_ONCE_MAX, CategoryCount, counted

sql = named.beside(__file__)


class SeatsWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows × seats per row; the seats of the categories add up to them. An aisle comes after each
    seat number of `aisles`."""

    rows: Annotated[int, Meta(ge=1, le=ROWS_MAX)]
    seats_per_row: Annotated[int, Meta(ge=1, le=SEATS_PER_ROW_MAX)]
    categories: Annotated[
        tuple[CategoryCount, ...], Meta(min_length=1, max_length=CATEGORIES_AT_ONCE_MAX)
    ]
    aisles: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=SEATS_PER_ROW_MAX)], ...], Meta(max_length=20)
    ] = ()
    accessible: Annotated[int, Meta(ge=0, le=SEATS_PER_ROW_MAX // 2)] = 0


async def make_seats(tx: Tx, hall: Hall, wanted: SeatsWanted, *, venue: Venue) -> Hall:
    """Give a hall these seats, for shows planned from now on.

    Raises `Invalid` where the counts do not add up, and `Refused(hall_has_sales)` naming the show
    to come whose places somebody has: seats are not made anew under tickets.
    """
    if problems := list(sum_problems(wanted)):
        raise Invalid(problems)
    name = f"{venue.name}, {hall.name}"[:80].strip()
    plan = counted(
        name=name,
        rows=wanted.rows,
        seats_per_row=wanted.seats_per_row,
        categories=wanted.categories,
        aisles=tuple(dict.fromkeys(wanted.aisles)),
        accessible=wanted.accessible,
    )
    sold = await tx.fetch_one(sql["hall_sales"], hall.id)
    if sold is not None:
        raise Refused("hall_has_sales", show=dict(sold))
    info = await enter_seat_plan(tx, venue.organization_id, plan)
    return await change_hall(tx, hall, HallChange(seat_plan_id=info.id), venue=venue)


def sum_problems(wanted: SeatsWanted) -> Iterator[Problem]:
    """What keeps the categories from being those of a hall of rows × seats per row."""
    total = sum(count.seats for count in wanted.categories)
    seats = wanted.rows * wanted.seats_per_row
    if total != seats:
        yield Problem("categories", f"have {total} seats together, the hall has {seats}")
    seen: set[str] = set()
    for n, count in enumerate(wanted.categories):
        if count.key in seen:
            yield Problem(f"categories[{n}].key", "stands twice")
        seen.add(count.key)
    for n, aisle in enumerate(wanted.aisles):
        if aisle >= wanted.seats_per_row:
            yield Problem(f"aisles[{n}]", "must come after a seat that has another one beside it")
    if 2 * wanted.accessible > wanted.seats_per_row:
        yield Problem("accessible", "places and their companions do not fit into a row")
