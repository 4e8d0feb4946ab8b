"""Orders, attempts and settlements: a batch ends like its commands one by one, and like the rule
that a person would read out."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import count
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.orders.model import OpenOrder, OrderOpened
from tessera.orders.open import open_orders
from tessera.payments.model import PaymentStarted, Settle, Settlement, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tessera.shows.model import Show
from tests.fixtures.house import House, create_house, create_show, hold, order

PURCHASES_MAX = 6
OTHER_BUYER = "11111111-1111-4111-8111-111111111111"


class Fate(NamedTuple):
    """What happens to one purchase of two places."""

    hold_lapses: bool
    order_lapses: Literal["no", "places free", "places taken"]
    result: Literal["succeeded", "failed", "processing"]
    amount: Literal["right", "wrong"]


FATES = st.lists(
    st.builds(
        Fate,
        st.booleans(),
        st.sampled_from(["no", "places free", "places taken"]),
        st.sampled_from(["succeeded", "failed", "processing"]),
        st.sampled_from(["right", "wrong"]),
    ),
    min_size=1,
    max_size=PURCHASES_MAX,
)


def told(fate: Fate) -> tuple[Any, ...]:
    """The rule: (settlement, order, payment, tickets, whether money goes back)."""
    if fate.hold_lapses:
        return (None, None, None, 0, False)
    if fate.result != "succeeded":
        status = {"failed": "failed", "processing": "processing"}[fate.result]
        return (Settlement(status), "pending", status, 0, False)
    if fate.amount == "wrong":
        return (Settlement.REFUNDING, "pending", "succeeded", 0, True)
    if fate.order_lapses == "places taken":
        return (Settlement.REFUNDING, "expired", "succeeded", 0, True)
    return (Settlement.PAID, "paid", "succeeded", 2, False)


@pytest.fixture
async def house(services: Services) -> House:
    """One house for all examples of a test."""
    return await create_house(services, places=2 * PURCHASES_MAX)


@pytest.fixture
def days() -> Iterator[int]:
    """Days that have no show yet."""
    return count(1)


@given(fates=FATES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_batched_purchases_end_like_single_ones_and_like_the_rule(
    services: Services, house: House, days: Iterator[int], fates: list[Fate]
) -> None:
    """Orders, attempts and settlements of one batch, of batches of one, and as told."""
    shows = await _two_shows(services, house, days)

    together = await _play(services, shows[0], fates, run=_together)
    alone = await _play(services, shows[1], fates, run=_one_by_one)

    assert together == alone == [told(fate) for fate in fates]
    sums = await services.db.pool.fetch(
        "SELECT sum(amount) AS s FROM ledger_entries GROUP BY transaction_id"
    )
    assert all(row["s"] == 0 for row in sums)


Verb = Callable[[Any, Sequence[Any]], Awaitable[Any]]


async def _two_shows(services: Services, house: House, days: Iterator[int]) -> tuple[Show, Show]:
    """Two new shows of the same hall, on days that no earlier example used."""
    first = await create_show(services, house, days=next(days))
    return first, await create_show(services, house, days=next(days))


async def _together(verb: Verb, pool: Any, commands: Sequence[Any]) -> list[Any]:
    return list(await verb(pool, commands)) if commands else []


async def _one_by_one(verb: Verb, pool: Any, commands: Sequence[Any]) -> list[Any]:
    return [(await verb(pool, [command]))[0] for command in commands]


async def _play(services: Services, show: Show, fates: list[Fate], *, run: Any) -> list[Any]:
    pool = services.db.pool
    holds = [hold(show.id, 2 * n, 2 * n + 1) for n in range(len(fates))]
    await place(pool, holds)
    for held, fate in zip(holds, fates, strict=True):
        if fate.hold_lapses:
            await _lapse(pool, held.hold_id)
    orders = [order(held, show) for held in holds]
    outcomes = await run(open_orders, pool, orders)
    opened = [isinstance(outcome, OrderOpened) for outcome in outcomes]
    assert opened == [not fate.hold_lapses for fate in fates]

    live = [(o, f) for o, f, fine in zip(orders, fates, opened, strict=True) if fine]
    attempts = [StartPayment(new_id(), o.order_id, "mock", "tok_success") for o, _ in live]
    started = await run(start, pool, attempts)
    assert all(isinstance(outcome, PaymentStarted) for outcome in started)
    for opening, fate in live:
        await _let_lapse(pool, opening, fate)

    said = [
        Settle(
            payment_id=attempt.payment_id,
            result=fate.result,
            refund_id=new_id(),
            amount=opening.total + (fate.amount == "wrong"),
            currency="INR",
        )
        for attempt, (opening, fate) in zip(attempts, live, strict=True)
    ]
    settled = iter(await run(_settle, pool, said))
    return [
        await _state(pool, o, next(settled)) if fine else (None, None, None, 0, False)
        for o, fine in zip(orders, opened, strict=True)
    ]


async def _settle(pool: Any, commands: Sequence[Settle]) -> list[Settlement]:
    settled, _ = await settle(pool, commands)
    return [outcome.code for outcome in settled]


async def _let_lapse(pool: Any, opening: OpenOrder, fate: Fate) -> None:
    if fate.order_lapses == "no":
        return
    await _lapse(pool, opening.order_id)
    if fate.order_lapses == "places taken":
        await pool.execute(
            "UPDATE claims SET state = 'sold', until = NULL, owner = $2 WHERE owner = $1",
            opening.order_id,
            OTHER_BUYER,
        )


async def _lapse(pool: Any, owner: Any) -> None:
    """The deadline of one hold or order passes."""
    await pool.execute("UPDATE claims SET until = until - interval '1 h' WHERE owner = $1", owner)
    await pool.execute(
        "UPDATE orders SET expires_at = expires_at - interval '1 h' WHERE id = $1", owner
    )


async def _state(pool: Any, opening: OpenOrder, code: Settlement) -> tuple[Any, ...]:
    key = opening.order_id
    return (
        code,
        await pool.fetchval("SELECT status FROM orders WHERE id = $1", key),
        await pool.fetchval("SELECT status FROM payments WHERE order_id = $1", key),
        await pool.fetchval("SELECT count(*) FROM tickets WHERE order_id = $1", key),
        await pool.fetchval("SELECT count(*) > 0 FROM refunds WHERE order_id = $1", key),
    )
