"""Cancelling: places back on sale, tickets void, money on its way, books balanced."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from tessera.kit.errors import Invalid, Refused
from tessera.orders.cancel import cancel
from tessera.orders.model import Order, OrderStatus
from tessera.orders.quote import quote
from tessera.orders.read import read_order
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle
from tessera.services import Services
from tessera.shows.model import Show
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import create_house, create_show
from tests.integration.payments.test_any_order import attempted
from tests.integration.payments.test_settle import started


async def bought(services: Services, *places: int) -> tuple[UUID, Show]:
    """A paid order and its show."""
    opening, yes = await started(services, *places)
    await settle(services.db.pool, [yes])
    return opening.order_id, (await services.shows.get(opening.show_id)).show


async def cancelled(
    services: Services, order_id: UUID, show: Show, *, lines: list[int] | None
) -> Order:
    """The order after the cancellation has committed."""
    async with services.db.transaction() as tx:
        order, _ = await cancel(tx, order_id, show, lines=lines)
    return order


async def test_cancelled_line_frees_its_place_and_voids_its_ticket(services: Services) -> None:
    """The other line lives on."""
    order_id, show = await bought(services, 0, 1)

    order = await cancelled(services, order_id, show, lines=[1])

    assert order.status is OrderStatus.PARTLY_REFUNDED
    assert [ticket.status for ticket in order.tickets] == ["void", "valid"]
    assert await services.db.pool.fetchval("SELECT array_agg(place) FROM claims") == [1]


async def test_refund_is_what_was_paid_to_the_last_minor_unit(services: Services) -> None:
    """Acceptance 10: the refund equals the lines; the ledger sums to zero at every step."""
    order_id, show = await bought(services, 0, 1)

    order = await cancelled(services, order_id, show, lines=None)

    [refund] = order.refunds
    sums = await services.db.pool.fetch(
        "SELECT sum(amount) AS s FROM ledger_entries GROUP BY transaction_id"
    )
    assert refund.amount == order.total
    assert {int(row["s"]) for row in sums} == {0}


async def test_order_is_not_cancelled_after_its_time(services: Services) -> None:
    """The organization's policy ends two hours before the show."""
    order_id, show = await bought(services, 0)
    late = msgspec.structs.replace(show, starts_at=services.clock() + timedelta(hours=1))

    with pytest.raises(Refused) as refused:
        await cancelled(services, order_id, late, lines=None)

    assert refused.value.code == "not_cancellable"


async def test_quote_after_its_time_gives_nothing_of_any_part(services: Services) -> None:
    """Nothing of the face, the fee or the tax, whatever the policy was before."""
    order_id, show = await bought(services, 0, 1)
    late = msgspec.structs.replace(show, starts_at=services.clock() + timedelta(hours=1))
    async with services.db.transaction() as tx:
        order = await read_order(tx, order_id)
        found = await quote(tx, order, late, lines=None, now=services.clock())

    assert (found.grant, found.refund) == (None, 0)
    assert [(back.face, back.fee, back.tax) for back in found.lines] == [(0, 0, 0)] * 2


async def test_used_ticket_is_not_cancelled_and_nothing_changes(services: Services) -> None:
    """Who went in cannot take the money back; the whole cancellation is refused."""
    order_id, show = await bought(services, 0, 1)
    await services.db.pool.execute(
        "UPDATE tickets SET status = 'used', used_at = now() WHERE place = 0"
    )

    with pytest.raises(Refused):
        await cancelled(services, order_id, show, lines=None)

    assert await services.db.pool.fetchval("SELECT count(*) FROM refunds") == 0
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 2


async def test_line_that_is_not_there_is_named(services: Services) -> None:
    """Every problem, each with its path."""
    order_id, show = await bought(services, 0)

    with pytest.raises(Invalid) as invalid:
        await cancelled(services, order_id, show, lines=[1, 7, 9])

    assert [p.path for p in invalid.value.problems] == ["lines[1]", "lines[2]"]


async def test_pending_order_is_given_up_and_its_places_are_free(services: Services) -> None:
    """Nothing was paid, so nothing goes back."""
    opening, _ = await started(services, 0)
    show = (await services.shows.get(opening.show_id)).show

    order = await cancelled(services, opening.order_id, show, lines=None)

    assert order.status is OrderStatus.CANCELLED
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 0


async def test_refund_reaches_the_gateway_once(services: Services, gateway: GatewayProcess) -> None:
    """The job may run again: by the gateway's own books, the money went back once, and whole."""
    show = await create_show(services, await create_house(services))
    bought_ = await attempted(services, show, place_=0, method="tok_success")
    await services.payments.settlements.submit(bought_.answer)
    order = await cancelled(services, bought_.opening.order_id, show, lines=None)
    before, refund_id = gateway.totals(), order.refunds[0].id

    await send_refund(services.db.pool, services.providers, refund_id)
    await send_refund(services.db.pool, services.providers, refund_id)

    after = gateway.totals()
    assert after.refunded_count - before.refunded_count == 1
    assert after.refunded["INR"] - before.refunded.get("INR", 0) == order.total
    assert await services.db.pool.fetchval("SELECT status FROM refunds") == "succeeded"


async def test_refund_that_the_gateway_does_not_know_stays_owed(services: Services) -> None:
    """A payment that was never opened there cannot be given back: nobody says it was."""
    order_id, show = await bought(services, 0)
    order = await cancelled(services, order_id, show, lines=None)
    refund_id = order.refunds[0].id

    await send_refund(services.db.pool, services.providers, refund_id)
    await send_refund(services.db.pool, services.providers, refund_id)

    status = await services.db.pool.fetchval("SELECT status FROM refunds")
    assert status == "created", "refused by the gateway, which never heard of it: still owed"
    assert await services.db.pool.fetchval("SELECT count(*) FROM refunds") == 1


async def test_cancelled_line_names_its_refund_and_the_other_does_not(services: Services) -> None:
    """Which money belongs to which place stays on record; the auditor adds it up."""
    order_id, show = await bought(services, 0, 1)

    order = await cancelled(services, order_id, show, lines=[2])

    first, second = order.lines
    assert first.refund_id is None
    assert second.refund_id == order.refunds[0].id
    assert order.refunds[0].amount == second.total
