"""Money that is there already: one step, and the same books as the two steps leave."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.kit.idempotency import Intent, recall
from tessera.kit.ids import new_id
from tessera.orders.model import OpenOrder, OrderOpened
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.payments.at_once import changes, pay_at_once
from tessera.payments.model import PayAtOnce, Settle, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tests.fixtures.house import (
    counted,
    create_house,
    create_show,
    hold,
    let_time_pass,
    order,
)

KEY = Intent(b"k" * 16, b"f" * 16)

BOOKS = """
SELECT o.status, o.paid_at IS NOT NULL AS paid, p.status AS payment, p.amount, p.reference,
    p.ended_at IS NOT NULL AS ended,
    (SELECT array_agg((l.account, l.amount)::text ORDER BY l.account) FROM ledger_entries l
        WHERE l.order_id = o.id) AS ledger,
    (SELECT array_agg((t.n, t.place, t.status)::text ORDER BY t.n) FROM tickets t
        WHERE t.order_id = o.id) AS tickets,
    (SELECT array_agg((c.place, c.state, c.until, c.customer)::text ORDER BY c.place) FROM claims c
        WHERE c.owner = o.id) AS claims,
    (SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'UTF8') LIKE '%' || o.id || '%')
        AS jobs,
    (SELECT count(*) FROM invoices_due i WHERE o.id = ANY(i.order_ids)) AS invoices
FROM orders o LEFT JOIN payments p ON p.order_id = o.id WHERE o.id = $1
"""


async def pending(services: Services, *baskets: tuple[int, ...], **show: Any) -> list[OpenOrder]:
    """An order of each basket of places."""
    sold = await create_show(services, await create_house(services, places=6), **show)
    holds = [hold(sold.id, *places) for places in baskets]
    await place(services.db.pool, holds)
    orders = [order(held, sold) for held in holds]
    opened = await open_orders(services.db.pool, orders)
    assert all(isinstance(outcome, OrderOpened) for outcome in opened)
    return orders


async def paying(
    services: Services, opening: OpenOrder, intent: Intent | None = None, reference: str = "cash"
) -> PayAtOnce:
    """The money for an order."""
    start_ = StartPayment(new_id(), opening.order_id, "mock", "tok_instant", intent)
    read = await read_order(services.db.pool, opening.order_id)
    return PayAtOnce(start_, read, reference, b'{"paid_at":"$instant"}')


async def books(services: Services, order_id: UUID) -> dict[str, Any]:
    """All that the books say of an order."""
    return dict(await services.db.pool.fetchrow(BOOKS, order_id))


async def test_one_step_leaves_the_books_that_two_steps_leave(services: Services) -> None:
    """The readable way is the oracle: attempt, then settlement."""
    [quick, slow] = await pending(services, (0, 1), (2, 3))
    attempt = StartPayment(new_id(), slow.order_id, "mock", "tok_instant")
    await start(services.db.pool, [attempt])
    yes = Settle(attempt.payment_id, "succeeded", new_id(), slow.total, "INR", "cash")
    await settle(services.db.pool, [yes])

    [at] = await pay_at_once(services.db.pool, [await paying(services, quick)])

    one, two = await books(services, quick.order_id), await books(services, slow.order_id)
    assert at is not None
    assert (one["status"], len(one["tickets"]), len(one["claims"])) == ("paid", 2, 2)
    apart = {"tickets", "claims"}
    assert {k: v for k, v in one.items() if k not in apart} == {
        k: v for k, v in two.items() if k not in apart
    }


async def test_batch_takes_one_round_trip_and_tells_the_maps(
    services: Services, database_url: str
) -> None:
    """Three orders, one question to the database, three changes for those who look."""
    orders = await pending(services, (0, 1), (2,), (3, 4))
    commands = [await paying(services, one) for one in orders]
    async with counted(database_url) as connection:
        type(connection).trips = 0

        paid = await pay_at_once(connection, commands)

        assert type(connection).trips == 1
    assert None not in paid
    assert [change.places for change in changes(commands, paid)] == [(0, 1), (2,), (3, 4)]


async def test_answer_is_kept_under_the_key(services: Services) -> None:
    """P9: who sends the same key again gets the instant at which the order was paid."""
    [opening] = await pending(services, (0,))

    [at] = await pay_at_once(services.db.pool, [await paying(services, opening, KEY)])

    kept = await recall(services.db.pool, KEY)
    assert (kept.status, kept.instant) == (200, at)


async def _tried_before(services: Services, opening: OpenOrder) -> None:
    attempt = StartPayment(new_id(), opening.order_id, "mock", "tok_slow")
    await start(services.db.pool, [attempt])


async def _paid_before(services: Services, opening: OpenOrder) -> None:
    await pay_at_once(services.db.pool, [await paying(services, opening)])


async def _too_late(services: Services, opening: OpenOrder) -> None:
    await let_time_pass(services.db, 1000)


async def _cancelled(services: Services, opening: OpenOrder) -> None:
    await services.db.pool.execute("UPDATE shows SET status = 'cancelled'")


async def _claim_lost(services: Services, opening: OpenOrder) -> None:
    await services.db.pool.execute("UPDATE claims SET owner = $1 WHERE place = 0", new_id())


@pytest.mark.parametrize(
    "happened", [_tried_before, _paid_before, _too_late, _cancelled, _claim_lost]
)
async def test_order_that_is_not_plain_changes_nothing(services: Services, happened: Any) -> None:
    """It takes the ordinary way, which tells what is the matter; its key is free for that."""
    [opening, plain] = await pending(services, (0, 1), (2,))
    await happened(services, opening)
    before = await books(services, opening.order_id)
    command = await paying(services, opening, KEY)

    paid = await pay_at_once(services.db.pool, [command])

    assert paid == [None]
    assert await books(services, opening.order_id) == before
    keys = await services.db.pool.fetchval("SELECT count(*) FROM idempotency_keys")
    assert keys == 0
    assert plain.order_id != opening.order_id


async def test_known_key_takes_the_ordinary_way(services: Services) -> None:
    """The first answer stands, and the other order is not paid by it."""
    [first, second] = await pending(services, (0,), (1,))
    await pay_at_once(services.db.pool, [await paying(services, first, KEY)])

    paid = await pay_at_once(services.db.pool, [await paying(services, second, KEY)])

    assert paid == [None]
    assert (await books(services, second.order_id))["status"] == "pending"
    assert (await recall(services.db.pool, KEY)).status == 200


async def test_fifty_payments_of_one_order_pay_it_once(services: Services) -> None:
    """P4: real sessions, one winner; the others find it done."""
    [opening] = await pending(services, (0, 1))
    commands = [await paying(services, opening) for _ in range(50)]

    paid = await asyncio.gather(*(pay_at_once(services.db.pool, [one]) for one in commands))

    assert sum(at is not None for [at] in paid) == 1
    found = await books(services, opening.order_id)
    assert (found["status"], len(found["tickets"])) == ("paid", 2)
    assert await services.db.pool.fetchval("SELECT count(*) FROM payments") == 1


async def test_payment_at_the_deadline_meets_the_sweeper_once(services: Services) -> None:
    """Paid or expired, never both, whoever comes first."""
    orders = await pending(services, (0,), (1,), (2,), (3,), (4,))
    await let_time_pass(services.db, 899)
    commands = [await paying(services, one) for one in orders]

    await asyncio.gather(
        *(pay_at_once(services.db.pool, [one]) for one in commands),
        *(sweep(services) for _ in range(5)),
    )

    for one in orders:
        found = await books(services, one.order_id)
        assert (found["status"] == "paid") == bool(found["tickets"]), found


async def test_free_order_needs_no_ledger(services: Services) -> None:
    """Nothing moved: tickets, but no entries and no invoice."""
    [opening] = await pending(services, (0,), prices={"regular": 0})
    free = await paying(services, opening, reference="free")

    [at] = await pay_at_once(
        services.db.pool, [msgspec.structs.replace(free, start=_as_free(free.start))]
    )

    found = await books(services, opening.order_id)
    assert at is not None
    assert (found["status"], found["ledger"], found["invoices"]) == ("paid", None, 0)


def _as_free(attempt: StartPayment) -> StartPayment:
    return msgspec.structs.replace(attempt, provider="free", method="free")
