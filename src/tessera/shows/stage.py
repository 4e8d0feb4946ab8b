"""What a show stands on (title, venue, hall, seat plan), and what keeps it from standing there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tessera.catalog.model import Title
from tessera.catalog.read import read_title
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.organizations.found import read_organization
from tessera.organizations.model import OrganizationStatus
from tessera.shows.model import ShowStatus
from tessera.shows.rules import status_at
from tessera.venues.find import read_hall, read_seat_plan, read_venue
from tessera.venues.model import Hall, SeatPlanInfo, Venue

Amount = Annotated[int, Meta(ge=0, le=10**12)]
Prices = dict[str, Amount]
AHEAD_MAX = timedelta(days=36_525)
"""A century: nobody plans further, and arithmetic stays inside the calendar."""


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
        raise Invalid([Problem("seat_plan_id", "needs naming: the hall has no seat plan")])
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
    if organization.status is not OrganizationStatus.APPROVED:
        raise Refused("organization_not_approved")
    return Stage(title, venue, hall, plan, organization.currency)


def problems_of(
    stage: Stage, fields: dict[str, Any], prices: Prices | None, *, now: datetime, is_new: bool
) -> list[Problem]:
    """Everything that keeps a show from being planned like this (migrations/0001 agrees)."""
    problems = []
    starts, ends = fields["starts_at"], fields["ends_at"]
    if is_new and starts <= now:
        problems.append(Problem("starts_at", "must lie in the future"))
    if is_new and not (stage.hall.enabled and stage.venue.enabled):
        problems.append(Problem("hall_id", "is switched off, as long as no new shows are wanted"))
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


def far_times(fields: Mapping[str, Any], now: datetime) -> list[Problem]:
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


def planned_status(status: ShowStatus, fields: dict[str, Any], now: datetime) -> ShowStatus:
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


def turnaround(hall: Hall) -> timedelta:
    return timedelta(minutes=hall.turnaround_minutes)
