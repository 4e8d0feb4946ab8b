"""Razorpay's adapter against a simulator that follows its documents, over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tessera.payments.providers.port import Attempt
from tessera.payments.providers.razorpay import RazorpayProvider
from tests.fixtures.razorpay import KEY_ID, KEY_SECRET, KEYS, RazorpaySimulator


@pytest.fixture
async def razorpay(razorpay_simulator: RazorpaySimulator) -> AsyncIterator[RazorpayProvider]:
    """The adapter, pointed at the simulator."""
    made = RazorpayProvider(
        KEYS | {"refund_speed": "optimum"},
        api_url=razorpay_simulator.url,
        site_url="http://site",
        timeout_seconds=2,
    )
    yield made
    await made.close()


def attempt(amount: int = 45_000) -> Attempt:
    """A new attempt, in paise."""
    return Attempt(uuid4(), uuid4(), amount, "INR", "checkout")


async def paid(razorpay: RazorpayProvider, simulator: RazorpaySimulator) -> tuple[Attempt, str]:
    """An attempt that was paid, and what Razorpay calls the payment."""
    trial = attempt()
    order = str((await razorpay.open(trial)).reference)
    return trial, simulator.pay(order)["id"]


async def test_customer_gets_a_form_for_an_order_in_paise(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """The form leads to the hosted page, and back to the attempt; the order captures by itself."""
    trial = attempt()

    said = await razorpay.open(trial)

    order = razorpay_simulator.orders[str(said.reference)]
    assert said.next is not None
    assert (said.status, said.next.kind) == ("redirect", "form")
    assert said.next.url == f"{razorpay_simulator.url}/v1/checkout/embedded"
    fields = said.next.fields
    assert (fields["key_id"], fields["order_id"], fields["amount"]) == (
        KEY_ID,
        order["id"],
        "45000",
    )
    assert fields["callback_url"].endswith(f"/payments/{trial.payment_id}/return")
    assert (order["receipt"], order["payment"]["capture"]) == (str(trial.payment_id), "automatic")


async def test_same_attempt_is_the_same_order_also_when_its_answer_was_lost(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """Razorpay has no idempotency keys for orders: the receipt finds it."""
    trial = attempt()
    razorpay_simulator.lose_answers = True
    await razorpay.open(trial)
    razorpay_simulator.lose_answers = False
    await razorpay.open(trial)

    again, found = await razorpay.open(trial), await razorpay.find(trial)

    assert len(razorpay_simulator.orders) == 1
    assert again == found
    assert (await razorpay.find(attempt())).status == "absent"


@pytest.mark.parametrize(
    ("tries", "status"),
    [
        (["failed"], "redirect"),
        (["authorized"], "processing"),
        (["failed", "captured"], "succeeded"),
        (["captured", "failed"], "succeeded"),
    ],
)
async def test_attempt_stands_as_the_best_of_its_tries(
    razorpay: RazorpayProvider,
    razorpay_simulator: RazorpaySimulator,
    tries: list[str],
    status: str,
) -> None:
    """A try that failed ends nothing: the page lets its customer try again."""
    trial = attempt()
    order = str((await razorpay.open(trial)).reference)
    for one in tries:
        razorpay_simulator.pay(order, one)

    said = await razorpay.find(trial, order)

    assert said.status == status
    if status == "succeeded":
        assert (said.amount, said.currency) == (45_000, "INR")
        assert str(said.reference).startswith("pay_")
        assert await razorpay.find(trial, said.reference) == said


async def test_leaving_ends_an_attempt_unless_it_was_paid(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """Nothing can be closed there, but whoever was faster has paid."""
    trial = attempt()
    order = str((await razorpay.open(trial)).reference)
    left = await razorpay.leave(trial, order)
    razorpay_simulator.pay(order)

    assert (left.status, left.failure) == ("failed", "left")
    assert (await razorpay.leave(trial, order)).status == "succeeded"


async def test_refund_is_sent_once_at_the_speed_that_was_chosen(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """Pending until it is processed; asked again, it is the same refund, without its key too."""
    trial, payment = await paid(razorpay, razorpay_simulator)
    refund_id = uuid4()
    razorpay_simulator.pending_refunds = True

    async def send() -> tuple[str, int]:
        said = await razorpay.refund(refund_id, trial.payment_id, 20_000, reference=payment)
        return said.status, said.amount

    first = await send()
    razorpay_simulator.keys.clear()
    [refund] = razorpay_simulator.refunds.values()
    refund["status"] = "processed"

    assert (first, await send()) == (("processing", 0), ("succeeded", 20_000))
    assert len(razorpay_simulator.refunds) == 1
    assert refund["speed_requested"] == "optimum"


async def test_refund_beyond_the_capture_is_refused(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """Razorpay says why."""
    trial, payment = await paid(razorpay, razorpay_simulator)

    said = await razorpay.refund(uuid4(), trial.payment_id, 45_001, reference=payment)

    assert (said.status, said.failure) == ("failed", "total_refund_amount_is_greater")


async def test_captures_come_page_after_page_by_payment_and_order(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """More than a page; what failed took nothing."""
    order = str((await razorpay.open(attempt())).reference)
    for _ in range(130):
        razorpay_simulator.pay(order)
        razorpay_simulator.pay(order, "failed")

    found = await razorpay.captures(datetime.now(UTC) - timedelta(minutes=1))

    assert found.whole
    assert len({capture.reference for capture in found.items}) == 130
    assert {capture.also for capture in found.items} == {order}


async def test_razorpay_that_is_away_is_unknown_and_repeats_no_secret(
    razorpay: RazorpayProvider,
    razorpay_simulator: RazorpaySimulator,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Nothing is taken for a failure; its SDK, which likes to print, prints nothing."""
    razorpay_simulator.away = True
    trial = attempt()

    said = [
        await razorpay.open(trial),
        await razorpay.find(trial),
        await razorpay.leave(trial, "order_1"),
        await razorpay.refund(uuid4(), uuid4(), 1, reference="pay_1"),
    ]

    assert {answer.status for answer in said} == {"unknown"}
    assert not (await razorpay.captures(datetime.now(UTC))).whole
    assert (await razorpay.health()).detail == "does not answer"
    assert capfd.readouterr().out == ""
    assert KEY_SECRET not in repr(said)


async def test_health_tells_keys_that_are_taken_from_those_that_are_not(
    razorpay: RazorpayProvider, razorpay_simulator: RazorpaySimulator
) -> None:
    """The organizer reads why."""
    wrong = RazorpayProvider(
        KEYS | {"key_secret": "no"}, api_url=razorpay_simulator.url, site_url="", timeout_seconds=2
    )

    assert (await razorpay.health()).fine
    assert (await wrong.health()).detail == "does not take the keys"
    await wrong.close()
