"""Look at what a move would do, and begin it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.saga import start
from tessera.orders.move import rules
from tessera.orders.move.model import (
    MovedPlace,
    MoveRefusal,
    MoveWanted,
    Preview,
    SoldPlace,
    Standing,
)
from tessera.orders.move.read import Before, sql
from tessera.shows.model import ShowStatus
from tessera.shows.stage import Stage, far_times, problems_of, set_stage, turnaround
from tessera.venues.plan.compiled import CompiledPlan

SAGA = "show_move"
MOVABLE = frozenset({ShowStatus.SCHEDULED, ShowStatus.ON_SALE, ShowStatus.SOLD_OUT})
REASON_SIGNS_MAX = 500
UNPLACED_MAX = 500
"""Who would send more people home than this is to take a larger hall, or cancel the show."""
WORSE_SHOWN_MAX = 200
LOST_NAMED_MAX = 100


class Goal(NamedTuple):
    """Where a show is to be: its row's new fields, the prices there, and what it stands on."""

    show: Mapping[str, Any]
    stage: Stage
    fields: Mapping[str, Any]
    prices: Mapping[str, int]
    amounts: Mapping[str, int]
    """Prices of the old categories too, to compare with."""


async def goal_of(tx: Tx, show_id: int, wanted: MoveWanted, *, now: datetime) -> Goal:
    """What a move means, the show locked. Raises `Invalid` with all that is wrong, `NotFound`, and
    `Refused(show_not_movable, hall_busy)`."""
    row = await tx.fetch_one(sql["lock_show"], show_id)
    if row is None:
        raise NotFound("show")
    if row["status"] not in MOVABLE:
        raise Refused(MoveRefusal.SHOW_NOT_MOVABLE)
    hall_id = wanted.hall_id or row["hall_id"]
    same_hall = hall_id == row["hall_id"]
    plan_id = wanted.seat_plan_id or (row["seat_plan_id"] if same_hall else None)
    stage = await set_stage(tx, title_id=row["title_id"], hall_id=hall_id, seat_plan_id=plan_id)
    if stage.venue.organization_id != row["organization_id"]:
        raise Invalid([Problem("hall_id", f"there is no hall {hall_id} of yours")])
    fields = _fields(row, stage, wanted)
    old = {r["category"]: r["amount"] for r in await tx.fetch(sql["show_prices"], show_id)}
    kept = {key: amount for key, amount in old.items() if key in stage.plan.categories}
    prices = kept | wanted.prices
    merged = dict(row) | fields
    problems = far_times(fields, now) + problems_of(stage, merged, prices, now=now, is_new=True)
    if not 1 <= len(wanted.reason.strip()) <= REASON_SIGNS_MAX or not wanted.reason.isprintable():
        size = f"must have 1 to {REASON_SIGNS_MAX} printable characters"
        problems.append(Problem("reason", size))
    if not _changes(row, fields):
        problems.append(Problem("", "is where and when the show is already"))
    if problems:
        raise Invalid(problems)
    await _refuse_busy(tx, show_id, fields)
    return Goal(row, stage, fields, prices, old | prices)


def carried(
    goal: Goal, *, old: CompiledPlan, new: CompiledPlan, sold: Sequence[SoldPlace], same: bool
) -> list[MovedPlace]:
    """Where everybody goes. Raises `Refused(plan_loses_places)` naming those that are to keep a
    place which is not there."""
    if not same:
        return rules.remap(old, new, sold=sold, amounts=goal.amounts)
    moved, lost = rules.same_again(old, new, sold=sold, amounts=goal.amounts)
    if lost:
        raise Refused(MoveRefusal.PLAN_LOSES_PLACES, places=sorted(lost)[:LOST_NAMED_MAX])
    return moved


def preview(
    goal: Goal,
    *,
    old: CompiledPlan,
    new: CompiledPlan,
    sold: Sequence[SoldPlace],
    blocked: Sequence[int],
    same: bool = False,
) -> Preview:
    """What the move would do to everybody, and to the places that the organizer keeps back."""
    moved = carried(goal, old=old, new=new, sold=sold, same=same)
    worse = [place for place in moved if place.standing in (Standing.WORSE, Standing.NONE)]
    taken = [place.place for place in moved if place.place is not None]
    _, lost = rules.blocked_again(old, new, blocked=blocked, taken=taken)
    return Preview(rules.counts_of(moved), tuple(worse[:WORSE_SHOWN_MAX]), tuple(lost))


async def begin(
    tx: Tx, show_id: int, wanted: MoveWanted, *, account_id: UUID, goal: Goal, unplaced: int
) -> UUID:
    """Start the saga that moves the show. Raises `Invalid` where too many would lose their place,
    `Refused(saga_running)` while another move is under way."""
    if unplaced > UNPLACED_MAX:
        message = f"leaves {unplaced} people without a place, more than {UNPLACED_MAX}"
        raise Invalid([Problem("hall_id", message)])
    saga_id = await start(tx, SAGA, str(show_id))
    hall = await tx.fetch_one("SELECT name FROM halls WHERE id = $1", goal.show["hall_id"])
    assert hall is not None, "a show has a hall"
    before = Before(hall["name"], goal.show["seat_plan_id"], goal.show["starts_at"])
    await tx.fetch(
        sql["note_move"],
        saga_id,
        show_id,
        account_id,
        wanted.reason.strip(),
        msgspec.json.encode(wanted).decode(),
        msgspec.json.encode(before).decode(),
    )
    return saga_id


def _fields(row: Mapping[str, Any], stage: Stage, wanted: MoveWanted) -> dict[str, Any]:
    """What of the show changes; its length stays, and its sale closes as long before the start."""
    starts = wanted.starts_at or row["starts_at"]
    later = starts - row["starts_at"]
    ends = row["ends_at"] + later
    return {
        "hall_id": stage.hall.id,
        "seat_plan_id": stage.plan.id,
        "capacity": stage.plan.capacity,
        "starts_at": starts,
        "ends_at": ends,
        "hall_busy_until": ends + turnaround(stage.hall),
        "sales_close_at": row["sales_close_at"] + later,
    }


def _changes(row: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    return any(row[name] != fields[name] for name in ("hall_id", "seat_plan_id", "starts_at"))


async def _refuse_busy(tx: Tx, show_id: int, fields: Mapping[str, Any]) -> None:
    """The exclusion constraint decides when the show really moves; this says so beforehand."""
    span = (fields["starts_at"], fields["hall_busy_until"])
    row = await tx.fetch_one(sql["busy_hall"], fields["hall_id"], show_id, *span)
    if row is not None:
        raise Refused("hall_busy", show=dict(row))
