"""Reading that costs much has quotas: searches by address, documents by account."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from tessera.accounts.model import Role
from tessera.kit.limits import Policy, Quota, connect
from tessera.settings import Settings
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside


@pytest.fixture
async def scarce(inside: Inside, settings: Settings) -> AsyncIterator[Inside]:
    """The same application where little may be read, and no network is trusted."""
    quotas = dict(settings.quotas) | {Policy.SEARCH: Quota(2, 60), Policy.EXPENSIVE: Quota(2, 60)}
    limits = connect(settings.valkey_url, cluster=False, quotas=quotas)
    services = replace(inside.services, limits=limits)
    inside.shell._app._litestar.state.services = services
    yield Inside(services, inside.shell)
    await limits.close()


def at(scarce: Inside, address: str, **more: str) -> httpx.AsyncClient:
    """Somebody at a network address."""
    transport = httpx.ASGITransport(app=scarce.shell, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url="http://tessera.test", headers=more)


async def test_third_search_of_an_address_has_to_wait(scarce: Inside) -> None:
    """On pages and by REST together; another address is free, and so is reading what one found."""
    async with at(scarce, "198.51.100.7") as one, at(scarce, "198.51.100.8") as other:
        answers = [await one.get(path) for path in ("/search?q=a", "/api/v1/titles", "/search?q=b")]
        again, free = await one.get("/api/v1/titles"), await other.get("/api/v1/titles")
        home = await one.get("/api/v1/shows")

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (again.status_code, free.status_code, home.status_code) == (429, 200, 200)
    assert again.json()["code"] == "too_many_requests"
    assert int(again.headers["retry-after"]) >= 1


async def test_third_document_of_an_account_has_to_wait(scarce: Inside) -> None:
    """Wherever it comes from; another account has a quota of its own."""
    house = await create_house(scarce.services)
    admin = await scarce.person("admin", Role.ADMIN)
    table = f"/api/v1/organizations/{house.organization_id}/statement.csv"
    owner, platform = [
        {"Authorization": f"Bearer {await scarce.token(account)}"}
        for account in (house.owner_id, admin)
    ]
    async with at(scarce, "198.51.100.7") as one, at(scarce, "198.51.100.8") as other:
        answers = [await client.get(table, headers=owner) for client in (one, other, one)]
        free = await one.get(table, headers=platform)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert free.status_code == 200
