"""What changes about a person counts at once, on every process."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from tessera.accounts.identify import People
from tessera.accounts.model import SessionKind
from tessera.accounts.sessions import open_web
from tessera.kit.database import Database
from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, create_customer, create_house
from tests.fixtures.servers import ServerProcess

AT_ONCE_SECONDS = 1.0
"""A process remembers for five seconds: what is slower than this was forgotten, not told."""
DEAF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'ear' AND datname = current_database()
"""
RESTORE = "UPDATE accounts SET status = 'active', password_hash = $1"
Change = Callable[[httpx.AsyncClient, Services, dict[str, str]], Awaitable[Any]]


async def sign_out(client: httpx.AsyncClient, _: Services, bearer: dict[str, str]) -> None:
    """Sign out."""
    await client.post("/auth/logout", headers=bearer)


async def change_password(client: httpx.AsyncClient, _: Services, __: dict[str, str]) -> None:
    """Change the password, from another session."""
    body = {"password": PASSWORD, "new_password": "three purple buckets"}
    answer = await client.put("/me/password", json=body, headers=await signed_in(client))
    assert answer.status_code == 204, answer.text


async def block(_: httpx.AsyncClient, services: Services, __: dict[str, str]) -> None:
    """Block the account."""
    query = "UPDATE accounts SET status = 'blocked' WHERE email = $1"
    await services.db.pool.execute(query, OWNER)


async def signed_in(client: httpx.AsyncClient) -> dict[str, str]:
    """The owner's header."""
    answer = await client.post("/auth/login", json={"email": OWNER, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_change_counts_at_once_on_another_process(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """Two servers: what one commits the other knows, in far less time than it remembers people."""
    await create_house(services)
    one, two = await asyncio.to_thread(serve), await asyncio.to_thread(serve)
    async with at(one) as here, at(two) as there:
        for change in (sign_out, change_password, block):
            bearer = await signed_in(here)
            # Open calls are answered from memory, and end a token all the same.
            assert await until(there, "/titles", bearer, status=200) < AT_ONCE_SECONDS
            await change(here, services, bearer)
            assert await until(there, "/titles", bearer, status=401) < AT_ONCE_SECONDS, change
            await services.db.pool.execute(RESTORE, await services.passwords.hash(PASSWORD))


async def test_what_needs_a_right_is_never_answered_from_memory(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """The very next request, on the same process or another, knows the new role."""
    house = await create_house(services)
    server = await asyncio.to_thread(serve)
    books = f"/organizations/{house.organization_id}/refunds"
    async with at(server) as client:
        bearer = await signed_in(client)
        answers = []
        for role in ("owner", "door", "manager", "box_office"):
            await services.db.pool.execute("UPDATE members SET role = $1", role)
            answers.append((await client.get(books, headers=bearer)).status_code)
        await client.post("/auth/logout", headers=bearer)
        answers.append((await client.get(books, headers=bearer)).status_code)

    assert answers == [200, 403, 200, 403, 401]


def at(server: ServerProcess) -> httpx.AsyncClient:
    """A program at a server."""
    return httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=30)


async def until(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], *, status: int
) -> float:
    """Seconds until this is the answer; ten at most."""
    began = time.monotonic()
    while time.monotonic() - began < 10:
        if (await client.get(path, headers=headers)).status_code == status:
            break
    return time.monotonic() - began


@pytest.fixture
async def people(services: Services, database_url: str) -> AsyncIterator[People]:
    """People, as another process knows them."""
    known = People(services.db.pool, services.db.lines)
    watching = asyncio.create_task(known.watch())
    await wait_for(lambda: known.remembers)
    yield known
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds; ten seconds at most."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def rename_unnoticed(db: Database, name: str) -> None:
    """Change a name without a notice, as a lost one would be."""
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute("UPDATE accounts SET name = $1", name)


async def test_nothing_is_remembered_while_no_notice_can_be_heard(
    services: Services, people: People
) -> None:
    """With its connection cut a process reads each time; with a new one it starts anew."""
    account = await create_customer(services)
    async with services.db.transaction() as tx:
        secret = await open_web(tx, account, now=services.clock(), seconds=600)
    names = [await name_of(people, secret)]
    await rename_unnoticed(services.db, "Two")
    names.append(await name_of(people, secret))
    await services.db.pool.execute(DEAF)
    await wait_for(lambda: not people.remembers)
    names.append(await name_of(people, secret))
    await wait_for(lambda: people.remembers)
    await rename_unnoticed(services.db, "Three")
    names.append(await name_of(people, secret))

    assert names == ["Ann Buyer", "Ann Buyer", "Two", "Three"]


async def name_of(people: People, secret: str) -> str:
    """Who carries it."""
    person = await people.identify(secret, SessionKind.WEB)
    assert person is not None
    return person.name
