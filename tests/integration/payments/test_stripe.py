"""Stripe's adapter against a simulator with hosted pages and idempotency keys, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from tessera.payments.providers.port import Attempt
from tessera.payments.providers.stripe import StripeProvider
from tests.fixtures.stripe import KEYS, SECRET_KEY, StripeSimulator
from tests.fixtures.stripe_books import DECLINED


@pytest.fixture
async def stripe(stripe_simulator: StripeSimulator) -> AsyncIterator[StripeProvider]:
    """The adapter, pointed at the simulator."""
    made = StripeProvider(
        KEYS, api_url=stripe_simulator.url, site_url="http://site", timeout_seconds=2
    )
    yield made
    await made.close()


def attempt(method: str = "checkout", amount: int = 45_000, currency: str = "INR") -> Attempt:
    """A new attempt of an order that lives ten minutes more."""
    until = datetime.now(UTC) + timedelta(minutes=10)
    return Attempt(uuid4(), uuid4(), amount, currency, method, until)


async def press(url: str, choice: str) -> str:
    """Press a button on the hosted page; where the browser is sent then."""
    async with httpx.AsyncClient() as browser:
        return str((await browser.post(url, data={"choice": choice})).headers["location"])


async def test_hosted_page_takes_the_money_and_leads_back(stripe: StripeProvider) -> None:
    """A redirect; paid there, the attempt succeeds under its PaymentIntent."""
    trial = attempt()
    said = await stripe.open(trial)
    assert said.next is not None
    assert (said.status, said.next.kind) == ("redirect", "redirect")

    back = await press(said.next.url, "pay")

    found = await stripe.find(trial, said.reference)
    assert back == f"http://site/orders/{trial.order_id}/payments/{trial.payment_id}/return"
    assert (found.status, found.amount, found.currency) == ("succeeded", 45_000, "INR")
    assert str(found.reference).startswith("pi_")


async def test_hosted_page_that_is_left_takes_nothing_any_more(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """The page is closed, and whoever presses there is refused."""
    trial = attempt()
    said = await stripe.open(trial)

    left = await stripe.leave(trial, said.reference)

    assert (left.status, left.failure) == ("failed", "left")
    assert stripe_simulator.books.sessions[str(said.reference)]["status"] == "expired"


async def test_customer_who_was_faster_than_leaving_has_paid(stripe: StripeProvider) -> None:
    """Leaving a page that was paid on tells of the money."""
    trial = attempt()
    said = await stripe.open(trial)
    assert said.next is not None
    await press(said.next.url, "pay")

    left = await stripe.leave(trial, said.reference)

    assert (left.status, left.amount) == ("succeeded", 45_000)


@pytest.mark.parametrize("method", ["checkout", "fields", "pm_card_visa"])
async def test_attempt_whose_answer_was_lost_is_found_again(
    stripe: StripeProvider, stripe_simulator: StripeSimulator, method: str
) -> None:
    """The same order and attempt name the same thing at Stripe: nothing is made twice."""
    trial = attempt(method)
    stripe_simulator.lose_answers = True
    lost = await stripe.open(trial)
    stripe_simulator.lose_answers = False

    found = await stripe.find(trial)

    books = stripe_simulator.books
    assert lost.status == "unknown"
    assert found.status == "redirect"
    assert len(books.sessions) + len(books.intents) == 1


async def test_charge_whose_answer_was_lost_is_found_and_never_repeated(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """Opening it once more answers the same success, with one charge on Stripe's books."""
    trial = attempt("pm_card_visa")

    first, again = await stripe.open(trial), await stripe.open(trial)

    assert (await stripe.find(trial)).status == "succeeded"
    assert first == again
    assert len(stripe_simulator.books.charges) == 1


async def test_idempotency_key_is_of_order_and_attempt(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """A declined attempt keeps its answer; the next attempt of the order has its own key."""
    declined = attempt(DECLINED)
    said = [await stripe.open(declined) for _ in range(2)]
    second = Attempt(uuid4(), declined.order_id, 45_000, "INR", "pm_card_visa")

    paid = await stripe.open(second)

    assert [(a.status, a.failure) for a in said] == [("failed", "insufficient_funds")] * 2
    assert paid.status == "succeeded"
    keys = {key for method, _, key in stripe_simulator.calls if method == "POST"}
    assert keys == {
        f"{declined.order_id}/{one.payment_id}{step}"
        for one in (declined, second)
        for step in ("", "/confirm")
    }


async def test_attempt_with_another_amount_is_not_taken(stripe: StripeProvider) -> None:
    """The key of an attempt belongs to its amount: nobody can tell what another one would be."""
    trial = attempt("fields")
    await stripe.open(trial)

    other = Attempt(trial.payment_id, trial.order_id, 1_000, "INR", "fields", trial.until)

    assert (await stripe.open(other)).status == "unknown"


async def test_refund_that_is_pending_is_asked_about_until_it_is_sent(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """One refund at Stripe, whose state is read each time, long after its key is forgotten."""
    trial, refund_id = attempt("pm_card_visa"), uuid4()
    paid = (await stripe.open(trial)).reference
    books = stripe_simulator.books
    books.pending_refunds = True

    async def send() -> str:
        said = stripe.refund(refund_id, trial.payment_id, 100, currency="INR", reference=paid)
        return (await said).status

    first = await send()
    books.keys.clear()
    next(iter(books.refunds.values()))["status"] = "succeeded"

    assert (first, await send()) == ("processing", "succeeded")
    assert len(books.refunds) == 1


async def test_refund_beyond_the_capture_is_refused(stripe: StripeProvider) -> None:
    """Stripe says why."""
    trial = attempt("pm_card_visa")
    paid = (await stripe.open(trial)).reference

    said = await stripe.refund(uuid4(), trial.payment_id, 45_001, currency="INR", reference=paid)

    assert (said.status, said.failure) == ("failed", "charge_already_refunded")


async def test_captures_come_page_after_page_with_our_own_ids(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """More than a page of them, each once."""
    since = datetime.now(UTC) - timedelta(minutes=1)
    books = stripe_simulator.books
    for _ in range(150):
        ids = {"payment_id": str(uuid4()), "order_id": str(uuid4())}
        params = {"amount": 100, "currency": "inr", "payment_method": "pm_x", "metadata": ids}
        books.confirm(books.new_intent(params)["id"])

    found = await stripe.captures(since)

    assert found.whole
    assert len({capture.payment_id for capture in found.items}) == 150


async def test_stripe_that_is_away_is_unknown_and_repeats_no_secret(
    stripe: StripeProvider, stripe_simulator: StripeSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is taken for a failure, and no key is in answers or logs."""
    stripe_simulator.away = True
    trial = attempt()

    said = [
        await stripe.open(trial),
        await stripe.find(trial),
        await stripe.leave(trial),
        await stripe.refund(uuid4(), uuid4(), 1, currency="INR", reference="pi_1"),
    ]
    health = await stripe.health()

    assert {answer.status for answer in said} == {"unknown"}
    assert not (await stripe.captures(datetime.now(UTC))).whole
    assert (health.fine, health.detail) == (False, "does not answer")
    assert SECRET_KEY not in caplog.text + repr(said)


async def test_amount_that_stripe_cannot_charge_fails_without_a_call(
    stripe: StripeProvider, stripe_simulator: StripeSimulator
) -> None:
    """Three decimals whose last is not nought."""
    said = await stripe.open(attempt("checkout", 5_123, "KWD"))

    assert (said.status, said.failure) == ("failed", "amount_not_chargeable")
    assert stripe_simulator.calls == []
