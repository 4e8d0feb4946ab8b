"""The desk of one process where payments start and are settled, many at a time."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any

from tessera.claims.live_maps import LiveMaps
from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.payments.at_once import changes, pay_at_once
from tessera.payments.model import PayAtOnce, Settle, Settled, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import StartOutcome, start


class PaymentsDesk:
    """Batches the recording of attempts and the settling of results."""

    def __init__(self, pool: Any, maps: LiveMaps, limits: BatchLimits) -> None:
        self._pool = pool
        self._maps = maps
        self.events: Counter[tuple[str, str]] = Counter()
        """Webhooks that came in, by provider and what became of them."""
        self.starts: Batcher[StartPayment, StartOutcome] = Batcher(
            self._start, limits=limits, keys=_order_and_key
        )
        self.at_once: Batcher[PayAtOnce, datetime | None] = Batcher(
            self._pay_at_once, limits=limits, keys=_paid_order_and_key
        )
        self.settlements: Batcher[Settle, Settled] = Batcher(
            self._settle, limits=limits, keys=lambda command: (command.payment_id,)
        )

    async def close(self) -> None:
        """Wait for the batches under way."""
        await self.starts.close()
        await self.at_once.close()
        await self.settlements.close()

    async def _start(self, commands: Sequence[StartPayment]) -> Sequence[StartOutcome]:
        try:
            return await start(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error

    async def _pay_at_once(self, commands: Sequence[PayAtOnce]) -> Sequence[datetime | None]:
        try:
            paid = await pay_at_once(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        self._maps.tell(changes(commands, paid))
        return paid

    async def _settle(self, commands: Sequence[Settle]) -> Sequence[Settled]:
        try:
            settled, sold = await settle(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        self._maps.tell(sold)
        return settled


def _order_and_key(command: StartPayment) -> Iterable[Hashable]:
    yield command.order_id
    if command.intent is not None:
        yield command.intent.key


def _paid_order_and_key(command: PayAtOnce) -> Iterable[Hashable]:
    return _order_and_key(command.start)
