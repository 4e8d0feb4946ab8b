"""What is told: each change writes its message in its own transaction, for who wants to know."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from tessera.claims.place import place
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.orders.cancel import cancel
from tessera.orders.cancel_show import begin
from tessera.orders.open import open_orders
from tessera.payments.settle import settle
from tessera.services import Services
from tessera.shows.model import Show
from tessera.webhooks.change import Ground, enter_endpoint
from tessera.webhooks.model import CHOOSABLE, ENDPOINTS_MAX, Endpoint, EventType, NewEndpoint
from tests.fixtures.house import House, create_house, create_show, hold, let_time_pass, order
from tests.integration.payments.test_settle import attempt

URL = "https://hooks.example.com/"


async def endpoint(services: Services, house: House, *types: EventType, url: str = URL) -> Endpoint:
    """An endpoint of the house for these types, or for all."""
    async with services.db.transaction() as tx:
        return await enter_endpoint(
            tx,
            Ground(services.vault, services.settings.webhook_networks_allowed),
            NewEndpoint(url=url, types=frozenset(types or CHOOSABLE)),
            organization_id=house.organization_id,
            account_id=house.owner_id,
        )


async def told(services: Services) -> list[dict[str, Any]]:
    """Every message there is, the oldest first."""
    rows = await services.db.pool.fetch("SELECT body FROM webhook_deliveries ORDER BY id")
    return [msgspec.json.decode(row["body"]) for row in rows]


async def sell(services: Services, show: Show, *places: int) -> UUID:
    """A paid order."""
    held = hold(show.id, *places)
    await place(services.db.pool, [held])
    opening = order(held, show)
    await open_orders(services.db.pool, [opening])
    await settle(services.db.pool, [await attempt(services, opening)])
    return opening.order_id


async def test_paid_order_is_told_with_its_document(services: Services) -> None:
    """Type, version, instant, and what the order is; nothing about the person who bought."""
    house = await create_house(services)
    show = await create_show(services, house)
    await endpoint(services, house)

    order_id = await sell(services, show, 0)

    [message] = await told(services)
    data = message.pop("data")
    assert message.keys() == {"type", "version", "timestamp"}
    assert (message["type"], message["version"]) == ("order.paid", 1)
    assert data.keys() == {"order_id", "reference", "show_id", "status", "total"}
    assert (data["order_id"], data["show_id"], data["status"]) == (str(order_id), show.id, "paid")
    assert data["total"] == {"amount": show.prices["regular"].total, "currency": "INR"}


async def test_where_nobody_wants_to_know_nothing_is_written(services: Services) -> None:
    """Without an endpoint, with one for something else, with one that is disabled."""
    house = await create_house(services)
    show = await create_show(services, house)

    await sell(services, show, 0)
    await endpoint(services, house, EventType.TICKET_USED)
    await sell(services, show, 1)
    await services.db.pool.execute(
        """UPDATE webhook_endpoints SET types = '{order.paid}', disabled_at = now(),
        disabled_why = 'choice'"""
    )
    await sell(services, show, 2)

    assert await told(services) == []


async def test_refunds_expiries_and_cancelled_shows_are_told(services: Services) -> None:
    """A part of an order twice, then all of it; an order that ran out; the show itself."""
    house = await create_house(services, places=6)
    show = await create_show(services, house)
    await endpoint(services, house)
    order_id = await sell(services, show, 0, 1, 2)
    held = hold(show.id, 4)
    await place(services.db.pool, [held])
    await open_orders(services.db.pool, [order(held, show)])
    await let_time_pass(services.db, 1000)
    await services.db.pool.execute("SELECT * FROM expire_v1(100)")
    async with services.db.transaction() as tx:
        for n in (1, 2, 3):
            await cancel(tx, order_id, show, lines=[n])
        await begin(tx, show.id, account_id=house.owner_id, reason="Fog")

    assert [message["type"] for message in await told(services)] == [
        "order.paid",
        "order.expired",
        "order.partly_refunded",
        "order.partly_refunded",
        "order.refunded",
        "show.cancelled",
    ]


async def test_used_ticket_and_dispute_are_told(services: Services) -> None:
    """Once each, with what they are about."""
    house = await create_house(services)
    show = await create_show(services, house)
    await endpoint(services, house, EventType.TICKET_USED, EventType.PAYMENT_DISPUTED)
    order_id = await sell(services, show, 0)
    pool = services.db.pool
    for _ in range(2):
        await pool.execute("UPDATE tickets SET status = 'used', used_at = now(), used_gate = '2'")
    await pool.execute(
        """INSERT INTO disputes (id, payment_id, provider_dispute_id, order_id, status, amount,
        currency, reason, opened_at) SELECT $1, id, 'd1', order_id, 'open', amount, currency,
        'fraud', now() FROM payments""",
        new_id(),
    )

    used, disputed = await told(services)

    assert (used["type"], used["data"]["gate"], used["data"]["place"]) == ("ticket.used", "2", 0)
    assert used["data"]["used_at"].endswith("Z")
    assert (disputed["type"], disputed["data"]["reason"]) == ("payment.disputed", "fraud")
    assert disputed["data"]["order_id"] == used["data"]["order_id"] == str(order_id)


async def test_what_was_rolled_back_is_not_told(services: Services) -> None:
    """The message commits with its cause, or not at all."""
    house = await create_house(services)
    show = await create_show(services, house)
    await endpoint(services, house, EventType.SHOW_CANCELLED)

    async def cancelled_and_lost() -> None:
        async with services.db.transaction() as tx:
            await begin(tx, show.id, account_id=house.owner_id, reason="Fog")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cancelled_and_lost()

    assert await told(services) == []


async def test_organization_has_ten_endpoints_at_most(services: Services) -> None:
    """The eleventh is refused; another organization's do not count."""
    house = await create_house(services)
    for _ in range(ENDPOINTS_MAX):
        await endpoint(services, house)

    with pytest.raises(Refused, match="too_many_endpoints"):
        await endpoint(services, house)


def test_document_names_are_those_of_the_triggers() -> None:
    """What can be chosen is what the database writes; a test is the only other one."""
    assert {kind.value for kind in EventType} - {kind.value for kind in CHOOSABLE} == {"test"}
