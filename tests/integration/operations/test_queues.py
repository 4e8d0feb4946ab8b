"""Queues side by side: none waits for another, and nothing is lost when a worker goes."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tessera.kit.jobs import JobKind, Queue, enqueue
from tessera.operations import queues as running
from tessera.operations.clean import clean, count_jobs
from tessera.operations.kinds import KINDS
from tessera.operations.queues import drain, serve_queue
from tessera.services import Services, Workshop
from tests.integration.messages.test_confirm import Mailbox

WAIT_SECONDS_MAX = 20
Act = Callable[[Workshop, str], Awaitable[None]]


def kind(name: str, queue: Queue, act: Act, *, tries: int = 3) -> JobKind[Workshop]:
    """A kind of job for one test."""
    return JobKind(name=name, queue=queue, what="A test.", act=act, at_once=2, tries=tries)


@pytest.fixture
def shop(services: Services) -> Workshop:
    """What jobs get."""
    return Workshop(services, Mailbox())


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the workers of this test know these kinds only."""

    def these(*kinds: JobKind[Workshop]) -> None:
        def of(queue: Queue) -> list[JobKind[Workshop]]:
            return [each for each in kinds if each.queue is queue]

        monkeypatch.setattr(running, "kinds_of", of)
        monkeypatch.setattr(running, "KINDS", kinds)

    return these


async def queue_up(services: Services, *names: str) -> None:
    """One job of each kind."""
    async with services.db.transaction() as tx:
        for name in names:
            await enqueue(tx, name, "")


async def test_job_that_hangs_delays_no_other_queue(
    shop: Workshop, declare: Callable[..., None]
) -> None:
    """A hundred webhooks that hang leave the checkout's jobs where they would be without."""
    done, stop = asyncio.Event(), asyncio.Event()

    async def hang(shop: Workshop, payload: str) -> None:
        await stop.wait()

    async def finish(shop: Workshop, payload: str) -> None:
        done.set()

    declare(kind("hang", Queue.WEBHOOKS, hang), kind("finish", Queue.CHECKOUT, finish))
    await queue_up(shop.services, *["hang"] * 100)
    tasks = [asyncio.create_task(serve_queue(shop, queue, stop)) for queue in Queue]
    await queue_up(shop.services, "finish")
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        await done.wait()
        stop.set()
        await asyncio.gather(*tasks)


async def test_worker_that_is_stopped_puts_its_job_back(
    shop: Workshop, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGQueuer deletes what is cancelled; here it waits for the next worker."""
    monkeypatch.setattr(running, "GRACE_SECONDS", 0.2)
    begun, stop = asyncio.Event(), asyncio.Event()

    async def sleep(shop: Workshop, payload: str) -> None:
        begun.set()
        await asyncio.sleep(WAIT_SECONDS_MAX)

    declare(kind("sleep", Queue.BACKGROUND, sleep))
    await queue_up(shop.services, "sleep")
    serving = asyncio.create_task(serve_queue(shop, Queue.BACKGROUND, stop))
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        await begun.wait()
        stop.set()
        await serving

    assert await shop.services.db.pool.fetchval("SELECT status::text FROM pgqueuer") == "queued"


async def test_job_with_one_try_fails_at_once(shop: Workshop, declare: Callable[..., None]) -> None:
    """A kind says how often it is tried; what failed is kept, with why."""

    async def fail(shop: Workshop, payload: str) -> None:
        raise ValueError("no such thing")

    declare(kind("fail", Queue.BACKGROUND, fail, tries=1))
    await queue_up(shop.services, "fail")

    await drain(shop)

    pool = shop.services.db.pool
    why = await pool.fetchval(
        "SELECT traceback->>'exception_message' FROM pgqueuer_log WHERE status = 'failed'"
    )
    assert await pool.fetchval("SELECT status::text FROM pgqueuer") == "failed"
    assert why == "no such thing"


async def test_old_history_goes_but_not_that_of_a_failed_job(
    shop: Workshop, declare: Callable[..., None]
) -> None:
    """The log stays bounded, and whoever looks at a failure still reads why."""

    async def act(shop: Workshop, payload: str) -> None:
        assert payload != "wrong", "was wrong"

    declare(kind("act", Queue.BACKGROUND, act, tries=1))
    async with shop.services.db.transaction() as tx:
        await enqueue(tx, "act", "right")
        await enqueue(tx, "act", "wrong")
    await drain(shop)
    await count_jobs(shop.services.db)
    pool = shop.services.db.pool
    await pool.execute("UPDATE pgqueuer_log SET created = created - interval '8 days'")

    await clean(shop.services.db)

    left = "SELECT DISTINCT job_id FROM pgqueuer_log"
    assert await pool.fetch(left) == await pool.fetch("SELECT id AS job_id FROM pgqueuer")


def test_kinds_have_one_name_each() -> None:
    """A name is what the queue finds a job's code by."""
    assert len({each.name for each in KINDS}) == len(KINDS)
