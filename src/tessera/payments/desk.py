"""The desk of one process where payments start and are settled, many at a time."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from tessera.claims.live_maps import LiveMaps
from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.payments.model import Settle, Settled, StartPayment
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
        self.settlements: Batcher[Settle, Settled] = Batcher(
            self._settle, limits=limits, keys=lambda command: (command.payment_id,)
        )

    async def close(self) -> None:
        """Wait for the batches under way."""
        await self.starts.close()
        await self.settlements.close()

    async def _start(self, commands: Sequence[StartPayment]) -> Sequence[StartOutcome]:
        try:
            return await start(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error

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
