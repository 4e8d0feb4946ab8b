"""The ledger cannot lie, refunds are never lost, disputes post once; policy decides."""

from datetime import timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.orders.cancel import cancel
from tessera.orders.model import Override
from tessera.organizations.terms import RefundPolicy
from tessera.payments.disputes import record_dispute
from tessera.payments.refund import TRIES_MAX, retry_refund, send_refund
from tessera.services import Services
from tests.integration.orders.test_cancel import bought, cancelled

POST = """INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
    VALUES ($1, $2, $1, $3, 'INR', now())"""


async def balances(services: Services) -> dict[str, int]:
    """What stands in each account."""
    rows = await services.db.pool.fetch(
        "SELECT account, sum(amount) AS s FROM ledger_entries GROUP BY account"
    )
    return {row["account"]: int(row["s"]) for row in rows if row["s"]}


async def test_entries_may_balance_in_two_statements_and_must_at_commit(
    services: Services,
) -> None:
    """The constraint waits for the commit: half a posting is fine until then, and never after."""
    async with services.db.transaction() as tx:
        whole = new_id()
        await tx.fetch(POST, whole, "customer", 5)
        await tx.fetch(POST, whole, "refunds", -5)

    with pytest.raises(Exception, match="does not sum to zero"):
        async with services.db.transaction() as tx:
            await tx.fetch(POST, new_id(), "customer", 5)

    assert await services.db.pool.fetchval("SELECT count(*) FROM ledger_entries") == 2
    assert await services.db.pool.fetchval("SELECT count(*) FROM ledger_unbalanced") == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entries SET amount = 1",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
    ],
)
async def test_ledger_refuses_to_be_changed(services: Services, change: str) -> None:
    """What was posted stays."""
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await services.db.pool.execute(change)


async def test_refused_refund_stays_owed_until_it_is_tried_again(services: Services) -> None:
    """The gateway never heard of the payment: five tries, then failed, owed all the time."""
    order_id, show = await bought(services, 0)
    order = await cancelled(services, order_id, show, lines=None)
    [refund] = order.refunds

    said = [
        await send_refund(services.db.pool, services.providers, refund.id)
        for _ in range(TRIES_MAX + 1)
    ]
    owed = await balances(services)
    async with services.db.transaction() as tx:
        await retry_refund(tx, refund.id)

    assert said == ["created"] * (TRIES_MAX - 1) + ["failed"] * 2
    assert owed == {"provider_clearing": order.total, "refunds": -order.total}
    assert await services.db.pool.fetchval("SELECT status FROM refunds") == "created"


async def test_late_cancellation_gives_a_share_back_and_keeps_the_fee(services: Services) -> None:
    """Half of the price, no fee; the ledger keeps what policy kept."""
    order_id, show = await bought(services, 0)
    policy = RefundPolicy(
        free_until_minutes=120, later_basis_points=5_000, later_until_minutes=30, fee_returned=False
    )
    soon = services.clock() + timedelta(hours=1)
    late = msgspec.structs.replace(show, starts_at=soon, refund_policy=policy)

    order = await cancelled(services, order_id, late, lines=None)

    [line], [refund] = order.lines, order.refunds
    assert refund.amount + line.kept == order.total
    assert abs(2 * refund.amount - (line.face + line.tax)) <= 2
    assert (await balances(services))["refunds"] == -refund.amount
    assert (await balances(services))["fees"] == -line.fee


async def test_quote_that_has_changed_cancels_nothing(services: Services) -> None:
    """Who was told another sum is asked again."""
    order_id, show = await bought(services, 0)

    with pytest.raises(Refused) as refused:
        async with services.db.transaction() as tx:
            await cancel(tx, order_id, show, lines=None, expected=1)

    assert refused.value.code == "quote_changed"
    assert await services.db.pool.fetchval("SELECT count(*) FROM refunds") == 0


async def test_organizer_decides_otherwise_on_record(services: Services) -> None:
    """After the policy's time the organizer gives all back; who, what and why stay for good."""
    order_id, show = await bought(services, 0)
    late = msgspec.structs.replace(show, starts_at=services.clock() + timedelta(minutes=5))
    kind = Override(account_id=new_id(), basis_points=10_000, fee_returned=True, reason="Ill child")

    async with services.db.transaction() as tx:
        order, _ = await cancel(tx, order_id, late, lines=None, override=kind)

    note = await services.db.pool.fetchrow("SELECT reason, by_policy, given FROM refund_overrides")
    assert tuple(note) == ("Ill child", 0, order.total)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await services.db.pool.execute("DELETE FROM refund_overrides")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["open", "open"], {"chargebacks": 100}),
        (["open", "won", "open", "lost"], {}),
        (["lost", "open"], {"organization_payable": 100}),
    ],
)
async def test_dispute_posts_once_in_any_order(
    services: Services, said: list[Any], expected: dict[str, int]
) -> None:
    """Open: the bank has it. Won: it is back. Lost: the organization bears it."""
    await bought(services, 0)
    before = await balances(services)
    payment_id = await services.db.pool.fetchval("SELECT id FROM payments")
    known = {"payment_id": payment_id, "provider_dispute_id": "dp_1"}

    for status in said:
        async with services.db.transaction() as tx:
            await record_dispute(
                tx, status=status, amount=100, currency="INR", reason="fraudulent", **known
            )

    after = await balances(services)
    change = {k: after.get(k, 0) - before.get(k, 0) for k in after.keys() | before.keys()}
    bank = {"provider_clearing": -100} if expected else {}
    assert {k: v for k, v in change.items() if v} == expected | bank
