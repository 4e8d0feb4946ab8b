"""Signing in, renewing, signing out; and who may not."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from tessera.accounts import sessions
from tessera.accounts.model import SessionKind
from tessera.accounts.register import register
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.servers import ServerProcess

LIVES = {"access_seconds": 900, "refresh_seconds": 3600}


async def account(services: Services) -> object:
    """Somebody with an account."""
    async with services.db.transaction() as tx:
        return await register(
            tx, services.passwords, email="Ann@Buyers.test", password=PASSWORD, name="Ann"
        )


async def test_refresh_token_serves_once_and_its_reuse_ends_the_family(
    services: Services,
) -> None:
    """Who brings a token a second time has stolen it, or was stolen from: both are out."""
    who = await account(services)
    now = services.clock()
    async with services.db.transaction() as tx:
        first = await sessions.open_bearer(tx, who, now=now, **LIVES)  # type: ignore[arg-type]
    async with services.db.transaction() as tx:
        second = await sessions.refresh(
            tx, first.refresh_token, now=now, family_seconds=9000, **LIVES
        )
    async with services.db.transaction() as tx:
        stolen = await sessions.refresh(
            tx, first.refresh_token, now=now, family_seconds=9000, **LIVES
        )

    assert second is not None
    assert stolen is None
    async with services.db.transaction() as tx:
        with pytest.raises(Refused):
            await sessions.refresh(tx, second.refresh_token, now=now, family_seconds=9000, **LIVES)


async def test_family_ends_however_often_it_is_renewed(services: Services) -> None:
    """Each pair lives as long as is left of the sign-in, and none longer; rows that were cleaned up
    meanwhile do not prolong it."""
    who, began = await account(services), services.clock()
    async with services.db.transaction() as tx:
        pair = await sessions.open_bearer(tx, who, now=began, **LIVES)  # type: ignore[arg-type]
    lives = []
    for minutes in (50, 100, 149):
        now = began + timedelta(minutes=minutes)
        async with services.db.transaction() as tx:
            renewed = await sessions.refresh(
                tx, pair.refresh_token, now=now, family_seconds=9000, **LIVES
            )
            assert renewed is not None
            await tx.fetch("DELETE FROM sessions WHERE used_at IS NOT NULL OR ended_at IS NOT NULL")
        pair = renewed
        lives.append(pair.expires_in)
    over = began + timedelta(minutes=151)
    async with services.db.transaction() as tx:
        with pytest.raises(Refused, match="invalid_credentials"):
            await sessions.refresh(tx, pair.refresh_token, now=over, family_seconds=9000, **LIVES)

    assert lives == [900, 900, 60]


async def test_address_has_one_account_however_it_is_typed(services: Services) -> None:
    """A second registration is told to sign in; every other problem would be named too."""
    await account(services)

    async with services.db.transaction() as tx:
        with pytest.raises(Invalid) as invalid:
            await register(
                tx, services.passwords, email="ann@BUYERS.test", password=PASSWORD, name="Ann"
            )

    assert [p.path for p in invalid.value.problems] == ["email"]


async def test_browsers_session_that_nobody_uses_ends(services: Services) -> None:
    """Three days without a call, and no later call brings it back; use keeps it alive."""
    who = await account(services)
    async with services.db.transaction() as tx:
        secret = await sessions.open_web(
            tx,
            who,  # type: ignore[arg-type]
            now=services.clock(),
            seconds=1_209_600,
        )
    found = []
    for days in (2, 2, 4, 0):
        aged = f"created_at - interval '{days} days', seen_at = seen_at - interval '{days} days'"
        await services.db.pool.execute(f"UPDATE sessions SET created_at = {aged}")
        person = await services.people.identify(secret, SessionKind.WEB, fresh=True)
        found.append(person is not None)

    assert found == [True, True, False, False]


async def test_strangers_and_signed_out_people_are_kept_out(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """A guest may not plan shows, nor anybody else with a token that has ended."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=30) as client:
        guest = await client.patch(f"/shows/{show.id}", json={"language": "x"})
        wrong = await client.post("/auth/login", json={"email": OWNER, "password": "wrong-one"})
        pair = (
            await client.post("/auth/login", json={"email": OWNER, "password": PASSWORD})
        ).json()
        bearer = {"Authorization": f"Bearer {pair['access_token']}"}
        owner = await client.patch(
            f"/shows/{show.id}", json={"places_per_order_max": 4}, headers=bearer
        )
        await client.post("/auth/logout", headers=bearer)
        gone = await client.get("/me", headers=bearer)

    assert (guest.status_code, wrong.status_code) == (401, 401)
    assert owner.json()["places_per_order_max"] == 4
    assert gone.status_code == 401


async def test_guessing_a_password_is_slowed_down(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """After the tries of a window even the right password must wait."""
    await account(services)
    server = await asyncio.to_thread(serve, TESSERA_SIGN_IN_TRIES_MAX="3")
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=30) as client:
        answers = [
            await client.post(
                "/auth/login", json={"email": "ann@buyers.test", "password": f"wrong-{n}"}
            )
            for n in range(4)
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert "retry-after" in answers[-1].headers
