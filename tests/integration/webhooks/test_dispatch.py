"""Delivering: signed, again and again, given up in the end; and nobody waits for somebody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tessera.operations.jobs.read import summarize
from tessera.services import Services
from tessera.webhooks.change import Ground, redeliver, rotate_secret, send_test
from tessera.webhooks.dispatch import PER_ENDPOINT_MAX, Dispatcher
from tessera.webhooks.model import Delivery, Endpoint, Tally
from tessera.webhooks.read import list_deliveries, read_delivery, read_endpoint, read_secrets
from tessera.webhooks.rules import DISABLE_AFTER
from tessera.webhooks.send import Sender
from tests.fixtures.house import House, create_house
from tests.fixtures.receiver import checks, receiver, until
from tests.integration.webhooks.test_told import endpoint


@pytest.fixture
async def house(services: Services) -> House:
    """An organization."""
    return await create_house(services)


@pytest.fixture
async def dispatcher(services: Services) -> AsyncIterator[Dispatcher]:
    """One worker's dispatcher; it gives a receiver one second."""
    made = dispatcher_of(services)
    yield made
    await made.close()


def dispatcher_of(services: Services, seconds_max: float = 1.0) -> Dispatcher:
    """A dispatcher that may reach this machine."""
    sender = Sender(services.settings.webhook_networks_allowed, seconds_max=seconds_max)
    return Dispatcher(services.db, vault=services.vault, sender=sender, clock=services.clock)


async def queue_tests(services: Services, to: Endpoint, count: int = 1) -> list[UUID]:
    """Messages for an endpoint."""
    async with services.db.transaction() as tx:
        return [await send_test(tx, to) for _ in range(count)]


async def deliveries(services: Services, to: Endpoint) -> list[Delivery]:
    """What an endpoint was told, the oldest first."""
    async with services.db.transaction() as tx:
        return (await list_deliveries(tx, to.id, limit=100))[::-1]


async def secret_of(services: Services, to: Endpoint) -> Any:
    """What its messages are signed with."""
    async with services.db.transaction() as tx:
        return await read_secrets(tx, services.vault, to.id)


async def go_on(services: Services, dispatcher: Dispatcher, rounds: int = 1) -> None:
    """Whatever waits is due now; deliver it."""
    for _ in range(rounds):
        await services.db.pool.execute(
            "UPDATE webhook_deliveries SET next_at = tessera_now() WHERE next_at IS NOT NULL"
        )
        await dispatcher.round()
        await dispatcher.settle()


async def test_message_arrives_signed_and_is_logged(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """The receiver can check it by the specification; the log has status, answer and time."""
    async with receiver(body="x" * 3000) as there:
        to = await endpoint(services, house, url=there.url)
        [delivery_id] = await queue_tests(services, to)

        await dispatcher.round()
        await dispatcher.settle()

    [(headers, body)] = there.got
    assert checks((await secret_of(services, to)).secret, headers, body)
    assert headers["webhook-id"] == str(delivery_id)
    assert headers["content-type"] == "application/json"
    async with services.db.transaction() as tx:
        found = await read_delivery(tx, delivery_id)
    [entry] = found.log
    assert (found.delivery.status, found.body.encode()) == ("delivered", body)
    assert (entry.n, entry.status, entry.failure, len(entry.answer)) == (1, 200, None, 1024)


async def test_failed_message_is_sent_again_with_the_same_id(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """500, a redirect and silence are failures; the endpoint is well again after a good answer."""
    async with receiver(answers=[500, 302]) as there:
        there.headers = {"Location": there.url}
        to = await endpoint(services, house, url=there.url)
        [delivery_id] = await queue_tests(services, to)

        await go_on(services, dispatcher, rounds=2)
        async with services.db.transaction() as tx:
            failing = (await read_endpoint(tx, to.id)).failing_since
        await go_on(services, dispatcher)

    assert {headers["webhook-id"] for headers, _ in there.got} == {str(delivery_id)}
    assert len(there.got) == 3, "a redirect is not followed"
    assert failing is not None
    [delivery] = await deliveries(services, to)
    assert (delivery.status, delivery.tries) == ("delivered", 3)
    async with services.db.transaction() as tx:
        assert (await read_endpoint(tx, to.id)).failing_since is None


async def test_next_try_comes_after_a_pause(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """Five seconds, more or less, after the first failure; until then nothing is sent."""
    async with receiver(status=503) as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to)
        for _ in range(3):
            await dispatcher.round()
            await dispatcher.settle()

        [delivery] = await deliveries(services, to)
        assert len(there.got) == 1
        assert delivery.next_at is not None
        assert 2 < (delivery.next_at - services.clock()).total_seconds() < 7


async def test_message_is_given_up_after_its_time_and_told(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """Nothing is tried any more, and a mail is queued."""
    async with receiver(status=500) as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to)
        await services.db.pool.execute("UPDATE webhook_deliveries SET until = tessera_now()")

        await go_on(services, dispatcher, rounds=3)

    [delivery] = await deliveries(services, to)
    assert (delivery.status, delivery.next_at, len(there.got)) == ("failed", None, 1)
    assert await services.db.pool.fetchval(QUEUED) == 1


QUEUED = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_webhook_trouble'"


async def test_endpoint_that_fails_for_days_is_disabled_and_told(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """Nothing goes there any more; what waits goes on once it is enabled again."""
    async with receiver(status=500) as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to, 2)
        await go_on(services, dispatcher)
        since = services.clock() - DISABLE_AFTER
        await services.db.pool.execute("UPDATE webhook_endpoints SET failing_since = $1", since)
        sent = len(there.got)

        await go_on(services, dispatcher, rounds=3)

    async with services.db.transaction() as tx:
        found = await read_endpoint(tx, to.id)
    assert (found.enabled, found.disabled_why) == (False, "failing")
    assert len(there.got) == sent + 1
    assert {d.status for d in await deliveries(services, to)} == {"waiting"}
    assert await services.db.pool.fetchval(QUEUED) == 1


async def test_hanging_receiver_delays_no_other(services: Services, house: House) -> None:
    """Four messages hang at one receiver; all of another one's arrive meanwhile."""
    async with AsyncExitStack() as stack:
        dispatcher = dispatcher_of(services, seconds_max=30)
        slow = await stack.enter_async_context(receiver(hangs=asyncio.Event()))
        quick = await stack.enter_async_context(receiver())
        stack.push_async_callback(dispatcher.close)
        await queue_tests(services, await endpoint(services, house, url=slow.url), 100)
        await queue_tests(services, await endpoint(services, house, url=quick.url), 20)

        for _ in range(10):
            await dispatcher.round()
            await asyncio.sleep(0.1)
        await until(lambda: len(quick.got) == 20, "everything arrives at the quick one")

        assert slow.open_most == len(slow.got) == PER_ENDPOINT_MAX
        assert slow.hangs is not None
        slow.hangs.set()


async def test_two_workers_send_each_message_once(services: Services, house: House) -> None:
    """The bound holds for all of them together."""
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(receiver())
        workers = [dispatcher_of(services) for _ in range(3)]
        for worker in workers:
            stack.push_async_callback(worker.close)
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to, 30)

        for _ in range(60):
            await asyncio.gather(*(worker.round() for worker in workers))
            if len(there.got) >= 30:
                break
            await asyncio.sleep(0.05)
        await asyncio.gather(*(worker.settle() for worker in workers))

    assert len({headers["webhook-id"] for headers, _ in there.got}) == len(there.got) == 30
    assert there.open_most <= PER_ENDPOINT_MAX


async def test_message_of_a_dead_worker_is_sent_by_another(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """Its lease runs out; until then nobody touches it."""
    async with receiver() as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to)
        await services.db.pool.execute(
            """UPDATE webhook_deliveries SET leased_until = tessera_now() + interval '60 s',
            next_at = tessera_now() + interval '60 s'"""
        )
        await dispatcher.round()
        early = len(there.got)
        await services.db.pool.execute(
            """UPDATE webhook_deliveries SET leased_until = leased_until - interval '61 s',
            next_at = next_at - interval '61 s'"""
        )

        await dispatcher.round()
        await dispatcher.settle()

    assert (early, len(there.got)) == (0, 1)


async def test_worker_that_stops_gives_back_what_it_was_at(
    services: Services, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is due again at once, and no try is counted."""
    monkeypatch.setattr("tessera.webhooks.dispatch.GRACE_SECONDS", 0.1)
    async with receiver(hangs=asyncio.Event()) as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to)
        dispatcher = dispatcher_of(services, seconds_max=30)
        await dispatcher.round()
        await until(lambda: there.got, "the message comes")

        await dispatcher.close()

    [delivery] = await deliveries(services, to)
    assert (delivery.status, delivery.tries) == ("waiting", 0)
    assert delivery.next_at is not None
    assert delivery.next_at <= services.clock() + timedelta(seconds=1)


async def test_message_is_sent_again_by_hand(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """A delivered one too; it keeps its id, and the log goes on counting."""
    async with receiver() as there:
        to = await endpoint(services, house, url=there.url)
        [delivery_id] = await queue_tests(services, to)
        await go_on(services, dispatcher)

        async with services.db.transaction() as tx:
            await redeliver(tx, to, delivery_id)
        await go_on(services, dispatcher)

    async with services.db.transaction() as tx:
        found = await read_delivery(tx, delivery_id)
    assert [entry.n for entry in found.log] == [2, 1]
    assert len({headers["webhook-id"] for headers, _ in there.got}) == 1


async def test_both_secrets_sign_during_a_rotation(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """A receiver with the old secret and one with the new one can both check; later one only."""
    async with receiver() as there:
        to = await endpoint(services, house, url=there.url)
        old = (await secret_of(services, to)).secret
        async with services.db.transaction() as tx:
            await rotate_secret(tx, Ground(services.vault, ()), to.id, overlap_hours=24)
        new = (await secret_of(services, to)).secret
        await queue_tests(services, to)
        await go_on(services, dispatcher)
        await services.db.pool.execute("UPDATE webhook_endpoints SET old_until = tessera_now()")
        await queue_tests(services, to)
        await go_on(services, dispatcher)

    during, after = there.got
    assert [checks(secret, *during) for secret in (old, new)] == [True, True]
    assert [checks(secret, *after) for secret in (old, new)] == [False, True]


async def test_name_that_leads_inside_is_not_called(services: Services, house: House) -> None:
    """What a name means is judged with every try: this machine is not allowed here."""
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(receiver())
        dispatcher = Dispatcher(
            services.db, vault=services.vault, sender=Sender(), clock=services.clock
        )
        stack.push_async_callback(dispatcher.close)
        port = there.url.rsplit(":", 1)[1].split("/")[0]
        to = await endpoint(services, house, url=f"http://localhost:{port}/")
        [delivery_id] = await queue_tests(services, to)

        await go_on(services, dispatcher)

    async with services.db.transaction() as tx:
        [entry] = (await read_delivery(tx, delivery_id)).log
    assert there.got == []
    assert entry.failure is not None
    assert "private network" in entry.failure


async def test_slow_receiver_is_left_in_time(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """The try ends, and says why."""
    async with receiver(hangs=asyncio.Event()) as there:
        to = await endpoint(services, house, url=there.url)
        [delivery_id] = await queue_tests(services, to)

        async with asyncio.timeout(5):
            await go_on(services, dispatcher)

        async with services.db.transaction() as tx:
            [entry] = (await read_delivery(tx, delivery_id)).log
    assert (entry.status, entry.failure) == (None, "took too long")


async def test_jobs_console_tells_how_messages_go(
    services: Services, house: House, dispatcher: Dispatcher
) -> None:
    """What waits, who does not answer, who was given up; what goes to nobody is not counted."""
    async with receiver(status=500) as there:
        to = await endpoint(services, house, url=there.url)
        await queue_tests(services, to, 3)
        await go_on(services, dispatcher)
        async with services.db.transaction() as tx:
            failing = (await summarize(tx)).webhooks
            await tx.fetch(
                "UPDATE webhook_endpoints SET disabled_at = now(), disabled_why = 'failing'"
            )
            disabled = (await summarize(tx)).webhooks

    assert failing == Tally(waiting=3, failing=1, disabled=0)
    assert disabled == Tally(waiting=0, failing=0, disabled=1)
