"""The desk of one process where orders are opened, and the heads of those opened lately."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from tessera.claims.live_maps import LiveMaps
from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.orders import open as opening
from tessera.orders.model import OpenOrder, Order, OrderOpened, OrderStatus
from tessera.orders.open import OpenOutcome
from tessera.orders.read import read_order

RECENT_MAX = 20_000


class OrdersDesk:
    """Batches openings. `recent` spares the payment that follows a read of what never changes."""

    def __init__(self, pool: Any, maps: LiveMaps, limits: BatchLimits) -> None:
        self._pool = pool
        self._maps = maps
        self._recent: OrderedDict[UUID, Order] = OrderedDict()
        self.openings: Batcher[OpenOrder, OpenOutcome] = Batcher(
            self._open, limits=limits, keys=_hold_and_key
        )

    async def close(self) -> None:
        """Wait for the batch under way."""
        await self.openings.close()

    async def head(self, order_id: UUID) -> Order:
        """The order as it was opened, or as it is now: trust only what never changes in it.

        Raises `NotFound`.
        """
        order = self._recent.pop(order_id, None)
        return order if order is not None else await read_order(self._pool, order_id)

    def note_opened(self, command: OpenOrder, outcome: OpenOutcome) -> None:
        """What was opened aside, in a transaction of its own (offers/redeem.py)."""
        if isinstance(outcome, OrderOpened):
            self._recent[command.order_id] = opened(command, outcome)
        self._maps.tell(opening.changes([command], [outcome]))

    async def _open(self, commands: Sequence[OpenOrder]) -> Sequence[OpenOutcome]:
        try:
            outcomes = await opening.open_orders(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        for command, outcome in zip(commands, outcomes, strict=True):
            if isinstance(outcome, OrderOpened):
                self._recent[command.order_id] = opened(command, outcome)
        while len(self._recent) > RECENT_MAX:
            self._recent.popitem(last=False)
        self._maps.tell(opening.changes(commands, outcomes))
        return outcomes


def opened(command: OpenOrder, outcome: OrderOpened) -> Order:
    """The order that a command has just opened."""
    return Order(
        id=command.order_id,
        reference=command.reference,
        show_id=command.show_id,
        account_id=command.buyer.account_id,
        buyer_name=command.buyer.name,
        buyer_email=command.buyer.email,
        locale=command.buyer.locale,
        status=OrderStatus.PENDING,
        currency=command.currency,
        total=command.total,
        created_at=outcome.until - timedelta(seconds=command.seconds),
        expires_at=outcome.until,
        paid_at=None,
        lines=command.lines,
        written=command.written,
    )


def _hold_and_key(command: OpenOrder) -> Iterable[Hashable]:
    yield command.hold_id
    if command.customer_places_max is not None:
        yield ("customer", command.show_id, command.buyer.customer)
    if command.answer is not None:
        yield command.answer.intent.key
