"""A short rehearsal against two servers: buyers of every kind, and the audit is clean after it."""

import asyncio
from collections.abc import Callable

from tessera.operations.audit.prove import audit
from tessera.operations.rehearsal.buyer import Mix
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import ServerProcess


async def test_rehearsal_sells_only_what_there_is(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Some abandon, some decline, some fight for the same places; every promise is kept."""
    show = await create_show(services, await create_house(services, places=120))
    servers = await asyncio.gather(asyncio.to_thread(serve), asyncio.to_thread(serve))
    mix = Mix(abandon=10, decline=10, fight=30, places_min=1, places_max=3)

    reports = await asyncio.gather(
        *(
            rehearse(
                Rehearsal(
                    url=server.url, shows=[show.id], seconds=4, concurrency=12, mix=mix, seed=n
                )
            )
            for n, server in enumerate(servers)
        )
    )
    proofs = await audit(services.settings, grace_seconds=60)

    tickets = await services.db.pool.fetchval("SELECT count(*) FROM tickets")
    assert sum(report.places_sold for report in reports) == tickets > 40
    assert all(not report.errors for report in reports)
    assert [proof.id for proof in proofs if not proof.kept] == []
