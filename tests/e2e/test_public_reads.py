"""Acceptance 13: caches never serve another person's data, and nothing that has changed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.ports import free_port
from tessera.engines.nginx import NginxEngine, find_nginx
from tessera.main import create_app
from tessera.services import Services
from tessera.settings import Settings
from tests.arch.source import ROOT
from tests.fixtures.house import OWNER, House, create_customer, create_house, create_show
from tests.fixtures.machines import eventually
from tests.fixtures.people import by_token
from tests.fixtures.servers import Buyer, ServerProcess
from tests.fixtures.within import client_of, running

TEMPLATE = ROOT / "deploy" / "nginx" / "nginx.conf.template"


@pytest.fixture
async def guests(settings: Settings) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A guest at each of two processes that remember what they read."""
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(2):
            app = create_app(settings)
            await stack.enter_async_context(running(app))
            clients.append(await stack.enter_async_context(client_of(app)))
            await eventually(partial(_remembers, app))
        yield clients


async def _remembers(app: Any) -> bool:
    found: bool = app._app._litestar.state.services.public.remembers
    return found


async def says(client: httpx.AsyncClient, path: str, text: str) -> bool:
    """Whether the answer holds this text."""
    return text in (await client.get(path)).text


async def test_what_changes_is_changed_on_every_process_at_once(
    guests: list[httpx.AsyncClient], services: Services
) -> None:
    """Lists, a title's page, a show: read twice so that they are remembered, then another name."""
    house = await create_house(services)
    show = await create_show(services, house)
    paths = ["/api/v1/titles", f"/titles/{house.title_id}", f"/api/v1/shows/{show.id}", "/search"]
    for client in guests * 2:
        assert all([await says(client, path, "Requiem") for path in paths])

    await services.db.pool.execute("UPDATE titles SET name = 'Nocturne'")

    seconds = [
        await eventually(partial(says, client, path, "Nocturne"), seconds=5)
        for client in guests
        for path in paths
    ]
    assert max(seconds) < 1
    assert not any([await says(client, path, "Requiem") for client in guests for path in paths])


async def test_seat_map_is_fresh_after_every_hold_sale_and_cancellation(
    guests: list[httpx.AsyncClient], services: Services
) -> None:
    """At once where it happened, within a moment at the other process."""
    show = await create_show(services, await create_house(services))
    here, there = guests
    ann = Buyer(here)
    path = f"/api/v1/shows/{show.id}/seats"

    async def shows(states: str) -> None:
        assert (await here.get(path)).json()["states"] == states
        await eventually(lambda: says(there, path, f'"states":"{states}"'), seconds=5)

    await shows("...")
    held = (await ann.hold(show.id, [1])).json()
    await shows(".h.")
    order = (await ann.order(held)).json()
    await shows(".p.")
    await ann.pay(order)
    await shows(".s.")
    headers = {"Order-Token": order["token"]}
    await here.post(f"/api/v1/orders/{order['id']}/cancellation", json={}, headers=headers)
    await shows("...")


@pytest.fixture
def edge(folder: Path, serve: Callable[..., ServerProcess]) -> Any:
    """nginx before one server, and that server."""
    server = serve(TESSERA_TRUSTED_PROXIES="127.0.0.1/32")
    made = NginxEngine(TEMPLATE, folder / "edge", port=free_port(), ports=[server.port])
    made.start()
    yield made
    made.stop()


@pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed (nginx-light)")
async def test_shared_cache_keeps_what_is_public_and_nothing_of_a_person(
    edge: Any, services: Services
) -> None:
    """Guests share an answer for a second; who has a name gets their own, and leaves nothing."""
    await create_house(services)
    await create_customer(services)

    async with httpx.AsyncClient(base_url=edge.url) as guest:
        kept = [(await guest.get("/api/v1/titles")).headers["x-cache"] for _ in range(3)]
        async with by_token(edge, OWNER) as owner, by_token(edge, "ann@buyers.test") as ann:
            own = [(await who.get("/api/v1/me")).json()["email"] for who in (owner, ann, owner)]
            bypassed = (await owner.get("/api/v1/titles")).headers
        stranger = await guest.get("/api/v1/me")
        figures = await guest.get("/metrics")

    assert kept == ["MISS", "HIT", "HIT"]
    assert own == [OWNER, "ann@buyers.test", OWNER]
    assert (bypassed["x-cache"], bypassed["cache-control"]) == ("BYPASS", "no-store")
    assert (stranger.status_code, figures.status_code) == (401, 404)


async def test_who_writes_reads_what_they_wrote(
    guests: list[httpx.AsyncClient], services: Services
) -> None:
    """An owner's next read, on either process, has their change; no notice is waited for."""
    house: House = await create_house(services)
    async with asyncio.timeout(60):
        token = await _signed_in(guests[0])
        new = {"organization_id": house.organization_id, "kind": "film", "name": "First"}
        new |= {"runtime_minutes": 90, "status": "released"}
        title = (await guests[0].post("/api/v1/titles", json=new, headers=token)).json()
        path = f"/api/v1/titles/{title['id']}"
        found = []
        for number in range(20):
            name = f"Name {number}"
            await guests[0].patch(path, json={"name": name}, headers=token)
            answer = await guests[number % 2].get(path, headers=token)
            found.append(answer.json()["name"])

    assert found == [f"Name {number}" for number in range(20)]


async def _signed_in(client: httpx.AsyncClient) -> dict[str, str]:
    person = {"email": OWNER, "password": "a-good-long-password"}
    answer = await client.post("/api/v1/auth/login", json=person)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
