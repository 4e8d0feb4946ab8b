"""kill -9 of a worker in the middle of a roll-up; another one does what it had not finished."""

import asyncio
from collections.abc import Callable

from tessera.insights.roll_up import read_lag
from tessera.services import Services
from tests.fixtures.servers import WorkerProcess
from tests.integration.insights.life import begin_life, by_hand, live
from tests.integration.insights.test_roll_up import rolled_up

SECONDS_MAX = 40
AT_WORK = """SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%roll_up_shows_v1%'
        AND datname = current_database()"""


async def until_true(services: Services, query: str) -> None:
    """Wait until a query answers something."""
    async with asyncio.timeout(SECONDS_MAX):
        while not await services.db.pool.fetchval(query):
            await asyncio.sleep(0.05)


async def until_rolled_up(services: Services) -> None:
    """Wait until no show is left that has changed."""
    async with asyncio.timeout(SECONDS_MAX):
        while (await read_lag(services.db)).shows:
            await asyncio.sleep(0.05)


async def test_roll_up_of_a_killed_worker_is_done_by_another_one(
    services: Services, hire: Callable[..., WorkerProcess]
) -> None:
    """It dies with the levels written and nothing committed: no figure is there twice."""
    life = await begin_life(services, 5)
    await live(life, 60)
    async with services.db.transaction() as tx:
        await tx.fetch("LOCK TABLE insight_shows IN SHARE MODE")
        worker = hire("--queue", "background")
        await until_true(services, AT_WORK)
        await asyncio.to_thread(worker.kill)
    assert await rolled_up(services) == {}

    hire("--queue", "background")
    await until_true(services, "SELECT count(*) FROM insight_shows")
    await until_rolled_up(services)

    expected = await by_hand(services)
    assert await rolled_up(services) == {key: dict(n) for key, n in expected.items()}
