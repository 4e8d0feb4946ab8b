"""kill -9 of a worker at every step of every saga; another one brings it to its end."""

import asyncio
from collections.abc import Callable

import pytest

from tessera.operations.saga_kinds import SAGAS
from tessera.services import Services
from tests.fixtures.scenes import ENDS, SCENES, Scene, clean, let_pauses_pass
from tests.fixtures.servers import WorkerProcess

SECONDS_MAX = 60
Hire = Callable[..., WorkerProcess]


async def step_now(services: Services, scene: Scene) -> int:
    """How many steps are done; all of them once it has ended."""
    row = await services.db.pool.fetchrow(
        "SELECT step, ended_at, kind FROM sagas WHERE id = $1", scene.saga_id
    )
    assert row is not None
    return len(SAGAS[row["kind"]].steps) if row["ended_at"] else int(row["step"])


async def until_step(services: Services, scene: Scene, step: int) -> None:
    """Wait until a worker has come so far; nobody waits for caches that nobody has."""
    async with asyncio.timeout(SECONDS_MAX):
        while await step_now(services, scene) < step:
            await let_pauses_pass(services)
            # Jobs that wait, wait for a clock that the test does not want to wait for.
            await services.db.pool.execute("UPDATE pgqueuer SET execute_after = now()")
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("name", SCENES)
async def test_saga_survives_a_kill_at_every_step(
    services: Services, hire: Hire, name: str
) -> None:
    """One worker a step, each killed as soon as its step is on record; the books close."""
    scene = await SCENES[name](services)
    for step in range(1, len(SAGAS[name].steps)):
        worker = hire("--queue", "background")
        await until_step(services, scene, step)
        await asyncio.to_thread(worker.kill)

    hire("--queue", "background")
    await until_step(services, scene, len(SAGAS[name].steps))

    assert await scene.done(services) == ENDS[name]
    await clean(services)
