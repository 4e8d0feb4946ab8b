"""Money that comes after its places were sold: others as good are kept, or it goes back."""

import asyncio
from typing import NamedTuple, cast
from uuid import UUID

import pytest

from tessera.claims.model import Change
from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.kit.errors import Refused
from tessera.kit.mail import Mailer
from tessera.operations.audit.prove import audit
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.orders.replacement.decide import decline, lapse, take
from tessera.orders.replacement.model import ReplacementStatus
from tessera.orders.replacement.read import replacement_of, sql
from tessera.orders.replacement.tasks import end_lapsed, find_replacement
from tessera.payments.model import Settlement
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle
from tessera.services import Services, Workshop
from tessera.shows.model import Show
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show, hold, let_time_pass, order
from tests.integration.payments.test_any_order import attempted
from tests.integration.payments.test_settle import attempt


class Late(NamedTuple):
    """An order whose money came when somebody else had its place."""

    order_id: UUID
    refund_id: UUID


async def late_money(services: Services, *, free: int = 2) -> Late:
    """Ann pays for place 0 after Bob has bought it; `free` other places are left."""
    show = await create_show(services, await create_house(services, places=free + 1))
    return await late_money_for(services, show)


async def late_money_for(services: Services, show: Show) -> Late:
    """The same at a show that is there."""
    ann = await attempted(services, show, place_=0, method="tok_success")
    await let_time_pass(services.db, 1000)
    await sweep(services)
    held = hold(show.id, 0)
    await place(services.db.pool, [held])
    bob = order(held, show)
    await open_orders(services.db.pool, [bob])
    await settle(services.db.pool, [await attempt(services, bob)])
    settled = await services.payments.settlements.submit(ann.answer)
    assert settled.code is Settlement.REFUNDING
    return Late(ann.opening.order_id, ann.answer.refund_id)


async def look_for_places(services: Services, late: Late) -> None:
    """What the job does that the settlement has queued."""
    shop = Workshop(services, cast("Mailer", None))
    await find_replacement(shop, str(late.refund_id))


async def jobs(services: Services) -> set[str]:
    """Kinds of jobs that wait."""
    rows = await services.db.pool.fetch("SELECT DISTINCT entrypoint FROM pgqueuer")
    return {row["entrypoint"] for row in rows}


async def clean(services: Services) -> bool:
    """Whether the auditor finds nothing."""
    return all(proof.kept for proof in await audit(services.settings))


async def test_late_money_is_kept_another_place_and_told_of_it(services: Services) -> None:
    """The place is claimed, the refund waits, the mail is queued; the books are in order."""
    late = await late_money(services)

    await look_for_places(services, late)

    kept = await replacement_of(services.db.pool, late.order_id)
    assert kept is not None
    assert kept.status is ReplacementStatus.OPEN
    assert [p.place for p in kept.places] == [1]
    assert await send_refund(services.db.pool, services.providers, late.refund_id) == "created"
    assert "mail_replacement" in await jobs(services)
    assert await clean(services)


async def test_taken_place_makes_a_paid_order_and_no_refund(
    services: Services, gateway: GatewayProcess
) -> None:
    """Ticket, line and claim name the new place; the gateway never hears of a refund."""
    late = await late_money(services)
    await look_for_places(services, late)
    before = gateway.totals().refunded_count

    async with services.db.transaction() as tx:
        after, _ = await take(tx, late.order_id)

    assert (after.status, after.refunds, after.lines[0].place) == ("paid", (), 1)
    assert after.lines[0].label == "A 2"
    assert [ticket.status for ticket in after.tickets] == ["valid"]
    assert gateway.totals().refunded_count == before
    assert await clean(services)


async def test_declined_place_is_free_and_the_money_goes_back(
    services: Services, gateway: GatewayProcess
) -> None:
    """By the gateway's own books, once and whole."""
    late = await late_money(services)
    await look_for_places(services, late)
    before = gateway.totals().refunded_count

    async with services.db.transaction() as tx:
        after, freed = await decline(tx, late.order_id)
    sent = [
        await send_refund(services.db.pool, services.providers, late.refund_id) for _ in range(2)
    ]

    assert (after.status, freed.places) == ("expired", (1,))
    assert sent == ["succeeded", "succeeded"]
    assert gateway.totals().refunded_count == before + 1
    assert await clean(services)


async def test_unanswered_replacement_lapses_and_the_money_goes_back(services: Services) -> None:
    """Who does nothing has their money, and nobody can take the places any more."""
    late = await late_money(services)
    await look_for_places(services, late)
    await services.db.pool.execute("UPDATE replacements SET until = now() - interval '1 second'")

    with pytest.raises(Refused):
        async with services.db.transaction() as tx:
            await take(tx, late.order_id)
    await end_lapsed(services)

    kept = await replacement_of(services.db.pool, late.order_id)
    assert kept is not None
    assert kept.status is ReplacementStatus.LAPSED
    assert await send_refund(services.db.pool, services.providers, late.refund_id) == "succeeded"
    assert await clean(services)


async def test_full_house_sends_the_money_back_with_the_reason(services: Services) -> None:
    """Nothing as good is free: the refund goes at once, and a mail says why."""
    late = await late_money(services, free=0)

    await look_for_places(services, late)

    assert await replacement_of(services.db.pool, late.order_id) is None
    assert {"send_refund", "mail_money_back"} <= await jobs(services)
    assert await send_refund(services.db.pool, services.providers, late.refund_id) == "succeeded"
    assert await clean(services)


async def test_job_that_runs_twice_keeps_one_place(services: Services) -> None:
    """P10: the second finds the first one's work and changes nothing."""
    late = await late_money(services)

    await look_for_places(services, late)
    await look_for_places(services, late)

    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 2
    assert await services.db.pool.fetchval("SELECT count(*) FROM replacements") == 1


async def test_forgotten_late_money_goes_back_by_itself(services: Services) -> None:
    """Nobody looked for places within a minute: the reconciler finds the refund due."""
    late = await late_money(services)
    await services.db.pool.execute("UPDATE refunds SET due_at = now() - interval '1 second'")

    sent = await send_refund(services.db.pool, services.providers, late.refund_id)
    await look_for_places(services, late)

    assert sent == "succeeded"
    assert await replacement_of(services.db.pool, late.order_id) is None


async def test_taking_and_declining_at_once_has_one_outcome(services: Services) -> None:
    """Ten sessions answer: one is heard, and the money is either used or goes back."""
    late = await late_money(services)
    await look_for_places(services, late)

    async def answer(number: int) -> bool:
        try:
            async with services.db.transaction() as tx:
                await (take if number % 2 else decline)(tx, late.order_id)
        except Refused:
            return False
        return True

    heard = await asyncio.gather(*(answer(number) for number in range(10)))

    after = await read_order(services.db.pool, late.order_id)
    assert sum(heard) == 1
    assert (after.status == "paid") is (not after.refunds)
    assert await clean(services)


@pytest.mark.parametrize(("limit", "kept"), [(1, False), (2, True)])
async def test_customer_is_kept_places_up_to_the_limit(
    services: Services, limit: int, kept: bool
) -> None:
    """P8: who has bought others meanwhile gets the money back, unless the limit allows both."""
    late = await late_money(services, free=3)
    await services.db.pool.execute("UPDATE shows SET places_per_customer_max = $1", limit)
    show_id = await services.db.pool.fetchval("SELECT id FROM shows")
    customer = await services.db.pool.fetchval(
        "SELECT customer FROM orders WHERE id = $1", late.order_id
    )
    held = hold(show_id, 2, customer=customer, customer_places_max=limit)
    await place(services.db.pool, [held])

    await look_for_places(services, late)

    found = await replacement_of(services.db.pool, late.order_id)
    assert (found is not None) is kept
    assert ("send_refund" in await jobs(services)) is not kept
    assert await clean(services)


async def test_answer_while_others_lapse_leaves_the_others_to_lapse(services: Services) -> None:
    """Who answers in the last moment is heard; whoever stands behind in the lot lapses all the
    same."""
    house = await create_house(services, places=3)
    lates = []
    for days in (1, 2):
        lates.append(await late_money_for(services, await create_show(services, house, days=days)))
        await look_for_places(services, lates[-1])
    first, second = await lapsed_in_order(services)
    async with services.db.transaction() as answering:
        await decline(answering, first)
        lapsing = asyncio.create_task(lapse_all(services))
        await until_somebody_waits(services)

    freed = await lapsing

    assert len(freed) == 1
    ended = await services.db.pool.fetch("SELECT order_id, status FROM replacements")
    assert {row["order_id"]: row["status"] for row in ended} == {
        first: "declined",
        second: "lapsed",
    }


async def lapsed_in_order(services: Services) -> list[UUID]:
    """Let every replacement run out; their orders, in the order in which they lapse."""
    await services.db.pool.execute("UPDATE replacements SET until = now() - interval '1 second'")
    rows = await services.db.pool.fetch(sql["lapsed_replacements"], 10)
    return [row["order_id"] for row in rows]


async def lapse_all(services: Services) -> list[Change]:
    """End what ran out, committed."""
    async with services.db.transaction() as tx:
        return await lapse(tx)


async def until_somebody_waits(services: Services) -> None:
    """Until a session waits for a lock, at most ten seconds."""
    for _ in range(200):
        if await services.db.pool.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody ever waited")
