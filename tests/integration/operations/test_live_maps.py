"""P6 in what a server really shows."""

import asyncio
from collections.abc import Callable

from tessera.claims.place import place
from tessera.operations.audit.prove import audit
from tessera.services import Services
from tests.fixtures.house import create_house, create_show, hold
from tests.fixtures.servers import ServerProcess


async def test_served_maps_are_added_up(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """With a server's address the audit reads the map of every show on sale."""
    show = await create_show(services, await create_house(services, places=3))
    await place(services.db.pool, [hold(show.id, 1)])
    server = await asyncio.to_thread(serve)

    proofs = await audit(services.settings, server=server.url)

    [proof] = [proof for proof in proofs if proof.id == "P6"]
    assert proof.kept
    assert (proof.counted["live_maps"], proof.counted["held"]) == (1, 1)
