"""What a customer says to the move of their show: keep the new places, or have the money back."""

from uuid import UUID

from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.orders.cancel import cancel
from tessera.orders.model import Order
from tessera.orders.move.model import MoveRefusal
from tessera.orders.move.read import sql
from tessera.orders.read import read_order
from tessera.shows.model import Show


async def keep(tx: Tx, order_id: UUID) -> Order:
    """From now on the usual terms hold again. Raises `Refused(move_decided)`."""
    if await tx.fetch_one(sql["keep"], order_id) is None:
        raise Refused(MoveRefusal.MOVE_DECIDED)
    return await read_order(tx, order_id)


async def give_back(tx: Tx, order_id: UUID, show: Show) -> tuple[Order, Change | None]:
    """Everything back, fee included, until the show begins. Raises `Refused`."""
    if await tx.fetch_one(sql["own_move"], order_id) is None:
        raise Refused(MoveRefusal.MOVE_DECIDED)
    return await cancel(tx, order_id, show, lines=None)
