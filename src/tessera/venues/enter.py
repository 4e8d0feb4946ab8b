"""Enter venues, halls and seat plans."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.venues.find import read_hall, read_seat_plan, read_venue
from tessera.venues.model import Hall, NewHall, NewVenue, SeatPlanInfo, Venue
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.model import SeatPlan
from tessera.venues.tables import halls, seat_plans, venues


async def enter_venue(tx: Tx, new: NewVenue) -> Venue:
    """Enter a venue. Raises `Invalid`, `Refused(name_taken)`."""
    fields = msgspec.structs.asdict(new)
    check_venue(fields)
    fields["amenities"] = list(dict.fromkeys(fields["amenities"]))
    try:
        result = await tx.execute(
            insert(venues)
            .values(**fields, enabled=True, version=1, created_at=func.now())
            .returning(venues.c.id)
        )
    except IntegrityError as error:
        raise Refused("name_taken") from error
    return await read_venue(tx, result.scalar_one())


def check_venue(fields: Mapping[str, Any]) -> None:
    """Raises `Invalid` with all that is wrong with a venue."""
    problems = []
    if fields["timezone"] not in available_timezones():
        problems.append(Problem("timezone", "is not an IANA timezone such as Asia/Kolkata"))
    for name, bound in (("latitude", 90), ("longitude", 180)):
        value = fields[name]
        if value is not None and not (value.is_finite() and -bound <= value <= bound):
            problems.append(Problem(name, f"must lie between -{bound} and {bound}"))
    if (fields["latitude"] is None) != (fields["longitude"] is None):
        problems.append(Problem("longitude", "goes with latitude: give both or none"))
    if problems:
        raise Invalid(problems)


async def enter_hall(tx: Tx, venue: Venue, new: NewHall) -> Hall:
    """Enter a hall. Raises `Invalid`, `Refused(name_taken)`."""
    fields = msgspec.structs.asdict(new)
    await check_hall(tx, venue, fields)
    fields["formats"] = list(fields["formats"])
    try:
        result = await tx.execute(
            insert(halls)
            .values(**fields, venue_id=venue.id, enabled=True, version=1, created_at=func.now())
            .returning(halls.c.id)
        )
    except IntegrityError as error:
        raise Refused("name_taken") from error
    return await read_hall(tx, result.scalar_one())


async def check_hall(tx: Tx, venue: Venue, fields: Mapping[str, Any]) -> None:
    """Raises `Invalid` where the seat plan is not of the house."""
    plan_id = fields.get("seat_plan_id")
    if plan_id is None:
        return
    owner = await tx.scalar(select(seat_plans.c.organization_id).where(seat_plans.c.id == plan_id))
    if owner != venue.organization_id:
        raise Invalid([Problem("seat_plan_id", f"there is no seat plan {plan_id} of yours")])


async def enter_seat_plan(tx: Tx, organization_id: int, plan: SeatPlan) -> SeatPlanInfo:
    """Keep a checked plan as the next version of its name; the same content is kept once."""
    compiled = compile_plan(plan)
    # One version after the other, also when two people import at once.
    await tx.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", plan.name, organization_id
    )
    mine = (seat_plans.c.organization_id == organization_id, seat_plans.c.name == plan.name)
    latest = await tx.one(
        select(seat_plans.c.id, seat_plans.c.version, seat_plans.c.content_hash)
        .where(*mine)
        .order_by(seat_plans.c.version.desc())
        .limit(1)
    )
    if latest is not None and latest["content_hash"] == compiled.content_hash:
        return await read_seat_plan(tx, latest["id"])
    result = await tx.execute(
        insert(seat_plans)
        .values(
            organization_id=organization_id,
            name=plan.name,
            version=latest["version"] + 1 if latest is not None else 1,
            capacity=compiled.capacity,
            categories=[category.key for category in plan.categories],
            content_hash=compiled.content_hash,
            document=msgspec.json.encode(plan).decode(),
            created_at=func.now(),
        )
        .returning(seat_plans.c.id)
    )
    return await read_seat_plan(tx, result.scalar_one())
