"""Outgoing webhooks over HTTP, with a real worker: from the purchase to the receiver."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, House, create_customer, create_house, create_show
from tests.fixtures.receiver import Receiver, checks, receiver, until
from tests.fixtures.servers import ServerProcess, WorkerProcess, buyer_at
from tests.integration.webhooks.test_told import endpoint


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    """The organizer's own machine."""
    async with receiver() as made:
        yield made


@pytest.fixture
async def house(services: Services) -> House:
    """An organization."""
    return await create_house(services)


@pytest.fixture
async def server(serve: Callable[..., ServerProcess], house: House) -> ServerProcess:
    """A server."""
    return await asyncio.to_thread(serve)


@pytest.fixture
async def owner(server: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    """The owner, by token."""
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=20) as client:
        person = {"email": OWNER, "password": PASSWORD}
        token = (await client.post("/auth/login", json=person)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def made(owner: httpx.AsyncClient, house: House, url: str, **fields: Any) -> dict[str, Any]:
    """An endpoint, by REST."""
    path = f"/organizations/{house.organization_id}/webhook-endpoints"
    answer = await owner.post(path, json={"url": url} | fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_purchase_is_told_to_the_organizer(
    services: Services,
    house: House,
    server: ServerProcess,
    owner: httpx.AsyncClient,
    there: Receiver,
    hire: Callable[..., WorkerProcess],
) -> None:
    """A guest pays; seconds later the receiver has a signed document, and the log says so."""
    show = await create_show(services, house)
    hook = await made(owner, house, there.url, types=["order.paid"])
    hire("--queue", "webhooks")
    async with buyer_at(server) as ann:
        assert (await ann.buy(show.id, [0])).status_code == 200

    await until(lambda: there.got, "the receiver is told", 20)
    secret = (await owner.get(f"/webhook-endpoints/{hook['id']}/secret")).json()["secret"]
    log = (await owner.get(f"/webhook-endpoints/{hook['id']}/deliveries")).json()["items"]

    assert checks(secret, *there.got[0])
    assert [event["type"] for event in there.events()] == ["order.paid"]
    assert [entry["id"] for entry in log] == [there.got[0][0]["webhook-id"]]


async def test_owner_runs_an_endpoint_by_rest(
    house: House,
    owner: httpx.AsyncClient,
    there: Receiver,
    hire: Callable[..., WorkerProcess],
) -> None:
    """Test, redelivery, rotation, change, disabling, removal; and what is refused."""
    hook = await made(owner, house, there.url)
    path = f"/webhook-endpoints/{hook['id']}"
    hire("--queue", "webhooks")
    test = (await owner.post(f"{path}/test")).json()
    await until(lambda: there.got, "the test comes", 20)
    again = await sent_again(owner, test["id"])
    await until(lambda: len(there.got) == 2, "it comes again", 20)
    rotated = (await owner.post(f"{path}/secret", json={})).json()
    changed = await owner.patch(path, json={"enabled": False, "types": ["ticket.used"]})
    refused = await owner.post(f"{path}/test")
    removed = await owner.delete(path)

    assert again.json()["id"] == test["id"] == there.got[1][0]["webhook-id"]
    assert rotated["old_secret_until"] is not None
    assert (changed.json()["disabled_why"], changed.json()["types"]) == ("choice", ["ticket.used"])
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_disabled")
    assert (removed.status_code, (await owner.get(path)).status_code) == (204, 404)


async def sent_again(owner: httpx.AsyncClient, delivery_id: str) -> httpx.Response:
    """Redelivered, once the first try is written down."""
    for _ in range(100):
        answer = await owner.post(f"/webhook-deliveries/{delivery_id}/redelivery")
        if answer.status_code == 202:
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


async def test_addresses_and_types_of_no_use_are_refused(
    house: House, owner: httpx.AsyncClient
) -> None:
    """With every problem named; and nothing is told of other organizations' endpoints."""
    path = f"/organizations/{house.organization_id}/webhook-endpoints"
    wrong = [
        {"url": "http://169.254.169.254/latest"},
        {"url": "ftp://u:p@example.com/#x"},
        {"url": "https://a.example/", "types": ["test"]},
        {"url": "https://a.example/", "types": []},
    ]

    answers = [await owner.post(path, json=body) for body in wrong]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert len(answers[1].json()["errors"]) == 3
    strange = "/webhook-endpoints/00000000-0000-0000-0000-000000000000"
    assert (await owner.get(strange)).status_code == 404


async def test_nobody_else_sees_an_endpoint(
    services: Services, house: House, server: ServerProcess
) -> None:
    """A guest is asked to sign in; a customer may not; to other owners it is not there."""
    hook = await endpoint(services, house)
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=20) as client:
        path = f"/webhook-endpoints/{hook.id}"
        guest = await client.get(f"{path}/secret")
        person = {"email": "eve@buyers.test", "password": PASSWORD}
        await create_customer(services, "eve@buyers.test")
        token = (await client.post("/auth/login", json=person)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        customer = await client.get(f"{path}/secret")
        await services.db.pool.execute(STRANGER, "eve@buyers.test")
        token = (await client.post("/auth/login", json=person)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        stranger = [await client.get(f"{path}{part}") for part in ("", "/secret", "/deliveries")]

    assert (guest.status_code, customer.status_code) == (401, 403)
    assert [answer.status_code for answer in stranger] == [404] * 3


STRANGER = """WITH other AS (INSERT INTO organizations (name, slug, status, currency)
    VALUES ('Other', 'other', 'approved', 'INR') RETURNING id)
INSERT INTO members (organization_id, account_id, role)
SELECT other.id, a.id, 'owner' FROM other, accounts a WHERE a.email = $1"""


async def send(client: httpx.AsyncClient, at: str, path: str, **fields: Any) -> httpx.Response:
    """Post the form of a page that leads to `path`."""
    text = (await client.get(at)).text
    for form in re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL):
        if f'action="{path}"' in form.split(">", 1)[0]:
            hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
            return await client.post(path, data=dict(hidden) | fields)
    raise AssertionError(f"no form to {path} on {at}")


async def test_owner_does_the_same_by_page(
    services: Services, house: House, server: ServerProcess
) -> None:
    """Add, wrong first; test, rotate, disable, change, enable, send again, remove."""
    hooks = "/organizer/webhooks"
    async with httpx.AsyncClient(base_url=server.url, timeout=20, follow_redirects=True) as client:
        await send(client, "/sign-in", "/sign-in", email=OWNER, password=PASSWORD)
        wrong = await send(client, hooks, hooks, url="http://10.0.0.1/", types="order.paid")
        added = await send(client, hooks, hooks, url="https://a.example/", types="order.paid")
        path = added.url.path
        said = [(await send(client, path, f"{path}/{verb}")).text for verb in ("test", "secret")]
        [message] = set(re.findall(r"/organizer/webhooks/deliveries/[0-9a-f-]{36}", said[1]))
        again = await send(client, message, f"{message}/redelivery")
        off = await send(client, path, f"{path}/disable")
        changed = await send(client, path, path, url="https://b.example/", types="ticket.used")
        on = await send(client, path, f"{path}/enable")
        gone = await send(client, path, f"{path}/remove", sure="yes")

    assert (wrong.status_code, "private network" in wrong.text) == (422, True)
    assert "A test is on its way" in said[0]
    assert "whsec_" in said[1]
    assert "on its way again" in again.text
    assert "not told any more" in off.text
    assert "https://b.example/" in changed.text
    assert "is told again" in on.text
    assert "The endpoint is gone" in gone.text


async def test_message_of_a_killed_worker_is_sent_by_the_next_one(
    services: Services,
    house: House,
    owner: httpx.AsyncClient,
    there: Receiver,
    hire: Callable[..., WorkerProcess],
) -> None:
    """kill -9 while the receiver has not answered: the lease runs out, and it comes again."""
    there.hangs = asyncio.Event()
    hook = await made(owner, house, there.url)
    worker = hire("--queue", "webhooks")
    await owner.post(f"/webhook-endpoints/{hook['id']}/test")
    await until(lambda: there.got, "the message comes", 20)
    await asyncio.to_thread(worker.kill)
    there.hangs.set()
    await services.db.pool.execute(
        "UPDATE webhook_deliveries SET leased_until = leased_until - interval '61 s',"
        " next_at = next_at - interval '61 s'"
    )
    hire("--queue", "webhooks")
    await until(lambda: len(there.got) == 2, "it comes again", 20)

    assert len({headers["webhook-id"] for headers, _ in there.got}) == 1
