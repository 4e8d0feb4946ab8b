"""What people inside hold: counted before it is held, so that no burst of requests passes a cap."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.ids import new_id
from tessera.waiting_room.model import Turn
from tessera.waiting_room.rules import HoldCaps

sql = named.beside(__file__)

RESERVED_SECONDS = 30
"""Longer than a hold can take; one that never came back counts no longer."""


class Holder(NamedTuple):
    """Who holds: by their turn, and by keyed hashes of account and network, where they count."""

    turn: Turn
    account: int | None
    block: int | None


class NotReserved(NamedTuple):
    """Why not, and seconds until it may be tried again (0: no such time is known)."""

    code: str
    wait_seconds: int


async def reserve(pool: Any, holder: Holder, caps: HoldCaps) -> UUID | NotReserved:
    """Count one more hold of somebody inside, within the caps."""
    reservation_id = new_id()
    turn = holder.turn
    row = await pool.fetchrow(
        sql["reserve_hold"],
        reservation_id,
        turn.room_id,
        turn.lane,
        turn.n,
        holder.account,
        holder.block,
        caps.session_max,
        caps.account_max,
        caps.block_max,
        caps.cool_seconds,
        RESERVED_SECONDS,
    )
    return NotReserved(row["refusal"], row["wait_seconds"]) if row else reservation_id


async def confirm(pool: Any, reservation_id: UUID, *, hold_id: UUID, until: datetime) -> None:
    """The places are held until `until`; from here on it is a live hold, or one that lapsed."""
    await pool.execute(sql["confirm_hold"], reservation_id, hold_id, until)


async def drop(pool: Any, reservation_id: UUID) -> None:
    """Nothing came of it."""
    await pool.execute(sql["drop_hold"], reservation_id)


async def released(pool: Any, hold_id: UUID) -> None:
    """The holder gave the places back."""
    await pool.execute(sql["release_hold"], hold_id)


async def ordered(pool: Any, hold_id: UUID, *, order_id: UUID, until: datetime) -> None:
    """The hold has become an order, which lives until its own deadline."""
    await pool.execute(sql["order_hold"], hold_id, order_id, until)
