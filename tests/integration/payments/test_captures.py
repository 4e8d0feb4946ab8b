"""Money that an account lists is matched with its own organization's attempts, by id or by name."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from tessera.kit.ids import new_id
from tessera.main import open_services
from tessera.payments.model import Settle
from tessera.payments.settle import settle
from tessera.payments.tasks import reconcile_round
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.house import create_house, offer_provider
from tests.fixtures.stripe import KEYS, StripeSimulator
from tests.integration.payments.test_ways import attempt_by_stripe


@pytest.fixture
async def shop(settings: Settings, stripe_simulator: StripeSimulator) -> AsyncIterator[Services]:
    """The services of a process whose Stripe is the simulator."""
    pointed = msgspec.structs.replace(settings, stripe_api_url=stripe_simulator.url)
    async with open_services(pointed, name="test") as opened:
        yield opened


def charge(simulator: StripeSimulator, total: int, **metadata: str) -> str:
    """Money at Stripe; what its PaymentIntent is called."""
    params: dict[str, Any] = {"amount": total, "currency": "inr", "payment_method": "pm_card_visa"}
    intent = simulator.books.new_intent(params | {"metadata": metadata})
    simulator.books.confirm(intent["id"])
    return str(intent["id"])


async def left(shop: Services, payment_id: UUID, reference: str) -> None:
    """The attempt was given up: nobody asks about it any more."""
    told = Settle(payment_id, "failed", new_id(), reference=reference, failure="left")
    await settle(shop.db.pool, [told])


async def strays(shop: Services) -> list[Any]:
    """What Stripe took and nothing explains; the shared gateway has other tests' money."""
    query = "SELECT * FROM stray_captures WHERE provider = 'stripe' ORDER BY amount"
    return list(await shop.db.pool.fetch(query))


async def status_of(shop: Services, order_id: UUID) -> str:
    """The order's status."""
    return str(await shop.db.pool.fetchval("SELECT status FROM orders WHERE id = $1", order_id))


@pytest.mark.parametrize("known_by", ["our id", "its name"])
async def test_money_of_an_attempt_that_was_given_up_is_found_and_pays(
    shop: Services, stripe_simulator: StripeSimulator, known_by: str
) -> None:
    """No webhook, no answer: the list alone tells, with our ids or without."""
    house = await create_house(shop)
    await offer_provider(shop, house, "stripe", keys=KEYS)
    order_id, payment_id, total = await attempt_by_stripe(shop, house)
    ids = {"payment_id": str(payment_id)} if known_by == "our id" else {}
    name = charge(stripe_simulator, total, **ids)
    await left(shop, payment_id, "pi_else" if ids else name)

    await reconcile_round(shop)

    assert await status_of(shop, order_id) == "paid"
    assert (
        await shop.db.pool.fetchval("SELECT count(*) FROM stray_captures WHERE provider = 'stripe'")
        == 0
    )


async def test_account_cannot_list_another_organizations_payment_as_paid(
    shop: Services, stripe_simulator: StripeSimulator
) -> None:
    """The id is right, the account is not: the money is a stray, and the order stays unpaid."""
    house = await create_house(shop)
    order_id, payment_id, total = await attempt_by_stripe(shop, house)
    await left(shop, payment_id, "pi_1")
    other = await shop.db.pool.fetchval(
        "INSERT INTO organizations (name, slug, currency, status, created_at)"
        " VALUES ('Other', 'other', 'INR', 'approved', now()) RETURNING id"
    )
    stranger = replace(house, organization_id=other)
    await offer_provider(shop, stranger, "stripe", keys=KEYS)
    charge(stripe_simulator, total, payment_id=str(payment_id))

    await reconcile_round(shop)

    assert await status_of(shop, order_id) == "pending"
    found = await strays(shop)
    assert [(row["organization_id"], row["payment_id"]) for row in found] == [(other, payment_id)]


async def test_account_that_was_away_is_looked_through_from_where_it_was(
    shop: Services, stripe_simulator: StripeSimulator
) -> None:
    """What was captured during an outage of a day is found after it."""
    house = await create_house(shop)
    await offer_provider(shop, house, "stripe", keys=KEYS)
    charge(stripe_simulator, 777, payment_id=str(uuid4()))
    await reconcile_round(shop)
    await shop.db.pool.execute(
        "UPDATE provider_cursors SET seen_until = seen_until - interval '1 day'"
    )
    charge(stripe_simulator, 888)
    [*_, late] = stripe_simulator.books.charges.values()
    late["created"] -= 20 * 3600
    stripe_simulator.away = True
    await reconcile_round(shop)
    stripe_simulator.away = False

    await reconcile_round(shop)

    found = await shop.db.pool.fetch(
        "SELECT amount FROM stray_captures WHERE provider = 'stripe' ORDER BY amount"
    )
    assert [row["amount"] for row in found] == [777, 888]
