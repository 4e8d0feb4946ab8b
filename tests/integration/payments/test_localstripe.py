"""Stripe's adapter against `localstripe`, a fake of Stripe's API that somebody else wrote."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from tessera.payments.providers.port import Attempt
from tessera.payments.providers.stripe import StripeProvider
from tests.fixtures.stripe import KEYS, SECRET_KEY

WORKS, DECLINED = "4242424242424242", "4000000000000341"


@pytest.fixture
async def stripe(localstripe: str) -> AsyncIterator[StripeProvider]:
    """The adapter, pointed at it."""
    made = StripeProvider(KEYS, api_url=localstripe, site_url="http://site", timeout_seconds=5)
    yield made
    await made.close()


async def card(url: str, number: str) -> str:
    """A payment method, as a program holds one."""
    fields = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
    data = {"type": "card", **{f"card[{name}]": value for name, value in fields.items()}}
    async with httpx.AsyncClient(auth=(SECRET_KEY, "")) as client:
        answer = await client.post(f"{url}/v1/payment_methods", data=data)
    return str(answer.json()["id"])


async def attempt(url: str, number: str = WORKS, amount: int = 45_000) -> Attempt:
    """A new attempt by a card."""
    return Attempt(uuid4(), uuid4(), amount, "INR", await card(url, number))


async def test_card_that_works_is_charged_and_found(
    localstripe: str, stripe: StripeProvider
) -> None:
    """The answer, a later question and the list of captures tell of the same money."""
    since = datetime.now(UTC) - timedelta(seconds=2)
    trial = await attempt(localstripe)

    said = await stripe.open(trial)

    assert (said.status, said.amount, said.currency) == ("succeeded", 45_000, "INR")
    assert await stripe.find(trial, said.reference) == said
    captures = {c.reference: c for c in (await stripe.captures(since)).items}
    assert captures[str(said.reference)].amount == 45_000


async def test_card_that_is_declined_fails_and_the_next_attempt_of_the_order_works(
    localstripe: str, stripe: StripeProvider
) -> None:
    """A declined attempt does not stand in the way of the next one."""
    trial = await attempt(localstripe, DECLINED)
    second = Attempt(uuid4(), trial.order_id, 45_000, "INR", await card(localstripe, WORKS))

    first_said, second_said = await stripe.open(trial), await stripe.open(second)

    assert (first_said.status, first_said.failure) == ("failed", "card_declined")
    assert second_said.status == "succeeded"


async def test_refund_goes_back_in_parts_and_each_part_once(
    localstripe: str, stripe: StripeProvider
) -> None:
    """A refund that is sent again is the one that was sent, though this fake forgets keys."""
    trial = await attempt(localstripe)
    paid = (await stripe.open(trial)).reference
    refund_id = uuid4()

    said = [
        await stripe.refund(one, trial.payment_id, 20_000, currency="INR", reference=paid)
        for one in (refund_id, refund_id, uuid4())
    ]

    assert [answer.status for answer in said] == ["succeeded"] * 3
    assert said[0].reference == said[1].reference != said[2].reference
    assert said[0].amount == 20_000


async def test_hosted_fields_wait_for_their_customer_and_can_be_left(
    localstripe: str, stripe: StripeProvider
) -> None:
    """The program gets a client secret; once left, nothing can be taken any more."""
    trial = Attempt(uuid4(), uuid4(), 45_000, "INR", "fields")

    said = await stripe.open(trial)
    left = await stripe.leave(trial, said.reference)

    assert said.next is not None
    assert (said.status, said.next.kind) == ("redirect", "fields")
    assert said.next.fields["client_secret"].startswith(f"{said.reference}_secret")
    assert (left.status, left.failure) == ("failed", "left")
    assert (await stripe.find(trial, said.reference)).status == "failed"


async def test_unknown_payment_method_is_declined_before_any_money_moves(
    stripe: StripeProvider,
) -> None:
    """Stripe knows no such method."""
    said = await stripe.open(Attempt(uuid4(), uuid4(), 45_000, "INR", "pm_nobody"))

    assert said.status == "failed"


async def test_health_tells_a_key_that_is_taken_from_one_that_is_not(
    localstripe: str, stripe: StripeProvider
) -> None:
    """The organizer reads why."""
    wrong = StripeProvider(
        {**KEYS, "secret_key": "no"}, api_url=localstripe, site_url="", timeout_seconds=5
    )

    assert (await stripe.health()).fine
    refused = await wrong.health()
    await wrong.close()

    assert (refused.fine, refused.detail) == (False, "does not take the keys")
