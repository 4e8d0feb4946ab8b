"""The simulated gateway in its own process, through the provider that Tessera talks to it with."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiohttp import web

from tessera.payments.providers.mock import MockProvider
from tessera.payments.providers.port import Attempt, WebhookEvent
from tests.fixtures.gateway import WEBHOOK_SECRET, GatewayProcess

SECONDS_MAX = 15


class Receiver:
    """A webhook receiver that refuses the first `failures` deliveries."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.url = ""
        self.events: asyncio.Queue[WebhookEvent | None] = asyncio.Queue()

    async def receive(self, request: web.Request) -> web.Response:
        """Take one delivery."""
        if self.failures:
            self.failures -= 1
            return web.Response(status=503)
        headers = {name.lower(): value for name, value in request.headers.items()}
        async with provider_to("http://unused") as verifier:
            event = verifier.verify_webhook(headers, await request.read(), datetime.now(UTC))
        self.events.put_nowait(event)
        return web.Response(status=204)

    async def next(self) -> WebhookEvent | None:
        """The next verified event, within the bound."""
        return await asyncio.wait_for(self.events.get(), SECONDS_MAX)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on a free port that refuses the first delivery."""
    made = Receiver(failures=1)
    app = web.Application()
    app.router.add_post("/hook", made.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


def provider_to(url: str, webhook_url: str = "") -> MockProvider:
    """A provider with a short patience."""
    return MockProvider(url, secret=WEBHOOK_SECRET, webhook_url=webhook_url, timeout_seconds=1)


def attempt(method: str, amount: int = 45_000) -> Attempt:
    """A new attempt."""
    return Attempt(uuid4(), uuid4(), amount, "INR", method)


async def test_success_is_captured_once_however_often_it_is_sent(gateway: GatewayProcess) -> None:
    """The same attempt again gives the same answer and no second capture."""
    before = gateway.totals().captured_count
    async with provider_to(gateway.url) as provider:
        trial = attempt("tok_success")

        first, second = await provider.open(trial), await provider.open(trial)

    assert first == second
    assert (first.status, first.amount, first.currency) == ("succeeded", 45_000, "INR")
    assert gateway.totals().captured_count == before + 1


async def test_same_payment_id_with_another_amount_is_not_taken(gateway: GatewayProcess) -> None:
    """An id that was used for another amount moves no money."""
    async with provider_to(gateway.url) as provider:
        trial = attempt("tok_success")
        await provider.open(trial)
        before = gateway.totals()

        other = Attempt(trial.payment_id, trial.order_id, 1, "INR", "tok_success")
        answer = await provider.open(other)

    assert answer.status == "unknown"
    assert gateway.totals() == before


async def test_decline_fails_and_captures_nothing(gateway: GatewayProcess) -> None:
    """A declined payment has a reason and no capture."""
    before = gateway.totals().captured
    async with provider_to(gateway.url) as provider:
        answer = await provider.open(attempt("tok_decline"))

    assert (answer.status, answer.failure) == ("failed", "card_declined")
    assert gateway.totals().captured == before


async def test_timeout_is_unknown_and_captures_nothing(gateway: GatewayProcess) -> None:
    """Without an answer nobody knows; asked later, the gateway never heard of it."""
    trial = attempt("tok_timeout")
    async with provider_to(gateway.url) as provider:
        answer = await provider.open(trial)

        assert answer.status == "unknown"
        assert (await provider.find(trial)).status == "absent"


async def test_lost_answer_is_unknown_and_found_by_asking(gateway: GatewayProcess) -> None:
    """The money was taken, which only `find` and `captures` tell."""
    since = datetime.now(UTC) - timedelta(seconds=1)
    trial = attempt("tok_lost")
    async with provider_to(gateway.url) as provider:
        answer = await provider.open(trial)

        assert answer.status == "unknown"
        assert (await provider.find(trial)).status == "succeeded"
        captures = {capture.payment_id for capture in (await provider.captures(since)).items}
        assert trial.payment_id in captures


async def test_gateway_that_is_away_is_unknown() -> None:
    """No connection says nothing about a payment."""
    async with provider_to("http://127.0.0.1:9") as provider:
        trial = attempt("tok_success")

        assert (await provider.open(trial)).status == "unknown"
        assert (await provider.find(trial)).status == "unknown"
        assert (await provider.refund(uuid4(), trial.payment_id, 1)).status == "unknown"


@pytest.mark.parametrize(
    ("method", "kind", "status"),
    [
        ("tok_slow", "payment.succeeded", "succeeded"),
        ("tok_slow_decline", "payment.failed", "failed"),
    ],
)
async def test_slow_outcome_arrives_by_signed_webhook_after_a_retry(
    gateway: GatewayProcess, receiver: Receiver, method: str, kind: str, status: str
) -> None:
    """A processing payment ends later; the webhook is sent again after a refusal, and verifies."""
    trial = attempt(method)
    async with provider_to(gateway.url, receiver.url) as provider:
        answer = await provider.open(trial)

        event = await receiver.next()

    assert answer.status == "processing"
    assert event is not None
    assert event.answer is not None
    assert (event.type, event.payment_id) == (kind, trial.payment_id)
    assert (event.answer.status, event.answer.reference) == (status, answer.reference)


async def test_refund_happens_once_and_never_beyond_the_capture(
    gateway: GatewayProcess, receiver: Receiver
) -> None:
    """A repeated refund is one refund, its webhook tells, and more than was taken is refused."""
    trial, refund_id = attempt("tok_success", 500), uuid4()
    async with provider_to(gateway.url, receiver.url) as provider:
        await provider.open(trial)
        before = gateway.totals().refunded_count

        first = await provider.refund(refund_id, trial.payment_id, 300)
        again = await provider.refund(refund_id, trial.payment_id, 300)
        beyond = await provider.refund(uuid4(), trial.payment_id, 201)
        event = await receiver.next()

    assert (first, first.amount) == (again, 300)
    assert (beyond.status, beyond.failure) == ("failed", "more_than_captured")
    assert gateway.totals().refunded_count == before + 1
    assert event is not None
    assert event.answer is not None
    assert (event.type, event.answer.amount) == ("refund.succeeded", 300)


async def test_books_survive_a_kill(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What was answered before SIGKILL stands after it, and a slow payment still ends."""
    own = GatewayProcess(tmp_path_factory.mktemp("own") / "books.jsonl")
    own.start()
    slow = attempt("tok_slow")
    async with provider_to(own.url) as provider:
        await provider.open(attempt("tok_success"))
        await provider.open(slow)

        own.kill()
        own.start()

        try:
            assert own.totals().captured_count == 1
            assert await ends(provider, slow) == "succeeded"
        finally:
            own.kill()


async def ends(provider: MockProvider, trial: Attempt) -> str:
    """The status of a payment once it is certain, within the bound."""
    async with asyncio.timeout(SECONDS_MAX):
        while (found := await provider.find(trial)).status in ("processing", "unknown"):
            await asyncio.sleep(0.05)
    return found.status
