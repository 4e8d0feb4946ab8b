"""One transaction for one command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tessera.kit.database import Tx, connect

T = TypeVar("T")


def in_transaction(work: Callable[[Tx], Awaitable[T]]) -> T:
    """Do `work` in a transaction of the installation's database; not for a running loop."""
    from tessera.engines.running import with_urls
    from tessera.settings import load

    settings = with_urls(load())

    async def run() -> T:
        db = await connect(
            settings.database_url,
            connections_max=2,
            clock_offset_seconds=settings.clock_offset_seconds,
            name="tessera-cli",
        )
        try:
            async with db.transaction() as tx:
                return await work(tx)
        finally:
            await db.close()

    return asyncio.run(run())
