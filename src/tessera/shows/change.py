"""Change a show that is planned."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from sqlalchemy import RowMapping, select, update

from tessera.claims.tables import claims
from tessera.kit.changes import given
from tessera.kit.clock import AwareInstant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.trail import note_named
from tessera.kit.versions import CHANGED_MEANWHILE, Version
from tessera.organizations.terms import RefundPolicy, problems_of_policy
from tessera.shows.model import SELLING, SaleWindow, Show, ShowStatus, Windows
from tessera.shows.read import read_shows
from tessera.shows.sheets import write_sheets
from tessera.shows.stage import (
    Prices,
    Stage,
    far_times,
    planned_status,
    problems_of,
    set_stage,
    turnaround,
)
from tessera.shows.tables import shows
from tessera.shows.windows.rules import problems_of_windows
from tessera.shows.write import naming_who_is_in_the_way, prices_of, set_prices, told


class ShowChange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of a show; fields left out stay. New prices are for orders from now on."""

    title_id: int | UnsetType = UNSET
    hall_id: int | UnsetType = UNSET
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
    refund_policy: RefundPolicy | UnsetType | None = UNSET
    unlisted: bool | UnsetType = UNSET
    windows: Windows | UnsetType = UNSET
    publish: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


async def change_show(tx: Tx, show_id: int, change: ShowChange, *, now: datetime) -> Show:
    """Change what is given. Times and hall stay once places are sold (`Refused(show_has_sales)`: a
    show moves with its buyers by orders/move). Raises `Invalid`, `Refused(hall_busy)` naming the
    show in the way, `Refused(changed_meanwhile)` where a `version` is given that is over."""
    row = await tx.one(select(shows).where(shows.c.id == show_id).with_for_update())
    if row is None:
        raise NotFound("show")
    if row["status"] in (ShowStatus.COMPLETED, ShowStatus.CANCELLED, ShowStatus.RUNNING):
        raise Refused("show_over")
    fields = given(change)
    _still(row, fields)
    prices, publish = fields.pop("prices", None), fields.pop("publish", None)
    if problems := far_times(fields, now):
        raise Invalid(problems)
    stage = await _stage(tx, row, fields)
    if "hall_id" in fields:
        prices = await _prices_there(tx, stage, row, prices)
    merged = dict(row) | fields
    moved = {"starts_at", "ends_at", "hall_id"} & fields.keys()
    if moved:
        merged["hall_busy_until"] = merged["ends_at"] + turnaround(stage.hall)
        fields["hall_busy_until"] = merged["hall_busy_until"]
        if await _has_claims(tx, show_id, kept_too="hall_id" in fields):
            raise Refused("show_has_sales")
    problems = problems_of(stage, merged, prices, now=now, is_new=bool(moved))
    if {"windows", "sales_open_at", "sales_close_at"} & fields.keys():
        problems += problems_of_windows(_windows(merged), stage, merged)
    if problems := problems + problems_of_policy(fields.get("refund_policy")):
        raise Invalid(problems)
    if "windows" in fields:
        fields["windows"] = msgspec.to_builtins(fields["windows"]) or None
    if "refund_policy" in fields:
        fields["refund_policy"] = msgspec.to_builtins(fields["refund_policy"])
    status = ShowStatus(row["status"])
    if publish and status is ShowStatus.DRAFT:
        status = ShowStatus.SCHEDULED
    fields |= {"status": planned_status(status, merged, now), "version": shows.c.version + 1}
    async with naming_who_is_in_the_way(tx, stage.hall.id, merged, own_id=show_id):
        await tx.execute(update(shows).where(shows.c.id == show_id).values(**fields))
    before = told({name: row[name] for name in fields})
    await _price_and_note(tx, row, before=before, after=told(fields), prices=prices)
    [show] = await read_shows(tx, [show_id])
    return show


async def _price_and_note(
    tx: Tx,
    row: RowMapping,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    prices: Prices | None,
) -> None:
    """Write new prices where there are some, and one line of the audit log about all of it."""
    show_id: int = row["id"]
    if prices is not None:
        before["prices"], after["prices"] = await prices_of(tx, show_id), prices
        await set_prices(tx, show_id, prices)
        await write_sheets(tx, [show_id])
    await note_named(
        tx,
        "show.changed",
        subject=("show", show_id),
        organization_id=row["organization_id"],
        before=before,
        after=after,
    )


def _windows(merged: dict[str, Any]) -> tuple[SaleWindow, ...]:
    return msgspec.convert(merged["windows"] or (), tuple[SaleWindow, ...])


def _still(row: RowMapping, fields: dict[str, Any]) -> None:
    version = fields.pop("version", row["version"])
    if version != row["version"]:
        now = {name: row[name] for name in fields if name in row}
        raise Refused(CHANGED_MEANWHILE, now={"version": row["version"]} | now)


async def _stage(tx: Tx, row: RowMapping, fields: dict[str, Any]) -> Stage:
    """What the show stands on afterwards; another hall brings its own plan."""
    if fields.get("hall_id") == row["hall_id"]:
        del fields["hall_id"]
    elsewhere = "hall_id" in fields
    if elsewhere and row["status"] in SELLING:
        # A buyer may be choosing among the places of this hall: orders/move lets them finish first.
        raise Refused("show_sells")
    stage = await set_stage(
        tx,
        title_id=fields.get("title_id", row["title_id"]),
        hall_id=fields.get("hall_id", row["hall_id"]),
        seat_plan_id=None if elsewhere else row["seat_plan_id"],
    )
    if stage.venue.organization_id != row["organization_id"]:
        raise Invalid([Problem("hall_id", f"there is no hall {stage.hall.id} of yours")])
    if elsewhere:
        fields |= {"seat_plan_id": stage.plan.id, "capacity": stage.plan.capacity}
    return stage


async def _prices_there(
    tx: Tx, stage: Stage, row: RowMapping, prices: Prices | None
) -> Prices | None:
    """What places cost in another hall: as they did, where it has the same categories."""
    if prices is not None:
        return prices
    was = await prices_of(tx, row["id"])
    return {c: amount for c, amount in was.items() if c in stage.plan.categories}


async def _has_claims(tx: Tx, show_id: int, *, kept_too: bool) -> bool:
    """Whether a buyer has a place; what is kept back goes along to another time, not to a hall."""
    bought = claims.c.show_id == show_id
    if not kept_too:
        bought &= claims.c.state != "blocked"
    return await tx.one(select(claims.c.place).where(bought).limit(1)) is not None
