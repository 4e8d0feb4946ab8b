"""Cancelling a whole show: everybody gets everything back, whatever dies on the way."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tessera.claims.place import place
from tessera.kit.errors import Invalid, Refused, Unavailable
from tessera.kit.ids import new_id
from tessera.kit.mail import FolderMailer
from tessera.operations.queues import drain
from tessera.operations.saga_kinds import go_on
from tessera.orders import cancel_show
from tessera.orders.open import open_orders
from tessera.payments.model import PaymentStarted, Settle, Settlement, StartPayment
from tessera.payments.providers.port import Attempt
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services, Workshop
from tessera.shows.model import Show
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show, hold, order

REASON = "The band is ill"


async def sold_show(
    services: Services, *, orders: int, unpaid: int = 0, second: str = "tok_success"
) -> tuple[Show, UUID]:
    """A show with `orders` paid through the gateway and `unpaid` pending ones; and its owner.

    The second order is paid by the method `second`.
    """
    house = await create_house(services, places=2 * (orders + unpaid))
    show = await create_show(services, house)
    for number in range(orders + unpaid):
        held = hold(show.id, 2 * number, 2 * number + 1)
        await place(services.db.pool, [held])
        opening = order(held, show)
        await open_orders(services.db.pool, [opening])
        if number < orders:
            await pay(services, opening, second if number == 1 else "tok_success")
    return show, house.owner_id


async def pay(services: Services, opening: Any, method: str) -> None:
    """Pay an order through the simulated gateway, whose books then know it."""
    payment_id = new_id()
    [started] = await start(
        services.db.pool, [StartPayment(payment_id, opening.order_id, "mock", method)]
    )
    assert isinstance(started, PaymentStarted)
    said = await (await services.providers.of(0, "mock")).open(
        Attempt(payment_id, opening.order_id, opening.total, "INR", method)
    )
    yes = Settle(payment_id, "succeeded", new_id(), said.amount, said.currency, said.reference)
    await settle(services.db.pool, [yes])


async def begin(services: Services, show: Show, owner: UUID, *, reason: str = REASON) -> None:
    """Cancel the show, committed a minute ago: whoever was at work then has committed since."""
    async with services.db.transaction() as tx:
        await cancel_show.begin(tx, show.id, account_id=owner, reason=reason)
        await tx.raw.execute("UPDATE show_cancellations SET started_at = now() - interval '60 s'")


async def state(services: Services, show: Show) -> dict[str, Any]:
    """What is left of the show."""
    pool = services.db.pool
    statuses = await pool.fetch("SELECT status FROM orders ORDER BY created_at, id")
    return {
        "orders": sorted(row["status"] for row in statuses),
        "claims": await pool.fetchval("SELECT count(*) FROM claims"),
        "tickets": await pool.fetchval("SELECT count(*) FROM tickets WHERE status <> 'void'"),
        "refunds": await pool.fetchval("SELECT count(*) FROM refunds"),
    }


@pytest.fixture
def shop(services: Services, tmp_path: Path) -> Workshop:
    """What jobs are done with; mails end in a folder."""
    return Workshop(services, FolderMailer(tmp_path / "mail"))


async def saga_of(services: Services) -> str:
    """The one saga there is."""
    return str(await services.db.pool.fetchval("SELECT id FROM sagas"))


async def later(services: Services) -> None:
    """The cancellation began long enough ago for every earlier settlement to have ended."""
    await services.db.pool.execute(
        "UPDATE show_cancellations SET started_at = started_at - interval '1 minute'"
    )


async def test_cancelled_show_gives_everybody_everything_back(
    services: Services, shop: Workshop, gateway: GatewayProcess, tmp_path: Path
) -> None:
    """Acceptance 10: what the gateway sent back is what it took, to the minor unit."""
    before = gateway.totals()
    show, owner = await sold_show(services, orders=3, unpaid=1)
    await begin(services, show, owner)
    await later(services)

    await drain(shop)

    after, found = gateway.totals(), await cancel_show.progress(services.db.pool, show.id)
    taken = after.captured["INR"] - before.captured.get("INR", 0)
    assert after.refunded["INR"] - before.refunded.get("INR", 0) == taken == found.amount
    assert await state(services, show) == {
        "orders": ["cancelled", "refunded", "refunded", "refunded"],
        "claims": 0,
        "tickets": 0,
        "refunds": 3,
    }
    assert found.whole
    mails = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    assert sum(REASON in mail for mail in mails) == 3


async def test_cancellation_that_died_half_way_goes_on(
    services: Services, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that ended after one order is taken up by the next; nobody is refunded twice."""
    monkeypatch.setattr(cancel_show, "ORDERS_A_JOB_MAX", 1)
    show, owner = await sold_show(services, orders=3)
    await begin(services, show, owner)
    for _ in ("end_sale", "undo_orders"):
        await go_on(shop, await saga_of(services))
    half = await state(services, show)

    await later(services)
    await drain(shop)
    await go_on(shop, await saga_of(services))

    whole = await state(services, show)
    assert (half["refunds"], whole["refunds"]) == (1, 3)
    assert whole["orders"] == ["refunded"] * 3


async def test_cancellation_goes_on_after_the_gateway_failed_half_way(
    services: Services, shop: Workshop, gateway: GatewayProcess
) -> None:
    """Acceptance 10: one refund is answered 503 twice; in the end all are sent, each once."""
    before = gateway.totals()
    show, owner = await sold_show(services, orders=3, second="tok_success+refund_outage_2")
    await begin(services, show, owner)
    await later(services)
    for _ in ("end_sale", "undo_orders"):
        await go_on(shop, await saga_of(services))
    flaky = await services.db.pool.fetchval(
        "SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE method LIKE '%+%'"
    )
    with pytest.raises(Unavailable):
        await send_refund(services.db.pool, services.providers, flaky)

    await drain(shop)

    after, found = gateway.totals(), await cancel_show.progress(services.db.pool, show.id)
    taken = after.captured["INR"] - before.captured.get("INR", 0)
    assert after.refunded["INR"] - before.refunded.get("INR", 0) == taken == found.amount
    assert after.refunded_count - before.refunded_count == found.sent == 3


async def test_ticket_used_before_the_cancellation_is_refunded_too(
    services: Services, shop: Workshop
) -> None:
    """Who is in already sees no show either."""
    show, owner = await sold_show(services, orders=1)
    await services.db.pool.execute("UPDATE tickets SET status = 'used', used_at = now()")
    await begin(services, show, owner)

    await drain(shop)

    assert (await state(services, show))["orders"] == ["refunded"]


async def test_settlement_after_the_cancellation_sends_the_money_back(
    services: Services, shop: Workshop
) -> None:
    """Money that was under way when the show ended buys nothing and goes back."""
    show, owner = await sold_show(services, orders=0, unpaid=1)
    [opening] = await services.db.pool.fetch("SELECT id, total FROM orders")
    payment_id = new_id()
    await start(services.db.pool, [StartPayment(payment_id, opening["id"], "mock", "tok_slow")])
    await begin(services, show, owner)
    await drain(shop)

    yes = Settle(payment_id, "succeeded", new_id(), opening["total"], "INR", "late")
    [settled], _ = await settle(services.db.pool, [yes])

    assert settled.code is Settlement.REFUNDING
    assert (await state(services, show))["tickets"] == 0


async def test_show_is_cancelled_once_and_only_with_a_reason(services: Services) -> None:
    """Bad input changes nothing; the second time is refused."""
    show, owner = await sold_show(services, orders=0, unpaid=1)
    with pytest.raises(Invalid):
        await begin(services, show, owner, reason="  ")
    await begin(services, show, owner)

    with pytest.raises(Refused) as refused:
        await begin(services, show, owner)

    assert refused.value.code == "show_not_cancellable"
    services.shows.forget(show.id)
    for_sale = await services.shows.get(show.id)
    assert not for_sale.show.on_sale_at(services.clock())
