"""Passwords forgotten and changed: both need a proof, and both sign out everywhere else."""

from typing import Any

import httpx
import pytest

from tessera.accounts.tasks import mail_code, mail_notice
from tessera.services import Services, Workshop
from tests.fixtures.codes import code_in_mail, wrong
from tests.fixtures.house import PASSWORD, create_customer
from tests.fixtures.people import send
from tests.fixtures.within import client_of
from tests.integration.messages.test_confirm import Mailbox

ANN = "ann@buyers.test"
OTHER = "three purple buckets"


async def signed_in(client: httpx.AsyncClient, password: str = PASSWORD) -> dict[str, str]:
    """A bearer's header, or nothing where the password opens nothing."""
    answer = await client.post("/api/v1/auth/login", json={"email": ANN, "password": password})
    return {"Authorization": f"Bearer {answer.json().get('access_token')}"}


async def status(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    """What /me answers."""
    return (await client.get("/api/v1/me", headers=headers)).status_code


async def test_code_sets_a_new_password_and_ends_every_session(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The old password is over, and so is whoever was signed in by it."""
    await create_customer(services)
    before = await signed_in(guest)
    asked = (await guest.post("/api/v1/auth/resets", json={"email": ANN.upper()})).json()
    path = f"/api/v1/auth/resets/{asked['id']}/proof"
    code = code_in_mail(services, asked["id"])

    bad = await guest.post(path, json={"code": wrong(code), "password": OTHER})
    good = await guest.post(path, json={"code": code, "password": OTHER})
    again = await guest.post(path, json={"code": code, "password": OTHER})

    assert [a.status_code for a in (bad, good, again)] == [422, 204, 410]
    assert await status(guest, before) == 401
    assert await status(guest, await signed_in(guest)) == 401
    assert await status(guest, await signed_in(guest, OTHER)) == 200


@pytest.mark.parametrize("email", [ANN, "nobody@buyers.test", "blocked@buyers.test"])
async def test_answer_to_a_reset_is_the_same_for_all_and_only_accounts_get_mail(
    guest: httpx.AsyncClient, services: Services, email: str
) -> None:
    """No word, no status and no field tells who is here."""
    await create_customer(services)
    await create_customer(services, "blocked@buyers.test")
    await services.db.pool.execute(
        "UPDATE accounts SET status = 'blocked' WHERE email LIKE 'blocked%'"
    )
    answer = await guest.post("/api/v1/auth/resets", json={"email": email})
    post = Mailbox()
    await mail_code(Workshop(services, post), answer.json()["id"])

    assert (answer.status_code, set(answer.json())) == (202, {"id", "expires_in"})
    assert [mail["To"] for mail in post.mails] == ([ANN] if email == ANN else [])


async def test_changed_password_signs_out_everywhere_but_here(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The session that changes it goes on; the mailbox is told."""
    await create_customer(services)
    here, elsewhere = await signed_in(guest), await signed_in(guest)
    change = {"password": PASSWORD, "new_password": OTHER}

    wrong_one = await put(guest, change | {"password": "not the password"}, here)
    common = await put(guest, change | {"new_password": "Password2024"}, here)
    done = await put(guest, change, here)

    assert [e["field"] for e in wrong_one.json()["errors"]] == ["password"]
    assert [e["field"] for e in common.json()["errors"]] == ["new_password"]
    assert done.status_code == 204
    assert (await status(guest, here), await status(guest, elsewhere)) == (200, 401)
    assert await told(services) == ["Your password was changed"]


async def put(
    client: httpx.AsyncClient, body: dict[str, str], headers: dict[str, str]
) -> httpx.Response:
    """Ask for another password."""
    return await client.put("/api/v1/me/password", json=body, headers=headers)


async def told(services: Services) -> list[str]:
    """The subjects of the notices that wait."""
    post = Mailbox()
    query = "SELECT payload FROM pgqueuer WHERE entrypoint = 'mail_notice'"
    for row in await services.db.pool.fetch(query):
        await mail_notice(Workshop(services, post), row["payload"].decode())
    return [mail["Subject"] for mail in post.mails]


async def test_password_change_sent_again_has_one_effect(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The repeat brings the old password, and is not told that it is wrong."""
    await create_customer(services)
    here = await signed_in(guest) | {"Idempotency-Key": "change-1"}
    change = {"password": PASSWORD, "new_password": OTHER}

    answers = [await put(guest, change, here) for _ in range(2)]

    assert [a.status_code for a in answers] == [204, 204]
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert len(await told(services)) == 1


async def test_forgotten_password_by_pages_signs_in_here_alone(
    app: Any, guest: httpx.AsyncClient, services: Services
) -> None:
    """From the address to the code to being signed in; the browser that was in before is out."""
    await create_customer(services)
    async with client_of(app) as thief:
        await send(thief, "/sign-in", {"email": ANN, "password": PASSWORD}, at="/sign-in")
        there = await send(guest, "/password/forgotten", {"email": ANN}, at="/password/forgotten")
        path = there.headers["location"].partition("?")[0]
        code = code_in_mail(services, path.rpartition("/")[2])
        missed = await send(guest, path, {"code": wrong(code), "password": OTHER}, at=path)
        new = {"code": code, "password": OTHER, "form_key": "one"}
        done = await send(guest, path, new, at=path)
        again = await replay(guest, done)

        await services.db.pool.execute("UPDATE codes SET used_at = used_at - interval '1 hour'")
        kept = await replay(guest, done)

        assert (missed.status_code, "not the code" in missed.text) == (422, True)
        assert done.status_code == 303
        assert "tessera=" in again.headers["set-cookie"]
        assert kept.headers["location"] == "/sign-in?next=%2F"
        assert "set-cookie" not in kept.headers
        assert (await guest.get("/account")).status_code == 200
        assert (await thief.get("/account", headers={"Accept": "text/html"})).status_code == 303


async def replay(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    """Send the form of an answer once more, as a browser's "back" does."""
    sent = answer.request
    headers = {"content-type": sent.headers["content-type"]}
    return await client.post(sent.url.path, content=sent.content, headers=headers)
