"""Guessing is slowed down, and strangers lock nobody out."""

import asyncio
from collections import Counter

import httpx
import msgspec
import pytest

from tessera.accounts.sign_in import sign_in
from tessera.kit.errors import Refused
from tessera.main import create_app
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.house import PASSWORD, create_customer
from tests.fixtures.people import send
from tests.fixtures.within import client_of, running

ANN = "ann@buyers.test"
AGED = "UPDATE sign_in_tries SET free_at = free_at - make_interval(secs => $1)"


async def tried(services: Services, password: str, device: str = "") -> str:
    """What came of a try."""
    try:
        await sign_in(services, email=ANN, password=password, device=device)
    except Refused as error:
        return error.code
    return "in"


async def test_each_wrong_password_after_the_fifth_waits_twice_as_long(
    services: Services,
) -> None:
    """Four seconds, then eight, up to a quarter of an hour; an early try is not looked at."""
    await create_customer(services)
    codes = [await tried(services, "wrong") for _ in range(6)]

    waits = []
    for _ in range(12):
        with pytest.raises(Refused) as early:
            await sign_in(services, email=ANN, password=PASSWORD)
        waits.append(early.value.facts["retry_after_seconds"])
        await services.db.pool.execute(AGED, waits[-1])
        assert await tried(services, "wrong") == "invalid_credentials"

    assert codes == ["invalid_credentials"] * 5 + ["too_many_tries"]
    assert waits[:8] == [4, 8, 16, 32, 64, 128, 256, 512]
    assert waits[8:] == [900] * 4


async def test_tries_at_once_are_counted_before_they_are_looked_at(services: Services) -> None:
    """Forty at the same moment: five are looked at."""
    await create_customer(services)

    codes = Counter(await asyncio.gather(*(tried(services, "wrong") for _ in range(40))))

    assert codes == {"invalid_credentials": 5, "too_many_tries": 35}


async def test_right_password_begins_anew(services: Services) -> None:
    """Four wrong ones and a right one, again and again, are nobody's attack."""
    await create_customer(services)

    codes = [await tried(services, word) for _ in range(3) for word in ["wrong"] * 4 + [PASSWORD]]

    assert Counter(codes) == {"invalid_credentials": 12, "in": 3}


async def test_addresses_without_an_account_are_throttled_alike(services: Services) -> None:
    """So the throttle does not tell who has one."""
    for _ in range(5):
        assert await tried(services, "wrong") == "invalid_credentials"

    assert await tried(services, "wrong") == "too_many_tries"


async def test_strangers_do_not_keep_a_known_browser_out(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """Who has signed in with a browser before is counted by themselves there."""
    await create_customer(services)
    person = {"email": ANN, "password": PASSWORD}
    await send(guest, "/sign-in", person, at="/sign-in")
    await send(guest, "/sign-out", {}, at="/")
    strangers = [await tried(services, "wrong") for _ in range(6)]

    owner = await send(guest, "/sign-in", person, at="/sign-in")
    forged = await tried(services, PASSWORD, device="bm90IG91cnM")

    assert strangers[-1] == "too_many_tries"
    assert (owner.status_code, owner.headers["location"]) == (303, "/")
    assert forged == "too_many_tries"


async def test_one_address_may_not_try_many_accounts(
    settings: Settings, services: Services
) -> None:
    """Sign-ins, codes and resets of a network share one quota; trusted networks are not counted."""
    strict = msgspec.structs.replace(
        settings, sign_in_address_tries_max=3, trusted_networks=("10.0.0.0/8",)
    )
    paths = ("/auth/login", "/auth/registrations", "/auth/resets", "/auth/login")
    app = create_app(strict)
    async with running(app), client_of(app) as guest:
        answers = [
            await guest.post(f"/api/v1{path}", json=body(path, n)) for n, path in enumerate(paths)
        ]

    assert [answer.status_code for answer in answers] == [401, 202, 202, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert "retry-after" in answers[-1].headers


def body(path: str, n: int) -> dict[str, str]:
    """Somebody else each time."""
    person = {"email": f"{n}@buyers.test"}
    return person | {"password": "wrong"} if path == "/auth/login" else person
