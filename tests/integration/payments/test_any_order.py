"""Acceptance 9: whatever way the news comes, in any order and number, one state is left."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.orders.model import OpenOrder
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.payments.look import look
from tessera.payments.model import Settle, StartPayment
from tessera.payments.providers.port import Attempt
from tessera.payments.reconcile import reconcile
from tessera.payments.result import end_of
from tessera.payments.start import start
from tessera.services import Services
from tessera.shows.model import Show
from tests.fixtures.house import create_house, create_show, hold, let_time_pass, order
from tests.integration.payments.test_inbox import receive, told

WAYS = ("answer", "webhook", "webhook_copy", "look", "round")
SEQUENCES = 12


class Attempted:
    """An order whose attempt has ended at the real gateway, and nobody here knows yet."""

    def __init__(self, services: Services, opening: OpenOrder, answer: Settle) -> None:
        self.services = services
        self.opening = opening
        self.answer = answer
        self._event = told(answer, f"payment.{answer.result}")
        self.ways: dict[str, Callable[[], Awaitable[Any]]] = {
            "answer": lambda: services.payments.settlements.submit(answer),
            "webhook": lambda: receive(services, told(answer, f"payment.{answer.result}")),
            "webhook_copy": lambda: receive(services, self._event),
            "look": self.look,
            "round": self.round,
        }

    async def look(self) -> None:
        """The polling page asks."""
        found = await read_order(self.services.db.pool, self.opening.order_id)
        await look(self.services, found, self.answer.payment_id)

    async def round(self) -> None:
        """The reconciler's round."""
        services = self.services
        await reconcile(
            services.db.pool, services.providers, now=services.clock(), older_than_seconds=0
        )

    async def state(self) -> tuple[Any, ...]:
        """Everything that money and places left behind for this order."""
        pool, order_id = self.services.db.pool, self.opening.order_id
        lists = (
            "SELECT status FROM orders WHERE id = $1",
            "SELECT status FROM payments WHERE order_id = $1",
            "SELECT state FROM claims WHERE owner = $1 AND state = 'sold' ORDER BY place",
            "SELECT status FROM tickets WHERE order_id = $1",
            "SELECT status || ' ' || amount FROM refunds WHERE order_id = $1",
            """SELECT account || ' ' || sum(amount) FROM ledger_entries WHERE order_id = $1
            GROUP BY account ORDER BY account""",
        )
        return tuple([tuple(row[0] for row in await pool.fetch(q, order_id)) for q in lists])


async def attempted(services: Services, show: Show, *, place_: int, method: str) -> Attempted:
    """Hold, order, start, and ask the gateway; its answer is not settled."""
    held = hold(show.id, place_)
    await place(services.db.pool, [held])
    opening = order(held, show)
    await open_orders(services.db.pool, [opening])
    payment_id = new_id()
    await start(services.db.pool, [StartPayment(payment_id, opening.order_id, "mock", method)])
    provider = await services.providers.of(0, "mock")
    said = await provider.open(Attempt(payment_id, opening.order_id, opening.total, "INR", method))
    answer = end_of(payment_id, said)
    assert answer is not None
    return Attempted(services, opening, answer)


def sequences(seed: int) -> list[list[str]]:
    """Every way alone, and some of one to six ways in any order, repeats and all."""
    chance = random.Random(seed)
    some = [chance.choices(WAYS, k=chance.randint(2, 6)) for _ in range(SEQUENCES)]
    return [[way] for way in WAYS] + some


@pytest.mark.parametrize("when", ["in_time", "late", "resold"])
@pytest.mark.parametrize("method", ["tok_success", "tok_decline"])
async def test_any_order_and_number_of_ways_leave_one_state(
    services: Services, method: str, when: str
) -> None:
    """Order, payment, claims, tickets, refunds and ledger are the same after every sequence."""
    ways = sequences(seed=9)
    show = await create_show(services, await create_house(services, places=len(ways)))
    states: dict[tuple[Any, ...], list[list[str]]] = {}

    for place_, sequence in enumerate(ways):
        attempt = await attempted(services, show, place_=place_, method=method)
        if when != "in_time":
            await let_time_pass(services.db, 1000)
        if when == "resold":
            await place(services.db.pool, [hold(show.id, place_)])
        for way in sequence:
            await attempt.ways[way]()
        await attempt.round()  # sends what is owed
        states.setdefault(await attempt.state(), []).append(sequence)

    [(status, payment, claims, tickets, refunds, _)] = states
    paid = method == "tok_success" and when != "resold"
    assert payment == ("succeeded" if method == "tok_success" else "failed",)
    assert (status == ("paid",), len(claims), len(tickets)) == (paid, paid, paid)
    assert len(refunds) == (method == "tok_success" and when == "resold")
