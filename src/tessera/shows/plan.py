"""Plan a show."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from sqlalchemy import func, insert

from tessera.kit.clock import AwareInstant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid
from tessera.kit.trail import note_named
from tessera.organizations.terms import RefundPolicy, problems_of_policy
from tessera.shows.model import Show, ShowStatus, Windows
from tessera.shows.sheets import write_sheets
from tessera.shows.stage import (
    Prices,
    Stage,
    far_times,
    planned_status,
    problems_of,
    turnaround,
)
from tessera.shows.tables import shows
from tessera.shows.windows.rules import problems_of_windows
from tessera.shows.write import naming_who_is_in_the_way, set_prices, told


class NewShow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A show to be planned. `prices` are minor units of the organization's currency by category.

    A template brings its seat plan and its prices; `prices` that are named go before them.
    Left out: the sale opens at once and closes at the start; the show ends when the title does;
    the seat plan is the hall's.
    """

    title_id: int
    hall_id: int
    starts_at: AwareInstant
    prices: Prices = {}
    template_id: int | None = None
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
    refund_policy: RefundPolicy | None = None
    unlisted: bool = False
    windows: Windows = ()
    publish: bool = True


async def plan_show(tx: Tx, stage: Stage, new: NewShow, *, now: datetime) -> Show:
    """Make a show. Raises `Invalid`, and `Refused(hall_busy)` naming the show in the way."""
    if problems := far_times(msgspec.structs.asdict(new), now):
        raise Invalid(problems)
    fields = _filled(stage, new, now)
    problems = problems_of(stage, fields, new.prices, now=now, is_new=True)
    problems += problems_of_windows(new.windows, stage, fields)
    if problems := problems + problems_of_policy(new.refund_policy):
        raise Invalid(problems)
    status = ShowStatus.SCHEDULED if new.publish else ShowStatus.DRAFT
    values = fields | {
        "organization_id": stage.venue.organization_id,
        "title_id": stage.title.id,
        "hall_id": stage.hall.id,
        "seat_plan_id": stage.plan.id,
        "status": planned_status(status, fields, now),
        "currency": stage.currency,
        "capacity": stage.plan.capacity,
        "version": 1,
        "created_at": func.now(),
    }
    async with naming_who_is_in_the_way(tx, stage.hall.id, fields):
        result = await tx.execute(insert(shows).values(**values).returning(shows.c.id))
        show_id: int = result.scalar_one()
    await set_prices(tx, show_id, new.prices)
    [show] = await write_sheets(tx, [show_id])
    await note_named(
        tx,
        "show.entered",
        subject=("show", show_id),
        organization_id=stage.venue.organization_id,
        after=told(values) | {"prices": new.prices},
    )
    return show


def _filled(stage: Stage, new: NewShow, now: datetime) -> dict[str, Any]:
    runtime = timedelta(minutes=stage.title.runtime_minutes)
    ends = new.ends_at or new.starts_at + runtime
    return {
        "starts_at": new.starts_at,
        "ends_at": ends,
        "hall_busy_until": ends + turnaround(stage.hall),
        "sales_open_at": new.sales_open_at or now,
        "sales_close_at": new.sales_close_at or new.starts_at,
        "language": new.language,
        "format": new.format,
        "hold_seconds": new.hold_seconds,
        "order_seconds": new.order_seconds,
        "places_per_order_max": new.places_per_order_max,
        "places_per_customer_max": new.places_per_customer_max,
        "refund_policy": msgspec.to_builtins(new.refund_policy),
        "unlisted": new.unlisted,
        "windows": msgspec.to_builtins(new.windows) or None,
    }
