"""The jobs console over HTTP: what an admin does by REST and by page, and who may not."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tessera.kit.jobs import enqueue
from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, create_admin, create_house
from tests.fixtures.servers import ServerProcess

ADMIN = "admin@house.test"
API = "/api/v1/admin/jobs"


@pytest.fixture
async def server(serve: Callable[..., ServerProcess], services: Services) -> ServerProcess:
    """A platform with an owner, an admin and one failed job."""
    await create_house(services)
    await create_admin(services)
    async with services.db.transaction() as tx:
        await enqueue(tx, "mail_cancellation", '{"token": "hush"}')
        await tx.fetch("UPDATE pgqueuer SET status = 'failed'")
    return await asyncio.to_thread(serve)


@pytest.fixture
async def admin(server: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    """An admin, by token."""
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
        answer = await client.post(
            "/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD}
        )
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


async def send(client: httpx.AsyncClient, path: str, fields: dict[str, str]) -> httpx.Response:
    """Post a form of the page where the client is, as a browser would."""
    page = await client.get(fields.pop("at"))
    [token, *_] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    return await client.post(path, data=fields | {"csrf_token": token})


async def test_admin_tries_again_once_and_removes_by_rest(admin: httpx.AsyncClient) -> None:
    """The same key has one effect and one answer; what was removed stays readable."""
    [job] = (await admin.get(API, params={"state": "failed"})).json()["items"]
    key = {"Idempotency-Key": "again"}

    answers = [await admin.post(f"{API}/{job['id']}/retry", headers=key) for _ in range(2)]
    second = await admin.post(f"{API}/{job['id']}/retry")
    removed = await admin.delete(f"{API}/{job['id']}")
    read: dict[str, Any] = (await admin.get(f"{API}/{job['id']}")).json()

    assert [answer.json() for answer in answers] == [{"retried": 1}] * 2
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert (second.status_code, second.json()["code"]) == (409, "job_not_retryable")
    assert removed.json() == {"removed": 1}
    assert [event["status"] for event in read["history"]] == ["queued", "queued", "deleted"]


async def test_admin_pauses_empties_and_cleans_by_rest(admin: httpx.AsyncClient) -> None:
    """Each is seen in the summary at once."""
    await admin.post(f"{API}/retries", json={"kind": "mail_cancellation"})
    paused = await admin.put(f"{API}/queues/mail", json={"paused": True})
    emptied = await admin.delete(f"{API}/queues/mail/jobs")
    cleaned = await admin.post(f"{API}/cleaning", json={"state": "failed", "older_than_hours": 0})
    bad = await admin.post(f"{API}/cleaning", json={"state": "running", "older_than_hours": 0})
    summary = (await admin.get(f"{API}/summary")).json()
    bars = (await admin.get(f"{API}/throughput", params={"period": "day"})).json()["items"]

    assert (paused.status_code, bad.status_code) == (200, 422)
    assert (emptied.json(), cleaned.json()) == ({"removed": 1}, {"removed": 0})
    assert [q["name"] for q in summary["queues"] if q["paused_at"]] == ["mail"]
    assert summary["health"]["state"] == "ok"
    assert len(bars) == 48


async def test_admin_does_the_same_by_page(server: ServerProcess) -> None:
    """Sign in, find the failed job, try it again, pause its queue and resume it."""
    async with httpx.AsyncClient(base_url=server.url, timeout=20, follow_redirects=True) as client:
        person = {"at": "/sign-in", "email": ADMIN, "password": PASSWORD}
        await send(client, "/sign-in", person)
        listed = await client.get("/admin/jobs/list")
        [number] = set(re.findall(r'href="/admin/jobs/(\d+)"', listed.text))
        job = f"/admin/jobs/{number}"

        tried = await send(client, f"{job}/retry", {"at": job})
        paused = await send(client, "/admin/jobs/queues/mail/pause", {"at": "/admin/jobs"})
        resumed = await send(client, "/admin/jobs/queues/mail/resume", {"at": "/admin/jobs"})
        deeds = resumed.text.partition('id="deeds-title"')[2]
        unsure = await send(client, "/admin/jobs/queues/mail/empty", {"at": "/admin/jobs"})
        forged = await client.post(f"{job}/remove")

    assert "Queued again: 1" in tried.text
    assert "hush" not in tried.text
    assert "Paused since" in paused.text
    assert "Paused since" not in resumed.text
    assert re.findall(r"tried a job again|paused a queue|resumed a queue", deeds) == [
        "resumed a queue",
        "paused a queue",
        "tried a job again",
    ]
    assert (unsure.status_code, forged.status_code) == (422, 403)


async def test_console_tells_who_did_what(admin: httpx.AsyncClient, services: Services) -> None:
    """Each deed once, with who, when, to what and to how many; nobody can change the record."""
    [job] = (await admin.get(API, params={"state": "failed"})).json()["items"]
    key = {"Idempotency-Key": "again"}
    for _ in range(2):
        await admin.post(f"{API}/{job['id']}/retry", headers=key)
    await admin.put(f"{API}/queues/mail", json={"paused": True})
    await admin.delete(f"{API}/queues/mail/jobs")
    await admin.post(f"{API}/cleaning", json={"state": "running", "older_than_hours": 0})

    deeds = (await admin.get(f"{API}/deeds")).json()["items"]

    assert [(d["action"], d["target"], d["jobs"], d["name"]) for d in deeds] == [
        ("empty", "mail", 1, "Adam"),
        ("pause", "mail", 1, "Adam"),
        ("retry", str(job["id"]), 1, "Adam"),
    ]
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await services.db.pool.execute("DELETE FROM job_actions")


async def test_console_is_for_admins_only(server: ServerProcess) -> None:
    """A guest is asked to sign in, an organization's owner is refused."""
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
        guest = await client.get(f"{API}/summary")
        person = {"email": OWNER, "password": PASSWORD}
        token = (await client.post("/api/v1/auth/login", json=person)).json()["access_token"]
        owner = {"Authorization": f"Bearer {token}"}
        codes = [
            (await client.get(path, headers=owner)).status_code
            for path in (f"{API}/summary", API, "/admin/jobs", "/admin/jobs/list")
        ]

    assert guest.status_code == 401
    assert codes == [403] * 4
