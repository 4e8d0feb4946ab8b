"""Read how far moves have come."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.kit.saga import SagaStatus
from tessera.orders.move.model import Move, OwnMove, SoldPlace, Standing

sql = named.beside(__file__)


class Before(msgspec.Struct, frozen=True):
    """Where the show was."""

    hall: str
    seat_plan_id: int
    starts_at: datetime


async def latest_move(connection: Any, show_id: int) -> Move:
    """How far the newest move of a show has come. Raises `NotFound` where there is none."""
    rows = await connection.fetch(sql["latest_move"], show_id)
    if not rows:
        raise NotFound("move")
    row = dict(rows[0])
    standings = msgspec.json.decode(row.pop("standings"), type=dict[str, int])
    return Move(**(row | {"status": SagaStatus(row["status"]), "standings": standings}))


async def sold_places(connection: Any, show_id: int) -> list[SoldPlace]:
    """Every place that somebody has paid for, by order."""
    rows = await connection.fetch(sql["sold_places"], show_id)
    return [SoldPlace(**dict(row)) for row in rows]


async def own_move(connection: Any, order_id: UUID) -> OwnMove | None:
    """The move that this order's customer has not answered yet."""
    rows = await connection.fetch(sql["own_move"], order_id)
    if not rows:
        return None
    row = rows[0]
    before = msgspec.json.decode(row["before"], type=Before)
    lines = msgspec.json.decode(
        row["lines"] or "[]", type=tuple[tuple[int, str, str, Standing], ...]
    )
    return OwnMove(row["move_id"], row["reason"], before.hall, before.starts_at, lines)
