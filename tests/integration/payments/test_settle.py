"""Settling: every way that money comes ends in the same state."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.kit.ids import new_id
from tessera.orders.model import OpenOrder
from tessera.orders.open import open_orders
from tessera.payments.model import PaymentRefused, PaymentStarted, Settle, Settlement, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tests.fixtures.house import counted, create_house, create_show, hold, let_time_pass, order


async def started(services: Services, *places: int) -> tuple[OpenOrder, Settle]:
    """A pending order with an attempt under way, and the provider's yes to it."""
    show = await create_show(services, await create_house(services, places=6))
    held = hold(show.id, *places)
    await place(services.db.pool, [held])
    opening = order(held, show)
    await open_orders(services.db.pool, [opening])
    return opening, await attempt(services, opening)


async def attempt(services: Services, opening: OpenOrder, **fields: Any) -> Settle:
    """Start an attempt and return the provider's yes."""
    payment_id = new_id()
    [outcome] = await start(
        services.db.pool, [StartPayment(payment_id, opening.order_id, "mock", "tok_success")]
    )
    assert isinstance(outcome, PaymentStarted)
    yes = Settle(payment_id, "succeeded", new_id(), opening.total, "INR", str(payment_id))
    return msgspec.structs.replace(yes, **fields)


async def state(services: Services, order_id: UUID) -> tuple[Any, ...]:
    """The order's status, its sold claims, valid tickets and refunds; and the ledger's sum."""
    pool = services.db.pool
    return (
        await pool.fetchval("SELECT status FROM orders WHERE id = $1", order_id),
        await pool.fetchval("SELECT count(*) FROM claims WHERE state = 'sold'"),
        await pool.fetchval("SELECT count(*) FROM tickets WHERE status = 'valid'"),
        await pool.fetchval("SELECT count(*) FROM refunds"),
        int(await pool.fetchval("SELECT coalesce(sum(amount), 0) FROM ledger_entries")),
    )


async def test_captured_money_makes_a_paid_order_with_tickets(services: Services) -> None:
    """Order paid, claims sold, tickets issued, ledger balanced, a job queued: one transaction."""
    opening, yes = await started(services, 0, 1)

    [settled], _ = await settle(services.db.pool, [yes])

    jobs = await services.db.pool.fetchval("SELECT count(*) FROM pgqueuer")
    assert settled.code is Settlement.PAID
    assert await state(services, opening.order_id) == ("paid", 2, 2, 0, 0)
    assert jobs == 1


async def test_repeated_result_changes_nothing(services: Services) -> None:
    """Answer, webhook and reconciler may all bring the same news."""
    opening, yes = await started(services, 0)
    await settle(services.db.pool, [yes])

    again = [(await settle(services.db.pool, [yes]))[0][0].code for _ in range(3)]

    assert again == [Settlement.REPEATED] * 3
    assert await state(services, opening.order_id) == ("paid", 1, 1, 0, 0)


async def test_late_money_takes_its_places_back_where_they_are_free(services: Services) -> None:
    """An expired order is fulfilled after all."""
    opening, yes = await started(services, 0, 1)
    await let_time_pass(services.db, 1000)
    await sweep(services)

    [settled], _ = await settle(services.db.pool, [yes])

    assert settled.code is Settlement.PAID
    assert await state(services, opening.order_id) == ("paid", 2, 2, 0, 0)


async def test_late_money_goes_back_where_a_place_was_resold(services: Services) -> None:
    """Acceptance 7: refund, no double sale; the other place is not kept either."""
    opening, yes = await started(services, 0, 1)
    await let_time_pass(services.db, 1000)
    await place(services.db.pool, [hold(opening.show_id, 1)])

    [settled], _ = await settle(services.db.pool, [yes])

    assert settled.code is Settlement.REFUNDING
    assert await state(services, opening.order_id) == ("expired", 0, 0, 1, 0)


async def test_second_capture_of_an_order_goes_back(services: Services) -> None:
    """Paid twice means refunded once: the capture of an attempt that had been given up."""
    opening, first = await started(services, 0)
    await settle(services.db.pool, [msgspec.structs.replace(first, result="failed")])
    second = await attempt(services, opening)
    await settle(services.db.pool, [second])

    [settled], _ = await settle(services.db.pool, [first])

    assert settled.code is Settlement.REFUNDING
    assert await state(services, opening.order_id) == ("paid", 1, 1, 1, 0)


async def test_wrong_amount_buys_nothing(services: Services) -> None:
    """Acceptance 8: another amount than the order's is sent back."""
    opening, yes = await started(services, 0)

    [settled], _ = await settle(services.db.pool, [msgspec.structs.replace(yes, amount=1)])

    assert settled.code is Settlement.REFUNDING
    assert (await state(services, opening.order_id))[2:] == (0, 1, 0)


async def test_decline_leaves_the_order_pending_for_another_try(services: Services) -> None:
    """A declined attempt ends; the next one may succeed."""
    opening, yes = await started(services, 0)
    no = msgspec.structs.replace(yes, result="failed", failure="declined")
    [declined], _ = await settle(services.db.pool, [no])
    second = await attempt(services, opening)

    [settled], _ = await settle(services.db.pool, [second])

    assert (declined.code, settled.code) == (Settlement.FAILED, Settlement.PAID)


async def test_one_attempt_moves_money_at_a_time(services: Services) -> None:
    """A double click starts one attempt; the other is told to wait."""
    opening, _ = await started(services, 0)

    [outcome] = await start(
        services.db.pool, [StartPayment(new_id(), opening.order_id, "mock", "tok_success")]
    )

    assert isinstance(outcome, PaymentRefused)
    assert outcome.code == "payment_in_progress"


async def test_money_for_a_cancelled_show_goes_back(services: Services) -> None:
    """Nobody gets a ticket for a show that will not happen."""
    opening, yes = await started(services, 0)
    await services.db.pool.execute("UPDATE shows SET status = 'cancelled'")

    [settled], _ = await settle(services.db.pool, [yes])

    assert settled.code is Settlement.REFUNDING
    assert (await state(services, opening.order_id))[1:] == (0, 0, 1, 0)


async def test_unknown_payment_is_reported_as_such(services: Services) -> None:
    """A result for no attempt of ours changes nothing."""
    [settled], _ = await settle(
        services.db.pool, [Settle(new_id(), "succeeded", new_id(), 1, "INR")]
    )

    assert settled.code is Settlement.UNKNOWN


async def test_a_batch_of_settlements_is_one_round_trip(
    services: Services, database_url: str
) -> None:
    """Starting and settling cost one round trip each."""
    _, yes = await started(services, 0, 1)

    async with counted(database_url) as connection:
        await settle(connection, [yes])

        assert type(connection).trips == 1


async def test_late_money_does_not_exceed_the_limit_of_its_customer(services: Services) -> None:
    """P8: who has bought others meanwhile gets the money back, not more places than allowed."""
    show = await create_show(
        services, await create_house(services, places=6), places_per_customer_max=2
    )
    openings = []
    for places in ((0, 1), (2, 3)):
        held = hold(show.id, *places, customer=1, customer_places_max=2)
        await place(services.db.pool, [held])
        opening = order(held, show, customer_places_max=2)
        await open_orders(services.db.pool, [opening])
        openings.append((opening, await attempt(services, opening)))
        await let_time_pass(services.db, 1000 if places == (0, 1) else 0)
        await sweep(services)

    (first, late), (_, second) = openings
    await settle(services.db.pool, [second])
    [settled], _ = await settle(services.db.pool, [late])

    assert settled.code is Settlement.REFUNDING
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims WHERE customer = 1") == 2
    assert await state(services, first.order_id) == ("expired", 2, 2, 1, 0)


async def test_two_late_payments_of_one_place_in_one_batch_sell_it_once(
    services: Services,
) -> None:
    """Both orders have run out; the reconciler finds both captures in one round."""
    show = await create_show(services, await create_house(services, places=3))
    late = []
    for places in ((0, 1), (1, 2)):
        held = hold(show.id, *places)
        await place(services.db.pool, [held])
        opening = order(held, show)
        await open_orders(services.db.pool, [opening])
        late.append(await attempt(services, opening))
        await let_time_pass(services.db, 1000)
        await sweep(services)

    settled, _ = await settle(services.db.pool, late)

    assert [one.code for one in settled] == [Settlement.PAID, Settlement.REFUNDING]
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 2
    assert await services.db.pool.fetchval("SELECT count(*) FROM tickets") == 2
