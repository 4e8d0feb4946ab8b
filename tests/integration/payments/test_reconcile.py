"""The reconciler finds what was lost on the way, through the real gateway."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from tessera.claims.place import place
from tessera.cli.doctor import examine
from tessera.kit.ids import new_id
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.payments.model import StartPayment
from tessera.payments.providers.mock import MockProvider
from tessera.payments.providers.port import Attempt
from tessera.payments.reconcile import reconcile
from tessera.payments.start import start
from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.gateway import WEBHOOK_SECRET, GatewayProcess
from tests.fixtures.house import create_house, create_show, hold, let_time_pass, order


@pytest.fixture
async def provider(gateway: GatewayProcess) -> AsyncIterator[MockProvider]:
    """The client of the running gateway, with webhooks that reach nobody."""
    async with MockProvider(
        gateway.url, secret=WEBHOOK_SECRET, webhook_url="http://127.0.0.1:9/", timeout_seconds=2
    ) as client:
        yield client


async def pending(
    services: Services, provider: MockProvider, method: str, *, ask: bool, age_seconds: int = 61
) -> object:
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
    await let_time_pass(services.db, age_seconds)
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


@pytest.mark.parametrize(
    ("method", "status", "payment"),
    [
        ("tok_lost", "paid", "succeeded"),
        ("tok_slow", "paid", "succeeded"),
        ("tok_slow_decline", "pending", "failed"),
    ],
)
async def test_payment_without_webhooks_ends_in_its_first_round(
    services: Services, provider: MockProvider, method: str, status: str, payment: str
) -> None:
    """A round looks at what is half a round old: nobody waits for more than 91 seconds."""
    order_id = await pending(services, provider, method, ask=True, age_seconds=31)
    before = await read_order(services.db.pool, order_id)  # type: ignore[arg-type]
    await ended_there(provider, before.payments[0].id)

    await reconcile_round(services)

    found = await read_order(services.db.pool, order_id)  # type: ignore[arg-type]
    assert before.payments[0].status == "created"
    assert (found.status, found.payments[0].status) == (status, payment)


async def ended_there(provider: MockProvider, payment_id: UUID) -> None:
    """Wait until the gateway has decided; ten seconds at most."""
    asked = Attempt(payment_id, payment_id, 1, "INR", "")
    for _ in range(100):
        if (await provider.find(asked)).status != "processing":
            return
        await asyncio.sleep(0.1)
    raise AssertionError("still processing")


async def test_money_that_no_attempt_explains_is_kept_once_and_told(
    services: Services, provider: MockProvider, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A capture of a payment that was never recorded stands in the books of strays, and the
    doctor counts it; one of ours does not."""
    ours = await pending(services, provider, "tok_success", ask=True)
    stray = await provider.open(Attempt(new_id(), new_id(), 777, "INR", "tok_success"))
    for name in ("database_url", "valkey_url", "gateway_url", "var_dir"):
        monkeypatch.setenv(f"TESSERA_{name.upper()}", getattr(settings, name))

    for _ in range(2):
        await reconcile_round(services)

    rows = await services.db.pool.fetch(
        "SELECT order_id, state, amount FROM stray_captures WHERE reference = $1 OR order_id = $2",
        stray.reference,
        ours,
    )
    told = [f for f in await asyncio.to_thread(lambda: list(examine())) if not f.fine]
    assert [(row["state"], row["amount"]) for row in rows] == [("flagged", 777)]
    assert "captured money" in {finding.what for finding in told}
