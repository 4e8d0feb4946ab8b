"""The controller: every second it looks at each room, turns its phase, and calls the next ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.vault import Vault
from tessera.waiting_room import rules
from tessera.waiting_room.model import Phase, Room
from tessera.waiting_room.read import read_room
from tessera.waiting_room.rules import Load
from tessera.waiting_room.turn_phase import turn_phase

sql = named.beside(__file__)

TICK_SECONDS = 1.0
SECONDS_MAX = 5.0
"""After a pause of the worker nobody catches up on more than this."""
SLACK = timedelta(seconds=TICK_SECONDS * 0.8)
EXPECTED = timedelta(seconds=rules.SHOW_UP_SECONDS)
QUIET = timedelta(seconds=rules.STAND_DOWN_SECONDS)


class Knocks(NamedTuple):
    """What was counted outside the database of a moment ago, and may be lost: people who came to
    the shows of a room, those who took a place, and those of them that looked doubtful."""

    at_shows: int = 0
    arrivals: int = 0
    doubtful: int = 0


class Ticked(NamedTuple):
    """What a look came to."""

    was: Phase
    room: Room
    called: int


async def tick(
    tx: Tx, vault: Vault, room_id: int, *, knocks: Knocks, now: datetime
) -> Ticked | None:
    """One look at a room; None where another worker has just looked, or it is over."""
    mine = await tx.fetch_one(sql["lock_for_tick"], room_id, SLACK)
    if mine is None:
        return None
    room = await read_room(tx, room_id)
    was = room.phase
    await tx.fetch(sql["end_bought"], room_id)
    row = await tx.fetch_one(sql["load"], room_id, EXPECTED, QUIET)
    assert row is not None, "the room is locked"
    per_minute = knocks.at_shows * 60 // rules.KNOCKS_SECONDS
    becomes = rules.phase_at(
        room,
        now,
        knocks_per_minute=per_minute,
        quiet=_quiet(room, row, per_minute),
        over=row["over"],
    )
    if becomes is not was:
        room = await turn_phase(tx, vault, room_id, becomes=becomes)
    load = _load(row, min(SECONDS_MAX, mine["seconds"]))
    pace = rules.next_pace(room, load)
    called, carry = 0, 0.0
    if lanes := rules.served(room, now):
        count, carry = rules.calls(room, load, pace=pace, carry=mine["carry"])
        for lane, calls in rules.share(count, room.lanes, only=lanes).items():
            called += calls
            if calls:
                await tx.fetch(sql["call_next"], room_id, lane, calls)
    guarded = rules.guarded(room, doubtful=knocks.doubtful, arrivals=knocks.arrivals)
    await tx.fetch(sql["end_tick"], room_id, pace, carry, guarded)
    if room.phase is not Phase.PLANNED:
        await _note(tx, room_id, row, pace=pace)
    return Ticked(was, room, called)


async def _note(tx: Tx, room_id: int, row: Mapping[str, Any], *, pace: int) -> None:
    figures = (row["admitted"], row["bought"], row["inside"], row["free"], row["hold_ms"], pace)
    await tx.fetch(sql["note_tick"], room_id, *figures)


def _load(row: Mapping[str, Any], seconds: float) -> Load:
    called = int(row["called"]) - int(row["called_before"] or 0)
    came = int(row["admitted"]) - int(row["admitted_before"] or 0)
    return Load(
        seconds=seconds,
        inside=row["inside"],
        expected=max(0, called - came),
        free=row["free"],
        left_per_minute=row["left_per_minute"],
        hold_ms=row["hold_ms"],
    )


def _quiet(room: Room, row: Mapping[str, Any], per_minute: int) -> bool:
    """Whether for some minutes fewer came than half of what opens the room."""
    if room.automatic_per_minute is None or row["arrived_before"] is None:
        return False
    arrived = sum(lane.arrived for lane in room.lanes.values()) - row["arrived_before"]
    most = room.automatic_per_minute * rules.STAND_DOWN_SECONDS // 60 // 2
    return arrived < most and per_minute < room.automatic_per_minute // 2
