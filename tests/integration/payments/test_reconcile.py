"""The reconciler finds what was lost on the way, through the real gateway."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.payments.model import StartPayment
from tessera.payments.providers.mock import MockProvider
from tessera.payments.providers.port import Attempt
from tessera.payments.reconcile import reconcile
from tessera.payments.start import start
from tessera.services import Services
from tests.fixtures.gateway import WEBHOOK_SECRET, GatewayProcess
from tests.fixtures.house import create_house, create_show, hold, let_time_pass, order


@pytest.fixture
async def provider(gateway: GatewayProcess) -> AsyncIterator[MockProvider]:
    """The client of the running gateway, with webhooks that reach nobody."""
    async with MockProvider(
        gateway.url, secret=WEBHOOK_SECRET, webhook_url="http://127.0.0.1:9/", timeout_seconds=2
    ) as client:
        yield client


async def pending(services: Services, provider: MockProvider, method: str, *, ask: bool) -> object:
    """An order whose attempt was recorded, and asked for where `ask`; no answer was noted."""
    show = await create_show(services, await create_house(services))
    held = hold(show.id, 0)
    await place(services.db.pool, [held])
    opening = order(held, show)
    await open_orders(services.db.pool, [opening])
    payment_id = new_id()
    await start(services.db.pool, [StartPayment(payment_id, opening.order_id, "mock", method)])
    if ask:
        await provider.open(Attempt(payment_id, opening.order_id, opening.total, "INR", method))
    await let_time_pass(services.db, 61)
    return opening.order_id


@pytest.mark.parametrize(
    ("method", "ask", "status", "payment"),
    [
        ("tok_lost", True, "paid", "succeeded"),
        ("tok_success", True, "paid", "succeeded"),
        ("tok_decline", True, "pending", "failed"),
        ("tok_success", False, "pending", "failed"),
    ],
)
async def test_lost_answer_is_found(
    services: Services,
    provider: MockProvider,
    method: str,
    ask: bool,
    status: str,
    payment: str,
) -> None:
    """Captured money becomes tickets; an attempt the gateway never saw ends as failed."""
    order_id = await pending(services, provider, method, ask=ask)

    await reconcile(
        services.db.pool,
        services.providers,
        now=services.clock() - timedelta(hours=1),
        older_than_seconds=60,
    )

    found = await read_order(services.db.pool, order_id)  # type: ignore[arg-type]
    assert (found.status, found.payments[0].status) == (status, payment)
