"""Starting an attempt: who may, who is told that one is under way, and keys."""

from tessera.claims.model import KeyKnown
from tessera.claims.place import place
from tessera.kit.idempotency import Intent
from tessera.kit.ids import new_id
from tessera.orders.model import OpenOrder
from tessera.orders.open import open_orders
from tessera.payments.model import (
    PaymentRefusal,
    PaymentRefused,
    PaymentStarted,
    Settle,
    StartPayment,
)
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tests.fixtures.house import create_house, create_show, hold, order

KEY = Intent(b"k" * 16, b"f" * 16)


async def pending(services: Services, *places: int) -> list[OpenOrder]:
    """An order of each place."""
    show = await create_show(services, await create_house(services, places=6))
    holds = [hold(show.id, one) for one in places]
    await place(services.db.pool, holds)
    orders = [order(held, show) for held in holds]
    await open_orders(services.db.pool, orders)
    return orders


def attempt(opening: OpenOrder, intent: Intent | None = None) -> StartPayment:
    """A first try."""
    return StartPayment(new_id(), opening.order_id, "mock", "tok_success", intent)


async def test_second_attempt_waits_for_the_first(services: Services) -> None:
    """Two cards are never charged for one order."""
    [opening] = await pending(services, 0)

    [first] = await start(services.db.pool, [attempt(opening)])
    [second] = await start(services.db.pool, [attempt(opening)])

    assert first == PaymentStarted(resumed=False, earlier=0)
    assert second == PaymentRefused(PaymentRefusal.PAYMENT_IN_PROGRESS)


async def test_order_that_is_paid_takes_no_other_attempt(services: Services) -> None:
    """Nothing is left to pay, whoever asks."""
    [opening] = await pending(services, 0)
    paying = attempt(opening)
    await start(services.db.pool, [paying])
    yes = Settle(paying.payment_id, "succeeded", new_id(), opening.total, "INR", "ref")
    await settle(services.db.pool, [yes])

    [again] = await start(services.db.pool, [attempt(opening)])

    assert again == PaymentRefused(PaymentRefusal.ORDER_NOT_PAYABLE)


async def test_known_key_starts_no_attempt_of_another_order(services: Services) -> None:
    """P9: one key is one attempt; the second is told so, and nothing is recorded of it."""
    [first, second] = await pending(services, 0, 1)

    [started] = await start(services.db.pool, [attempt(first, KEY)])
    [again] = await start(services.db.pool, [attempt(second, KEY)])

    assert started == PaymentStarted(resumed=False, earlier=0)
    assert again == KeyKnown(KEY)
    assert await services.db.pool.fetchval("SELECT count(*) FROM payments") == 1
