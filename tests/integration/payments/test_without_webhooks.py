"""No webhook ever comes: within two minutes everybody has a ticket, or their money, all the same.

Rounds of the reconciler come every minute, at whatever second; services with a shifted clock are
what a worker is at that moment. The gateway's own books say whose money is where.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.kit.ids import new_id
from tessera.kit.mail import FolderMailer
from tessera.main import open_services
from tessera.operations.audit.prove import audit
from tessera.operations.queues import drain
from tessera.orders.model import OpenOrder
from tessera.orders.open import open_orders
from tessera.payments.gateway.books import Totals
from tessera.payments.model import StartPayment
from tessera.payments.providers.mock import MockProvider
from tessera.payments.providers.port import Attempt
from tessera.payments.result import result_of
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.payments.tasks import reconcile_round
from tessera.services import Services, Workshop
from tessera.settings import Settings
from tessera.shows.model import Show
from tests.fixtures.gateway import WEBHOOK_SECRET, GatewayProcess
from tests.fixtures.house import create_house, create_show, hold, order
from tests.integration.payments.test_settle import attempt

PAID = (
    "tok_success",
    "tok_success+answer_lost",
    "tok_success+outage_1",
    "tok_success+delay_2",
    "tok_slow",
    "tok_lost",
)
UNPAID = ("tok_decline", "tok_slow_decline", "tok_timeout", "tok_decline+answer_lost")
REFUNDED = (
    "tok_success+short_5",
    "tok_success+short_5+answer_lost",
    "tok_slow+short_5+refund_outage_1",
)
METHODS = (*PAID, *UNPAID, *REFUNDED)
SECONDS_MAX = 120
ROUND_SECONDS = 60
LAST_PHASE = 59
GATEWAY_SECONDS = 3.5
"""Longer than anything the gateway does by itself: slow ends, outages, delays."""


@pytest.fixture
async def provider(gateway: GatewayProcess) -> AsyncIterator[MockProvider]:
    """The gateway, with webhooks that reach nobody, and little patience."""
    async with MockProvider(
        gateway.url, secret=WEBHOOK_SECRET, webhook_url="http://127.0.0.1:9/", timeout_seconds=1
    ) as client:
        yield client


async def opened(services: Services, show: Show, seat: int, *, seconds: int = 900) -> OpenOrder:
    """An order of one seat."""
    held = hold(show.id, seat)
    await place(services.db.pool, [held])
    opening = order(held, show, seconds=seconds)
    await open_orders(services.db.pool, [opening])
    return opening


async def paying(
    services: Services, provider: MockProvider, opening: OpenOrder, *, method: str
) -> None:
    """Start, ask the gateway, settle what it says, as a server does; nothing else ever comes."""
    payment_id, method = new_id(), f"{method}+webhook_lost"
    await start(services.db.pool, [StartPayment(payment_id, opening.order_id, "mock", method)])
    tried = Attempt(payment_id, opening.order_id, opening.total, opening.currency, method)
    said = result_of(payment_id, await provider.open(tried))
    if said is not None:
        await settle(services.db.pool, [said])


async def at_second(settings: Settings, second: int, folder: Path) -> None:
    """What the workers do at that second after the purchase."""
    later = msgspec.structs.replace(settings, clock_offset_seconds=second)
    async with open_services(later, name="later") as services:
        await sweep(services)
        await reconcile_round(services)
        await drain(Workshop(services, FolderMailer(folder / "mail")))


def kept_since(before: Totals, after: Totals) -> int:
    """What the gateway has taken and not given back meanwhile."""
    taken = after.captured.get("INR", 0) - before.captured.get("INR", 0)
    return taken - (after.refunded.get("INR", 0) - before.refunded.get("INR", 0))


async def outcomes(services: Services, orders: dict[str, UUID]) -> dict[str, tuple[str, int, int]]:
    """By method: the order's status, its tickets, and what it owes or waits for."""
    rows = await services.db.pool.fetch(
        """SELECT o.id, o.status, (SELECT count(*) FROM tickets t WHERE t.order_id = o.id
                AND t.status = 'valid') AS tickets,
            (SELECT count(*) FROM payments p WHERE p.order_id = o.id
                AND p.status IN ('created', 'processing'))
            + (SELECT count(*) FROM refunds r WHERE r.order_id = o.id
                AND r.status <> 'succeeded') AS open FROM orders o"""
    )
    found = {row["id"]: (row["status"], row["tickets"], row["open"]) for row in rows}
    return {method: found[order_id] for method, order_id in orders.items()}


@pytest.mark.parametrize("phase", [29, LAST_PHASE])
async def test_every_method_ends_within_two_minutes(
    services: Services,
    settings: Settings,
    provider: MockProvider,
    gateway: GatewayProcess,
    phase: int,
    tmp_path: Path,
) -> None:
    """Just too young for the first round, or just in time: by the second one all have an end."""
    before = gateway.totals()
    show = await create_show(services, await create_house(services, places=len(METHODS)))
    openings = {m: await opened(services, show, seat) for seat, m in enumerate(METHODS)}
    await asyncio.gather(*(paying(services, provider, o, method=m) for m, o in openings.items()))
    await asyncio.sleep(GATEWAY_SECONDS)

    await at_second(settings, phase, tmp_path)
    await at_second(settings, phase + ROUND_SECONDS, tmp_path)

    assert phase + ROUND_SECONDS < SECONDS_MAX
    found = await outcomes(services, {m: o.order_id for m, o in openings.items()})
    assert {m for m, end in found.items() if end == ("paid", 1, 0)} == set(PAID)
    assert {m for m, end in found.items() if end[1:] == (0, 0)} == {*UNPAID, *REFUNDED}
    assert kept_since(before, gateway.totals()) == sum(openings[m].total for m in PAID)
    assert all(proof.kept for proof in await audit(settings))


async def test_late_capture_of_a_resold_place_goes_back_within_two_minutes(
    services: Services,
    settings: Settings,
    provider: MockProvider,
    gateway: GatewayProcess,
    tmp_path: Path,
) -> None:
    """Nobody heard of the capture, the order ran out, the only place was sold: all comes back."""
    before = gateway.totals()
    show = await create_show(services, await create_house(services, places=1))
    ann = await opened(services, show, 0, seconds=30)
    await paying(services, provider, ann, method="tok_lost")
    later = msgspec.structs.replace(settings, clock_offset_seconds=40)
    async with open_services(later, name="bob") as at_forty:
        bob = await opened(at_forty, show, 0)
        await settle(at_forty.db.pool, [await attempt(at_forty, bob)])

    await at_second(settings, LAST_PHASE, tmp_path)
    await at_second(settings, SECONDS_MAX - 1, tmp_path)

    found = await outcomes(services, {"ann": ann.order_id, "bob": bob.order_id})
    assert found == {"ann": ("expired", 0, 0), "bob": ("paid", 1, 0)}
    after = gateway.totals()
    assert after.captured["INR"] - before.captured.get("INR", 0) == ann.total
    assert after.refunded["INR"] - before.refunded.get("INR", 0) == ann.total
