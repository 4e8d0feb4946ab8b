"""Read venues, halls and seat plans."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.venues.model import Hall, SeatPlanInfo, Venue, hall_of, seat_plan_of, venue_of
from tessera.venues.tables import halls, seat_plans, venues


async def read_venue(tx: Tx, venue_id: int, *, lock: bool = False) -> Venue:
    """One venue, to be changed in this transaction where `lock`. Raises `NotFound`."""
    query = select(venues).where(venues.c.id == venue_id)
    row = await tx.one(query.with_for_update(key_share=True) if lock else query)
    if row is None:
        raise NotFound("venue")
    return venue_of(row)


async def find_venues(
    tx: Tx,
    *,
    city: str | None = None,
    q: str | None = None,
    after: int = 0,
    limit: int,
    organization_id: int | None = None,
    enabled: bool | None = True,
) -> Sequence[Venue]:
    """Venues by city and words of the name; only an organization itself sees those that are off."""
    query = select(venues).where(venues.c.id > after)
    if enabled is not None:
        query = query.where(venues.c.enabled == enabled)
    if organization_id is not None:
        query = query.where(venues.c.organization_id == organization_id)
    if city:
        query = query.where(func.lower(venues.c.city) == city.lower())
    if q:
        query = query.where(func.strpos(func.lower(venues.c.name), q.lower()) > 0)
    rows = await tx.all(query.order_by(venues.c.id).limit(limit))
    return [venue_of(row) for row in rows]


async def city_timezones(tx: Tx) -> dict[str, str]:
    """Where there are venues, each city with its timezone (bounded); the busiest first."""
    rows = await tx.all(
        select(venues.c.city, func.min(venues.c.timezone).label("timezone"))
        .join(halls, halls.c.venue_id == venues.c.id)
        .where(venues.c.enabled)
        .group_by(venues.c.city)
        .order_by(func.count(halls.c.id).desc(), venues.c.city)
        .limit(500)
    )
    return {row["city"]: row["timezone"] for row in rows}


async def read_hall(tx: Tx, hall_id: int, *, lock: bool = False) -> Hall:
    """One hall, to be changed in this transaction where `lock`. Raises `NotFound`."""
    query = select(halls).where(halls.c.id == hall_id)
    row = await tx.one(query.with_for_update(key_share=True) if lock else query)
    if row is None:
        raise NotFound("hall")
    return hall_of(row)


async def halls_of(tx: Tx, venue_id: int) -> Sequence[Hall]:
    """The halls of a venue (bounded: no building has a thousand)."""
    rows = await tx.all(
        select(halls).where(halls.c.venue_id == venue_id).order_by(halls.c.id).limit(1000)
    )
    return [hall_of(row) for row in rows]


async def read_seat_plan(tx: Tx, seat_plan_id: int) -> SeatPlanInfo:
    """A seat plan without its document. Raises `NotFound`."""
    row = await tx.one(
        select(*(c for c in seat_plans.c if c.name != "document")).where(
            seat_plans.c.id == seat_plan_id
        )
    )
    if row is None:
        raise NotFound("seat plan")
    return seat_plan_of(row)


async def seat_plan_document(tx: Tx, seat_plan_id: int) -> str:
    """The document of a seat plan, as it was entered. Raises `NotFound`."""
    document: str | None = await tx.scalar(
        select(seat_plans.c.document).where(seat_plans.c.id == seat_plan_id)
    )
    if document is None:
        raise NotFound("seat plan")
    return document


async def seat_plans_of(
    tx: Tx, organization_id: int, *, after: int, limit: int
) -> Sequence[SeatPlanInfo]:
    """The seat plans of an organization, every version."""
    rows = await tx.all(
        select(*(c for c in seat_plans.c if c.name != "document"))
        .where(seat_plans.c.organization_id == organization_id, seat_plans.c.id > after)
        .order_by(seat_plans.c.id)
        .limit(limit)
    )
    return [seat_plan_of(row) for row in rows]
