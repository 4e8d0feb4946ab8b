"""Passkeys over HTTP, with a device of software: made, used alone, used second, refused."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.authenticator import Authenticator
from tests.fixtures.entrance import Someone
from tests.fixtures.factors import sign_in
from tests.fixtures.house import PASSWORD

API = "/api/v1"
ME = f"{API}/me/passkeys"


def device(program: httpx.AsyncClient) -> Authenticator:
    """Somebody's telephone, at this site."""
    return Authenticator(str(program.base_url).rstrip("/"), program.base_url.host)


async def made(program: httpx.AsyncClient, key: Authenticator, name: str = "") -> httpx.Response:
    """Add a passkey to the account that is signed in."""
    asked = await program.post(f"{ME}/options", json={"password": PASSWORD})
    assert asked.status_code == 201, asked.text
    credential = key.create(asked.json()["public_key"])
    return await program.post(
        ME, json={"credential": credential} | ({"name": name} if name else {})
    )


async def alone(program: httpx.AsyncClient, key: Authenticator) -> httpx.Response:
    """Sign in with nothing but a passkey."""
    asked = (await program.post(f"{API}/auth/passkeys/options")).json()
    credential = key.get(asked["public_key"])
    body = {"challenge": asked["challenge"], "credential": credential}
    return await program.post(f"{API}/auth/passkeys", json=body)


async def test_passkey_opens_the_account_alone_and_counts_as_proof(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """The first one brings recovery codes; signing in with it needs no address and no step-up."""
    key = device(program)
    await sign_in(program, someone.email)
    added = await made(program, key, "My telephone")
    opened = await alone(program, key)
    program.headers["Authorization"] = f"Bearer {opened.json()['access_token']}"
    me = (await program.get(f"{API}/me")).json()
    fresh = (await program.get(f"{API}/auth/step-up")).json()["fresh_until"]
    [listed] = (await program.get(ME)).json()["items"]

    assert (added.status_code, len(added.json()["recovery_codes"])) == (201, 10)
    assert (opened.status_code, me["email"]) == (200, someone.email)
    assert fresh is not None
    assert (listed["name"], listed["last_used_at"] is not None) == ("My telephone", True)
    assert set(listed) == {"id", "name", "backed_up", "created_at", "last_used_at"}


async def test_passkey_is_the_second_factor_of_a_password(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """The password alone opens nothing any more; a stranger's passkey does not help it."""
    key, stranger = device(program), device(program)
    await sign_in(program, someone.email)
    await made(program, key)
    asked = (await sign_in(program, someone.email)).json()
    path = f"{API}/auth/second-factor"
    options = await program.post(f"{path}/passkey", json={"challenge": asked["challenge"]})
    public_key = options.json()["public_key"]
    proof = {"challenge": asked["challenge"], "method": "passkey"}
    wrong = await program.post(path, json=proof | {"credential": stranger.get(public_key)})
    right = await program.post(path, json=proof | {"credential": key.get(public_key)})

    assert asked["second_factor"] == ["passkey", "recovery"]
    assert len(public_key["allowCredentials"]) == 1
    assert (wrong.status_code, wrong.json()["code"]) == (403, "passkey_refused")
    assert right.status_code == 200


def elsewhere(key: Authenticator) -> None:
    """Its browser was lured to a page that looks like ours."""
    key.origin = "https://tessera.example"


def for_another_domain(key: Authenticator) -> None:
    """It answers for another site."""
    key.domain = "tessera.example"


def left_unlocked(key: Authenticator) -> None:
    """Nobody showed a finger, a face or a PIN."""
    key.unlocked = False


def copied(key: Authenticator) -> None:
    """A copy whose counter stayed behind."""
    key.count = 0


def another_key(key: Authenticator) -> None:
    """Somebody who knows its name, and not its key."""
    key.key = Authenticator("", "").key


def for_somebody_else(key: Authenticator) -> None:
    """It says that it belongs to another account."""
    key.handle = uuid4().bytes


@pytest.mark.parametrize(
    "gone_wrong",
    [elsewhere, for_another_domain, left_unlocked, copied, another_key, for_somebody_else],
)
async def test_passkey_that_does_not_hold_opens_nothing(
    someone: Someone,
    program: httpx.AsyncClient,
    gone_wrong: Callable[[Authenticator], None],
) -> None:
    """Lured, copied, forged or left unlocked: refused with one answer for all."""
    key = device(program)
    key.count = 5
    await sign_in(program, someone.email)
    await made(program, key)
    fine = await alone(program, key)
    gone_wrong(key)
    answer = await alone(program, key)

    assert fine.status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (403, "passkey_refused")


async def test_answer_to_a_challenge_is_taken_once(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """Whoever hears the answer cannot use it again, nor for another challenge."""
    key = device(program)
    await sign_in(program, someone.email)
    await made(program, key)
    asked = (await program.post(f"{API}/auth/passkeys/options")).json()
    other = (await program.post(f"{API}/auth/passkeys/options")).json()
    heard = {"credential": key.get(asked["public_key"])}
    path = f"{API}/auth/passkeys"

    elsewhere = await program.post(path, json=heard | {"challenge": other["challenge"]})
    first = await program.post(path, json=heard | {"challenge": asked["challenge"]})
    again = await program.post(path, json=heard | {"challenge": asked["challenge"]})

    assert [elsewhere.status_code, first.status_code, again.status_code] == [403, 200, 410]


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"id": ["x"], "rawId": {}, "type": 7, "response": []},
        {"id": "x", "rawId": "x", "type": "public-key", "response": {}},
        {"id": "", "response": {"userHandle": 7, "clientDataJSON": "e30"}},
        {"id": "A" * 20_000, "response": {"userHandle": "A"}},
    ],
)
async def test_nonsense_is_refused_and_nothing_breaks(
    someone: Someone, program: httpx.AsyncClient, nonsense: Any
) -> None:
    """Whatever a stranger sends as a passkey's answer, or as a new passkey."""
    asked = (await program.post(f"{API}/auth/passkeys/options")).json()
    body = {"challenge": asked["challenge"], "credential": nonsense}
    answer = await program.post(f"{API}/auth/passkeys", json=body)
    await sign_in(program, someone.email)
    await program.post(f"{ME}/options", json={"password": PASSWORD})
    added = await program.post(ME, json={"credential": nonsense})

    assert [answer.status_code, added.status_code] == [403, 403]
    assert (await program.get(ME)).json() == {"items": []}


async def test_passkey_is_added_once_and_only_by_who_was_allowed_to(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """Without the password there is no challenge, and a used one is over."""
    key = device(program)
    await sign_in(program, someone.email)
    early = await program.post(ME, json={"credential": {"id": "x"}})
    refused = await program.post(f"{ME}/options", json={"password": "not-this-one"})
    added = await made(program, key)
    late = await program.post(ME, json={"credential": {"id": "x"}})
    await program.post(f"{API}/auth/step-up/mail")
    unproven = await program.post(f"{ME}/options", json={"password": PASSWORD})

    assert (early.status_code, refused.status_code) == (410, 422)
    assert (added.status_code, late.status_code) == (201, 410)
    # Now that there is a factor, another one needs a proof as well.
    assert unproven.json()["code"] == "step_up_required"


async def test_passkey_is_removed_once_however_often_it_is_sent(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """It opens nothing afterwards; a stranger's does not exist."""
    key = device(program)
    await sign_in(program, someone.email)
    passkey_id = (await made(program, key)).json()["passkey"]["id"]
    opened = (await alone(program, key)).json()
    program.headers["Authorization"] = f"Bearer {opened['access_token']}"
    body, idem = {"password": PASSWORD}, {"Idempotency-Key": "remove"}
    path = f"{ME}/{passkey_id}/removal"
    strangers = await program.post(f"{ME}/{uuid4()}/removal", json=body)
    first = await program.post(path, json=body, headers=idem)
    second = await program.post(path, json=body, headers=idem)

    assert (strangers.status_code, first.status_code, second.status_code) == (404, 204, 204)
    assert second.headers["idempotent-replayed"] == "true"
    assert (await alone(program, key)).status_code == 403
    assert (await sign_in(program, someone.email)).status_code == 200
