"""Plan shows: make them, change them, cancel them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from tessera.catalog.model import Title
from tessera.catalog.read import read_title
from tessera.claims.tables import claims
from tessera.kit.changes import given
from tessera.kit.clock import AwareInstant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.organizations.found import read_organization
from tessera.shows.model import Show, ShowStatus
from tessera.shows.read import read_shows
from tessera.shows.rules import status_at
from tessera.shows.tables import show_prices, shows
from tessera.venues.find import read_hall, read_seat_plan, read_venue
from tessera.venues.model import Hall, SeatPlanInfo, Venue

Amount = Annotated[int, Meta(ge=0, le=10**12)]
Prices = dict[str, Amount]
AHEAD_MAX = timedelta(days=36_525)
"""A century: nobody plans further, and arithmetic stays inside the calendar."""


class NewShow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A show to be planned. `prices` are minor units of the organization's currency by category.

    Left out: the sale opens at once and closes at the start; the show ends when the title does;
    the seat plan is the hall's.
    """

    title_id: int
    hall_id: int
    starts_at: AwareInstant
    prices: Prices
    ends_at: AwareInstant | None = None
    seat_plan_id: int | None = None
    language: Annotated[str, Meta(max_length=60)] = ""
    format: Annotated[str, Meta(max_length=30)] = ""
    sales_open_at: AwareInstant | None = None
    sales_close_at: AwareInstant | None = None
    hold_seconds: Annotated[int, Meta(ge=60, le=1800)] = 600
    order_seconds: Annotated[int, Meta(ge=60, le=7200)] = 900
    places_per_order_max: Annotated[int, Meta(ge=1, le=100)] = 10
    places_per_customer_max: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    publish: bool = True


class ShowChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of a show; fields left out stay. New prices are for orders from now on."""

    starts_at: AwareInstant | UnsetType = UNSET
    ends_at: AwareInstant | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    format: Annotated[str, Meta(max_length=30)] | UnsetType = UNSET
    sales_open_at: AwareInstant | UnsetType = UNSET
    sales_close_at: AwareInstant | UnsetType = UNSET
    hold_seconds: Annotated[int, Meta(ge=60, le=1800)] | UnsetType = UNSET
    order_seconds: Annotated[int, Meta(ge=60, le=7200)] | UnsetType = UNSET
    places_per_order_max: Annotated[int, Meta(ge=1, le=100)] | UnsetType = UNSET
    places_per_customer_max: Annotated[int, Meta(ge=1, le=10000)] | UnsetType | None = UNSET
    prices: Prices | UnsetType = UNSET
    publish: bool | UnsetType = UNSET


class Stage(msgspec.Struct, frozen=True):
    """All that a show stands on."""

    title: Title
    venue: Venue
    hall: Hall
    plan: SeatPlanInfo
    currency: str


async def set_stage(tx: Tx, *, title_id: int, hall_id: int, seat_plan_id: int | None) -> Stage:
    """Gather what a show stands on. Raises `Invalid` naming everything that is not there."""
    problems: list[Problem] = []
    try:
        title = await read_title(tx, title_id)
    except NotFound:
        problems.append(Problem("title_id", f"there is no title {title_id}"))
    try:
        hall = await read_hall(tx, hall_id)
    except NotFound:
        problems.append(Problem("hall_id", f"there is no hall {hall_id}"))
    if problems:
        raise Invalid(problems)
    plan_id = seat_plan_id if seat_plan_id is not None else hall.seat_plan_id
    if plan_id is None:
        raise Invalid([Problem("seat_plan_id", "the hall has no seat plan: name one")])
    venue = await read_venue(tx, hall.venue_id)
    try:
        plan = await read_seat_plan(tx, plan_id)
    except NotFound:
        plan = None
    if plan is None or plan.organization_id != venue.organization_id:
        raise Invalid([Problem("seat_plan_id", f"there is no seat plan {plan_id} of yours")])
    if title.organization_id not in (None, venue.organization_id):
        raise Invalid([Problem("title_id", "the title belongs to another organization")])
    organization = await read_organization(tx, venue.organization_id)
    return Stage(title, venue, hall, plan, organization.currency)


async def plan_show(tx: Tx, stage: Stage, new: NewShow, *, now: datetime) -> Show:
    """Make a show. Raises `Invalid`, and `Refused(hall_busy)` naming the show in the way."""
    if problems := _far_times(msgspec.structs.asdict(new), now):
        raise Invalid(problems)
    fields = _filled(stage, new, now)
    if problems := problems_of(stage, fields, new.prices, now=now, is_new=True):
        raise Invalid(problems)
    status = ShowStatus.SCHEDULED if new.publish else ShowStatus.DRAFT
    values = fields | {
        "organization_id": stage.venue.organization_id,
        "title_id": stage.title.id,
        "hall_id": stage.hall.id,
        "seat_plan_id": stage.plan.id,
        "status": _status(status, fields, now),
        "currency": stage.currency,
        "capacity": stage.plan.capacity,
        "version": 1,
        "created_at": func.now(),
    }
    async with _naming_who_is_in_the_way(tx, stage.hall.id, fields):
        result = await tx.execute(insert(shows).values(**values).returning(shows.c.id))
        show_id: int = result.scalar_one()
    await _set_prices(tx, show_id, new.prices)
    [show] = await read_shows(tx, [show_id])
    return show


async def change_show(tx: Tx, show_id: int, change: ShowChange, *, now: datetime) -> Show:
    """Change what is given. Times stay once places are sold (`Refused(show_has_sales)`)."""
    row = await tx.one(select(shows).where(shows.c.id == show_id).with_for_update())
    if row is None:
        raise NotFound("show")
    if row["status"] in (ShowStatus.COMPLETED, ShowStatus.CANCELLED, ShowStatus.RUNNING):
        raise Refused("show_over")
    fields = given(change)
    prices, publish = fields.pop("prices", None), fields.pop("publish", None)
    if problems := _far_times(fields, now):
        raise Invalid(problems)
    stage = await set_stage(
        tx, title_id=row["title_id"], hall_id=row["hall_id"], seat_plan_id=row["seat_plan_id"]
    )
    merged = dict(row) | fields
    moved = {"starts_at", "ends_at"} & fields.keys()
    if moved:
        merged["hall_busy_until"] = merged["ends_at"] + _turnaround(stage.hall)
        fields["hall_busy_until"] = merged["hall_busy_until"]
        if await _has_claims(tx, show_id):
            raise Refused("show_has_sales")
    if problems := problems_of(stage, merged, prices, now=now, is_new=bool(moved)):
        raise Invalid(problems)
    status = ShowStatus(row["status"])
    if publish and status is ShowStatus.DRAFT:
        status = ShowStatus.SCHEDULED
    fields |= {"status": _status(status, merged, now), "version": shows.c.version + 1}
    async with _naming_who_is_in_the_way(tx, stage.hall.id, merged, show_id):
        await tx.execute(update(shows).where(shows.c.id == show_id).values(**fields))
    if prices is not None:
        await _set_prices(tx, show_id, prices)
    [show] = await read_shows(tx, [show_id])
    return show


def problems_of(
    stage: Stage, fields: dict[str, Any], prices: Prices | None, *, now: datetime, is_new: bool
) -> list[Problem]:
    """Everything that keeps a show from being planned like this (migrations/0001 agrees)."""
    problems = []
    starts, ends = fields["starts_at"], fields["ends_at"]
    if is_new and starts <= now:
        problems.append(Problem("starts_at", "must lie in the future"))
    if ends < starts + timedelta(minutes=stage.title.runtime_minutes):
        message = f"leaves less than the {stage.title.runtime_minutes} minutes of the title"
        problems.append(Problem("ends_at", message))
    if fields["sales_close_at"] <= fields["sales_open_at"]:
        problems.append(Problem("sales_close_at", "must lie after sales_open_at"))
    if fields["sales_close_at"] > ends:
        problems.append(Problem("sales_close_at", "must not lie after the end of the show"))
    languages = stage.title.languages
    if fields["language"] and languages and fields["language"] not in languages:
        problems.append(Problem("language", f"the title is shown in {', '.join(languages)}"))
    if fields["format"] and fields["format"] not in stage.hall.formats:
        problems.append(Problem("format", f"the hall has {', '.join(stage.hall.formats)}"))
    if prices is not None:
        problems += _price_problems(stage.plan, prices)
    return problems


def _far_times(fields: Mapping[str, Any], now: datetime) -> list[Problem]:
    return [
        Problem(name, "is more than a hundred years ahead")
        for name, value in fields.items()
        if isinstance(value, datetime) and value > now + AHEAD_MAX
    ]


def _price_problems(plan: SeatPlanInfo, prices: Prices) -> list[Problem]:
    problems = [
        Problem(f"prices.{category}", f"the seat plan has {', '.join(plan.categories)}")
        for category in prices
        if category not in plan.categories
    ]
    missing = [category for category in plan.categories if category not in prices]
    problems += [Problem(f"prices.{category}", "is required") for category in missing]
    return problems


def _filled(stage: Stage, new: NewShow, now: datetime) -> dict[str, Any]:
    runtime = timedelta(minutes=stage.title.runtime_minutes)
    ends = new.ends_at or new.starts_at + runtime
    return {
        "starts_at": new.starts_at,
        "ends_at": ends,
        "hall_busy_until": ends + _turnaround(stage.hall),
        "sales_open_at": new.sales_open_at or now,
        "sales_close_at": new.sales_close_at or new.starts_at,
        "language": new.language,
        "format": new.format,
        "hold_seconds": new.hold_seconds,
        "order_seconds": new.order_seconds,
        "places_per_order_max": new.places_per_order_max,
        "places_per_customer_max": new.places_per_customer_max,
    }


def _status(status: ShowStatus, fields: dict[str, Any], now: datetime) -> ShowStatus:
    if status is ShowStatus.ON_SALE and fields["sales_open_at"] > now:
        status = ShowStatus.SCHEDULED
    return status_at(
        status,
        now,
        sales_open_at=fields["sales_open_at"],
        sales_close_at=fields["sales_close_at"],
        starts_at=fields["starts_at"],
        ends_at=fields["ends_at"],
    )


def _turnaround(hall: Hall) -> timedelta:
    return timedelta(minutes=hall.turnaround_minutes)


async def _set_prices(tx: Tx, show_id: int, prices: Prices) -> None:
    await tx.execute(delete(show_prices).where(show_prices.c.show_id == show_id))
    await tx.execute(
        insert(show_prices).values(
            [{"show_id": show_id, "category": c, "amount": a} for c, a in prices.items()]
        )
    )


async def _has_claims(tx: Tx, show_id: int) -> bool:
    return (
        await tx.one(select(claims.c.place).where(claims.c.show_id == show_id).limit(1)) is not None
    )


class _naming_who_is_in_the_way:  # noqa: N801 - reads as a phrase where it is used
    """Turns the exclusion constraint's refusal into `Refused(hall_busy)` with the other show."""

    def __init__(
        self, tx: Tx, hall_id: int, fields: dict[str, Any], own_id: int | None = None
    ) -> None:
        self._tx = tx
        self._hall_id = hall_id
        self._own_id = own_id
        self._span = (fields["starts_at"], fields["hall_busy_until"])

    async def __aenter__(self) -> None:
        await self._tx.execute(text("SAVEPOINT plan_show"))

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, IntegrityError) or "shows_no_overlap" not in str(error.orig):
            return
        await self._tx.execute(text("ROLLBACK TO SAVEPOINT plan_show"))
        rows = await self._tx.fetch(
            """SELECT s.id, t.name, s.starts_at, s.ends_at FROM shows s
            JOIN titles t ON t.id = s.title_id
            WHERE s.hall_id = $1 AND s.status <> 'cancelled' AND s.id IS DISTINCT FROM $4
                AND tstzrange(s.starts_at, s.hall_busy_until) && tstzrange($2, $3)
            ORDER BY s.starts_at LIMIT 1""",
            self._hall_id,
            *self._span,
            self._own_id,
        )
        in_the_way = dict(rows[0]) if rows else None
        raise Refused("hall_busy", show=in_the_way) from error
