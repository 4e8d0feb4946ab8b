"""The desk of one process where holds are placed and released, many at a time."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from tessera.claims import place as placing
from tessera.claims.live_maps import LiveMaps
from tessera.claims.model import (
    Change,
    HoldOutcome,
    HoldRefusal,
    HoldRefused,
    PlaceHold,
    ReleaseHold,
)
from tessera.claims.release import release
from tessera.kit.batcher import Batcher, BatchLimits
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.kit.idempotency import known


class ClaimsDesk:
    """Batches holds and releases, and tells the live maps what came of them."""

    def __init__(
        self, pool: Any, maps: LiveMaps, limits: BatchLimits, *, held: Counter[int] | None = None
    ) -> None:
        self._pool = pool
        self._maps = maps
        self._held = Counter() if held is None else held
        self.holds: Batcher[PlaceHold, HoldOutcome] = Batcher(
            self._place, limits=limits, keys=_places_and_key, moot=self._moot
        )
        self.keys: Batcher[bytes, bool] = Batcher(self._known, limits=limits)
        self.releases: Batcher[ReleaseHold, tuple[int, ...]] = Batcher(self._release, limits=limits)

    async def close(self) -> None:
        """Wait for the batches under way."""
        await self.holds.close()
        await self.releases.close()
        await self.keys.close()

    async def _place(self, commands: Sequence[PlaceHold]) -> Sequence[HoldOutcome]:
        try:
            outcomes = await placing.place(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        changes = placing.changes(commands, outcomes)
        self._held.update([change.show_id for change in changes])
        self._maps.tell(changes)
        return outcomes

    def _moot(self, command: PlaceHold) -> HoldRefused | None:
        """Who waited behind somebody who got the place need not ask the database."""
        taken = self._maps.taken(command.show_id, command.places)
        return HoldRefused(HoldRefusal.PLACE_TAKEN, taken) if taken else None

    async def _known(self, keys: Sequence[bytes]) -> Sequence[bool]:
        try:
            return await known(self._pool, keys)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error

    async def _release(self, commands: Sequence[ReleaseHold]) -> Sequence[tuple[int, ...]]:
        try:
            freed = await release(self._pool, commands)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        self._maps.tell(
            Change(c.show_id, places, None) for c, places in zip(commands, freed, strict=True)
        )
        return freed


def _places_and_key(command: PlaceHold) -> Iterable[Hashable]:
    """What no other hold of the batch may share: places, the customer's limit, the key."""
    for place in command.places:
        yield (command.show_id, place)
    if command.customer_places_max is not None:
        yield ("customer", command.show_id, command.customer)
    if command.answer is not None:
        yield command.answer.intent.key
