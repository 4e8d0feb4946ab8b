"""OR1: who wants to sell applies, shows papers, and is approved or rejected with a reason."""

import base64
from typing import Any
from uuid import UUID

import httpx
import pytest

from tessera.accounts.model import Role
from tests.fixtures.inside import Inside
from tests.fixtures.mutations import application

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


async def applied(client: httpx.AsyncClient, name: str = "Capitol") -> int:
    """An application; answers its organization's id."""
    answer = await client.post("/applications", json=application(name))
    assert answer.status_code == 201, answer.text
    found: int = answer.json()["organization_id"]
    return found


async def decided(inside: Inside, organization_id: int, **decision: Any) -> httpx.Response:
    """What an admin decides, sent twice under one key."""
    admin = await inside.person(f"admin{organization_id}{decision['approved']}", Role.ADMIN)
    path = f"/admin/applications/{organization_id}/decision"
    async with inside.by(admin) as client:
        key = {"Idempotency-Key": "decide"}
        first = await client.post(path, json=decision, headers=key)
        second = await client.post(path, json=decision, headers=key)
    assert not first.is_success or first.content == second.content
    return first


async def test_approval_makes_the_owner_in_one_transaction(inside: Inside) -> None:
    """Before it nobody may plan there; with it the maker is the owner, a mail is queued, and the
    audit log names who decided."""
    ann = await inside.person("ann")
    async with inside.by(ann) as client:
        organization_id = await applied(client)
        before = await client.get(f"/organizations/{organization_id}")

        answer = await decided(inside, organization_id, approved=True)
        after = await client.get(f"/organizations/{organization_id}")

    jobs = await inside.services.db.pool.fetch(
        "SELECT entrypoint FROM pgqueuer WHERE entrypoint = 'mail_application_decision'"
    )
    lines = await inside.services.db.pool.fetch(
        "SELECT action FROM audit_log WHERE action LIKE 'application%' ORDER BY n"
    )
    assert (before.status_code, answer.status_code) == (403, 200)
    assert (after.json()["status"], len(jobs)) == ("approved", 1)
    assert [line["action"] for line in lines] == ["application.submitted", "application.approved"]


async def test_status_is_decided_and_not_written(inside: Inside) -> None:
    """Not even by an admin: a change of the organization that names a status is refused, and what
    waits goes on waiting."""
    ann, admin = await inside.person("ann"), await inside.person("admin", Role.ADMIN)
    async with inside.by(ann) as client, inside.by(admin) as platform:
        organization_id = await applied(client)
        path = f"/organizations/{organization_id}"
        answers = [
            await platform.patch(path, json={"status": status, "name": "Odeon"})
            for status in ("approved", "rejected", "suspended")
        ]
        after = (await platform.get(path)).json()

    assert [answer.status_code for answer in answers] == [422] * 3
    assert [answer.json()["errors"][0]["field"] for answer in answers] == ["status"] * 3
    assert (after["status"], after["name"]) == ("pending", "Capitol")


async def test_rejection_needs_a_reason_and_leaves_no_role(inside: Inside) -> None:
    """Its maker reads the reason, may apply again with another word, and owns nothing."""
    ann = await inside.person("ann")
    async with inside.by(ann) as client:
        organization_id = await applied(client)
        bare = await decided(inside, organization_id, approved=False)
        await inside.services.db.pool.execute("DELETE FROM accounts WHERE name LIKE 'admin%'")
        answer = await decided(inside, organization_id, approved=False, reason="No such street")
        shown = (await client.get(f"/applications/{organization_id}")).json()
        other = application("Capitol Cinema")
        again = await client.put(f"/applications/{organization_id}", json=other)
        mine = (await client.get("/me")).json()["organizations"]

    assert (bare.status_code, bare.json()["errors"][0]["field"]) == (422, "reason")
    assert answer.json()["status"] == "rejected"
    assert (shown["status"], shown["reason"]) == ("rejected", "No such street")
    assert (again.json()["status"], again.json()["name"], mine) == ("pending", "Capitol Cinema", [])


async def test_one_application_at_a_time_and_one_name(inside: Inside) -> None:
    """A second one waits for the first; a name that somebody has is refused, however written."""
    ann, ben = await inside.person("ann"), await inside.person("ben")
    async with inside.by(ann) as first, inside.by(ben) as second:
        organization_id = await applied(first)
        twice = await first.post("/applications", json=application("Other"))
        taken = await second.post("/applications", json=application("CAPITOL"))
        path = f"/applications/{organization_id}"
        strangers = [
            (await second.get(path)).status_code,
            (await second.put(path, json=application("Mine"))).status_code,
            (await second.post(f"{path}/withdrawal")).status_code,
        ]
        withdrawn = await first.post(f"{path}/withdrawal")
        free = await second.post("/applications", json=application("Capitol"))

    assert (twice.status_code, twice.json()["code"]) == (409, "application_pending")
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert (strangers, withdrawn.json()["status"]) == ([404] * 3, "withdrawn")
    assert free.status_code == 201


async def test_every_problem_is_named_at_once(inside: Inside) -> None:
    """A wrong pincode, half a coordinate, a currency and a zone that are none."""
    wrong = application("Capitol") | {
        "postal_code": "4110",
        "latitude": 18.5,
        "currency": "XXQ",
        "timezone": "Mars/Base",
    }
    async with inside.by(await inside.person("ann")) as client:
        answer = await client.post("/applications", json=wrong)

    assert answer.status_code == 422
    fields = {problem["field"] for problem in answer.json()["errors"]}
    assert fields == {"postal_code", "longitude", "currency", "timezone"}


@pytest.mark.parametrize(
    ("content", "status"),
    [(PNG, 201), (b"%PDF-1.7 x", 201), (b"<script>alert(1)</script>", 422), (b"", 422)],
)
async def test_paper_is_what_its_content_says(inside: Inside, content: bytes, status: int) -> None:
    """Typed by its first bytes, whatever it is called; and given back to save, never to show."""
    paper = {"name": "proof.png", "content": base64.b64encode(content).decode()}
    async with inside.by(await inside.person("ann")) as client:
        path = f"/applications/{await applied(client)}/documents"
        answer = await client.post(path, json=paper)
        if status == 201:
            saved = await client.get(f"{path}/{answer.json()['id']}")
            assert saved.headers["content-disposition"].startswith("attachment")
            assert saved.content == content
            removed = await client.delete(f"{path}/{answer.json()['id']}")
            assert removed.status_code == 204

    assert answer.status_code == status


async def test_papers_are_few_small_and_private(inside: Inside) -> None:
    """Five at most, none beyond four megabytes, and a stranger sees none."""
    paper = {"name": "a", "content": base64.b64encode(PNG).decode()}
    large = paper | {"content": base64.b64encode(PNG + b"\0" * 4_000_000).decode()}
    async with inside.by(await inside.person("ann")) as client:
        path = f"/applications/{await applied(client)}/documents"
        too_large = await client.post(path, json=large)
        codes = [(await client.post(path, json=paper)).status_code for _ in range(6)]
        [listed, *_] = (await client.get(path.removesuffix("/documents"))).json()["documents"]
    async with inside.by(await inside.person("eve")) as eve:
        private = await eve.get(f"{path}/{UUID(listed['id'])}")

    assert too_large.status_code == 422
    assert codes == [201] * 5 + [409]
    assert private.status_code == 404
