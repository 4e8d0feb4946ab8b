"""Rotating the keys that seal secrets at rest."""

import os
from datetime import timedelta

import pytest

from tessera.accounts.factors.totp import context_of as context_of_app
from tessera.kit.database import Database
from tessera.kit.vault import Sealed, Vault
from tessera.operations import reseal as resealing
from tessera.operations.reseal import Resealed, keys_in_use, reseal
from tessera.organizations.payouts.change import context_of as context_of_payouts
from tessera.payments.providers.registry import context_of
from tessera.services import Services
from tessera.waiting_room.set_up import NewRoom, set_up
from tessera.webhooks.read import context_of as endpoint_context
from tests.fixtures.house import House, create_house, create_show

OLD, NEW = ("old", os.urandom(32)), ("new", os.urandom(32))
BEFORE, AFTER = Vault([OLD]), Vault([NEW, OLD])
SECRETS = 7
WHERE = "organization_providers WHERE sealed IS NOT NULL"


async def seal_some(services: Services) -> None:
    """Organizations whose keys, and endpoints whose secrets, are under the old key."""
    house = await create_house(services)
    for n in range(SECRETS):
        organization_id = await services.db.pool.fetchval(
            "INSERT INTO organizations (name, slug, currency, status, created_at)"
            " VALUES ($1, $1, 'INR', 'approved', now()) RETURNING id",
            f"house-{n}",
        )
        sealed = BEFORE.seal(b"secret %d" % n, context=context_of(organization_id, "stripe"))
        await services.db.pool.execute(
            "INSERT INTO organization_providers (organization_id, provider, key_id, sealed)"
            " VALUES ($1, 'stripe', $2, $3)",
            organization_id,
            sealed.key_id,
            sealed.blob,
        )
    endpoint = house.owner_id
    sealed = BEFORE.seal(b"hook", context=endpoint_context(endpoint))
    await services.db.pool.execute(
        "INSERT INTO webhook_endpoints (id, organization_id, url, types, key_id, sealed,"
        " old_key_id, old_sealed, old_until, account_id)"
        " VALUES ($1, $2, 'https://x.test/hook', '{order.paid}', $3, $4, $3, $4, now(), $1)",
        endpoint,
        house.organization_id,
        sealed.key_id,
        sealed.blob,
    )
    sealed = BEFORE.seal(b"app", context=context_of_app(house.owner_id))
    await services.db.pool.execute(
        "INSERT INTO factors (account_id, kind, key_id, sealed) VALUES ($1, 'totp', $2, $3)",
        house.owner_id,
        sealed.key_id,
        sealed.blob,
    )
    await seal_payouts(services, house.organization_id)
    await seal_seed(services, house)


async def seal_seed(services: Services, house: House) -> None:
    """What the draw of a waiting room hangs on."""
    show = await create_show(services, house)
    opens = services.clock() + timedelta(hours=1)
    new = NewRoom(name="Queue", show_ids=(show.id,), opens_at=opens)
    async with services.db.transaction() as tx:
        await set_up(tx, BEFORE, house.organization_id, new=new)


async def seal_payouts(services: Services, organization_id: int) -> None:
    """Where the money of the house goes."""
    sealed = BEFORE.seal(b"account", context=context_of_payouts(organization_id))
    await services.db.pool.execute(
        "INSERT INTO payout_details VALUES ($1, 'House', 'iban', '3000', $2, $3, now())",
        organization_id,
        sealed.key_id,
        sealed.blob,
    )


async def opened(db: Database, vault: Vault) -> set[bytes]:
    """Every secret of the providers, opened."""
    rows = await db.pool.fetch(f"SELECT organization_id AS o, key_id, sealed FROM {WHERE}")
    return {
        vault.open(Sealed(r["key_id"], r["sealed"]), context=context_of(r["o"], "stripe"))
        for r in rows
    }


async def test_rotation_puts_every_secret_under_the_newest_key(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In portions; afterwards the new key alone opens all, and a second run does nothing."""
    monkeypatch.setattr(resealing, "PORTION", 3)
    await seal_some(services)
    told: list[tuple[str, int]] = []

    done = await reseal(services.db, AFTER, tell=lambda kind, n: told.append((kind, n)))

    assert done == [
        Resealed("providers", SECRETS, ()),
        Resealed("webhooks", 1, ()),
        Resealed("old_webhooks", 1, ()),
        Resealed("totp", 1, ()),
        Resealed("payouts", 1, ()),
        Resealed("waiting_rooms", 1, ()),
    ]
    assert told[:3] == [("providers", 3), ("providers", 6), ("providers", 7)]
    assert await keys_in_use(services.db) == {"new": SECRETS + 5}
    assert await opened(services.db, Vault([NEW])) == {b"secret %d" % n for n in range(SECRETS)}
    assert [one.changed for one in await reseal(services.db, AFTER)] == [0] * 6


async def test_rotation_that_was_stopped_goes_on(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after its first portion, it is started again and does what is left."""
    monkeypatch.setattr(resealing, "PORTION", 3)
    await seal_some(services)

    def die(kind: str, count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await reseal(services.db, AFTER, tell=die)
    half = await keys_in_use(services.db)
    rest = await reseal(services.db, AFTER)

    assert half == {"new": 3, "old": SECRETS - 3 + 5}
    assert [one.changed for one in rest] == [SECRETS - 3, 1, 1, 1, 1, 1]


async def test_secret_whose_key_is_gone_is_named_and_stays_as_it_is(services: Services) -> None:
    """Whoever finds the key again can still open it."""
    await seal_some(services)

    providers, *_ = await reseal(services.db, Vault([NEW]))

    assert (providers.changed, len(providers.lost)) == (0, SECRETS)
    assert len(await opened(services.db, AFTER)) == SECRETS


async def test_keys_that_were_entered_meanwhile_are_not_overwritten(services: Services) -> None:
    """The organizer was faster: what was read before is not put back."""
    await seal_some(services)
    rows = await services.db.pool.fetch(resealing.sql["providers"], "new", "", 1)
    await services.db.pool.execute(
        "UPDATE organization_providers SET sealed = 'entered', key_id = 'new'"
        " WHERE organization_id || '/' || provider = $1",
        rows[0]["id"],
    )

    put = (rows[0]["id"], rows[0]["key_id"], rows[0]["sealed"], "new", b"stale")
    done = await services.db.pool.execute(resealing.sql["put_providers"], *put)

    assert done == "UPDATE 0"
