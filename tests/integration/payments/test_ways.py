"""The ways to pay of an organization: keys, order, currency, and who may tell of which payment."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tessera.claims.place import place
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.ids import new_id
from tessera.orders.open import open_orders
from tessera.payments.inbox import Mail, take_in
from tessera.payments.model import Settle, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.payments.ways.enter import enter_keys, remove_keys
from tessera.payments.ways.offer import choose_currency, put_in_order, switch
from tessera.payments.ways.read import check_way, read_changes, read_ways
from tessera.services import Services
from tests.fixtures.house import (
    House,
    create_house,
    create_show,
    editor,
    hold,
    offer_provider,
    order,
)
from tests.fixtures.stripe import KEYS, event, signed
from tests.integration.payments.test_inbox import desk_of, kept

OTHER_SECRET = "whsec_of_somebody_else"


async def take_stripe(services: Services, house: House, **keys: str) -> None:
    """Enter the keys of a Stripe account, and offer it."""
    await offer_provider(services, house, "stripe", keys={**KEYS, **keys})


async def attempt_by_stripe(services: Services, house: House) -> tuple[UUID, UUID, int]:
    """An order with an attempt that Stripe knows as `pi_1`: order, payment, total."""
    show = await create_show(services, house)
    held = hold(show.id, 0)
    await place(services.db.pool, [held])
    opening = order(held, show)
    await open_orders(services.db.pool, [opening])
    payment_id = new_id()
    await start(
        services.db.pool, [StartPayment(payment_id, opening.order_id, "stripe", "checkout")]
    )
    told = Settle(payment_id, "processing", new_id(), reference="pi_1")
    await settle(services.db.pool, [told])
    return opening.order_id, payment_id, opening.total


def paid(payment_id: UUID, total: int) -> dict[str, Any]:
    """Stripe's word that it was paid."""
    intent = {
        "id": "pi_1",
        "amount": total,
        "amount_received": total,
        "currency": "inr",
        "status": "succeeded",
        "metadata": {"payment_id": str(payment_id)},
    }
    return event("payment_intent.succeeded", intent)


async def receive(services: Services, organization_id: int, told: Any, **how: Any) -> str:
    """What became of a webhook to an account's address."""
    mail = Mail("stripe", organization_id, *signed(told, **how))
    return await take_in(desk_of(services), mail, now=services.clock())


async def test_keys_are_sealed_and_shown_by_their_last_signs_only(services: Services) -> None:
    """Neither the row nor the list holds a key; the adapter gets them all the same."""
    house = await create_house(services)
    await take_stripe(services, house)

    row = await services.db.pool.fetchrow("SELECT * FROM organization_providers WHERE sealed != ''")
    ways = await read_ways(services, house.organization_id, "INR")

    said = msgspec.json.encode(ways).decode() + str(dict(row))
    assert not [key for key in KEYS.values() if key in said]
    stripe = next(way for way in ways if way.provider == "stripe")
    assert [key.ends for key in stripe.keys] == [f"…{key[-4:]}" for key in KEYS.values()]
    assert (stripe.offered, stripe.enabled, stripe.has_keys) == (True, True, True)
    assert stripe.webhook_url.endswith(f"/api/v1/webhooks/stripe/{house.organization_id}")


async def test_first_choice_keeps_what_was_offered_before(services: Services) -> None:
    """The platform's provider stays on until somebody switches it off, and the order is theirs."""
    house = await create_house(services)
    await take_stripe(services, house)
    both = await services.providers.offered(house.organization_id, "INR")

    async with services.db.transaction() as tx:
        await put_in_order(tx, editor(house), ["stripe", "mock"])
    services.providers.forget(house.organization_id)
    turned = await services.providers.offered(house.organization_id, "INR")
    async with services.db.transaction() as tx:
        await switch(tx, editor(house), "mock", enabled=False)
    services.providers.forget(house.organization_id)

    assert (both, turned) == (["mock", "stripe"], ["stripe", "mock"])
    assert await services.providers.offered(house.organization_id, "INR") == ["stripe"]


async def test_every_change_is_on_record_with_who_made_it(services: Services) -> None:
    """The newest first, also after the row is gone."""
    house = await create_house(services)
    await take_stripe(services, house)
    async with services.db.transaction() as tx:
        await remove_keys(tx, editor(house), "stripe")

    changes = await read_changes(services, house.organization_id)

    assert [(c.provider, c.what, c.name) for c in changes] == [
        ("stripe", what, "Olga Owner") for what in ("keys_removed", "switched_on", "keys_entered")
    ]


async def test_wrong_keys_are_refused_all_at_once_and_never_repeated(services: Services) -> None:
    """Each key by its name."""
    house = await create_house(services)
    wrong = {"secret_key": "pk_swapped", "webhook_secret": "x" * 300, "more": "y"}

    with pytest.raises(Invalid) as refused:
        async with services.db.transaction() as tx:
            await enter_keys(tx, services.vault, editor(house), provider="stripe", keys=wrong)

    paths = {problem.path for problem in refused.value.problems}
    names = ("secret_key", "publishable_key", "webhook_secret", "more")
    assert paths == {f"keys.{name}" for name in names}
    assert "pk_swapped" not in str(refused.value)


async def test_account_whose_money_is_moving_cannot_be_forgotten(services: Services) -> None:
    """Somebody must be able to ask about the attempt."""
    house = await create_house(services)
    await take_stripe(services, house)
    await attempt_by_stripe(services, house)

    with pytest.raises(Refused, match="provider_in_use"):
        async with services.db.transaction() as tx:
            await remove_keys(tx, editor(house), "stripe")


async def test_provider_without_keys_cannot_be_switched_on(services: Services) -> None:
    """There is no account to pay into."""
    house = await create_house(services)

    with pytest.raises(Refused, match="provider_keys_missing"):
        async with services.db.transaction() as tx:
            await switch(tx, editor(house), "stripe", enabled=True)


async def test_currency_changes_only_while_no_show_is_in_another(services: Services) -> None:
    """A fee of 15 would be another fee there."""
    house = await create_house(services)
    async with services.db.transaction() as tx:
        await choose_currency(tx, editor(house), "EUR")
        await choose_currency(tx, editor(house), "INR")
    await create_show(services, house)

    with pytest.raises(Refused, match="currency_in_use"):
        async with services.db.transaction() as tx:
            await choose_currency(tx, editor(house), "EUR")


async def test_webhook_to_the_accounts_address_settles_its_payment(services: Services) -> None:
    """Signed with that account's own secret."""
    house = await create_house(services)
    await take_stripe(services, house)
    order_id, payment_id, total = await attempt_by_stripe(services, house)

    said = await receive(services, house.organization_id, paid(payment_id, total))

    status = await services.db.pool.fetchval("SELECT status FROM orders WHERE id = $1", order_id)
    assert (said, status) == ("paid", "paid")


async def test_account_tells_of_its_own_organizations_payments_only(services: Services) -> None:
    """Whoever holds another organization's keys can sign what they like about this payment."""
    house = await create_house(services)
    order_id, payment_id, total = await attempt_by_stripe(services, house)
    other = await services.db.pool.fetchval(
        "INSERT INTO organizations (name, slug, currency, status, created_at)"
        " VALUES ('Other', 'other', 'INR', 'approved', now()) RETURNING id"
    )
    stranger = replace(house, organization_id=other)
    await take_stripe(services, stranger, webhook_secret=OTHER_SECRET)

    said = await receive(services, other, paid(payment_id, total), secret=OTHER_SECRET)

    status = await services.db.pool.fetchval("SELECT status FROM orders WHERE id = $1", order_id)
    assert (said, status) == ("payment_unknown", "pending")
    assert await kept(services) == [("ignored", "payment_unknown", 1)]


async def test_dispute_is_booked_by_stripes_own_name_of_the_payment(services: Services) -> None:
    """Disputes do not repeat our ids."""
    house = await create_house(services)
    await take_stripe(services, house)
    order_id, payment_id, total = await attempt_by_stripe(services, house)
    await receive(services, house.organization_id, paid(payment_id, total))
    dispute = {
        "id": "dp_1",
        "amount": total,
        "currency": "inr",
        "payment_intent": "pi_1",
        "charge": "ch_1",
        "reason": "fraudulent",
        "status": "needs_response",
    }

    said = await receive(
        services, house.organization_id, event("charge.dispute.created", dispute, "evt_2")
    )

    found = await services.db.pool.fetchrow("SELECT order_id, status, amount FROM disputes")
    assert said == "dispute_open"
    assert tuple(found) == (order_id, "open", total)


@pytest.mark.parametrize("organization", ["own", "nobodys", "platforms"])
async def test_webhook_to_an_unknown_address_is_not_found(
    services: Services, organization: str
) -> None:
    """No account there: neither an organization without keys, nor none at all."""
    house = await create_house(services)
    numbers = {"own": house.organization_id, "nobodys": 10**12, "platforms": 0}

    with pytest.raises(NotFound):
        await receive(services, numbers[organization], paid(new_id(), 1))


async def test_provider_that_fails_its_check_is_not_offered_and_says_why(
    services: Services,
) -> None:
    """Nothing listens where this test's Stripe should be."""
    house = await create_house(services)
    await take_stripe(services, house)

    health = await check_way(services, house.organization_id, "stripe")

    ways = await read_ways(services, house.organization_id, "INR")
    stripe = next(way for way in ways if way.provider == "stripe")
    assert not health.fine
    assert (stripe.enabled, stripe.offered) == (True, False)
    assert stripe.trouble == "It does not answer at the moment."
    assert await services.providers.offered(house.organization_id, "INR") == ["mock"]
