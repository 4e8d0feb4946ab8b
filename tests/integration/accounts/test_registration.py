"""Registering by a code: nobody gets an account for an address that is not theirs."""

import asyncio
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx

from tessera.accounts.tasks import mail_code
from tessera.kit.mail import FolderMailer
from tessera.services import Services, Workshop
from tests.fixtures.codes import ask_to_register, code_in_mail, lose_counts, prove, wrong
from tests.fixtures.house import OWNER, create_house

ANN = "Ann.Rao@buyers.test"
TRIES = 200


async def mailed(services: Services, folder: Path, code_id: str) -> str:
    """The text of the mail that was sent for a code."""
    await mail_code(Workshop(services, FolderMailer(folder)), code_id)
    (file,) = folder.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def accounts_of(services: Services, email: str) -> int:
    """How many accounts an address has."""
    query = "SELECT count(*) FROM accounts WHERE lower(email) = lower($1)"
    number: int = await services.db.pool.fetchval(query, email)
    return number


async def test_account_exists_only_once_the_code_was_brought(
    guest: httpx.AsyncClient, services: Services, tmp_path: Path
) -> None:
    """The mail's digits make the account, with a user name of the address; once."""
    registration = await ask_to_register(guest, ANN)
    code = code_in_mail(services, registration)
    before = await accounts_of(services, ANN)

    text = await mailed(services, tmp_path / "mails", registration)
    early = await prove(guest, registration, wrong(code))
    made = await prove(guest, registration, f" {code[:3]} {code[3:]} ")
    again = await prove(guest, registration, code)

    assert f"{code[:3]} {code[3:]}" in text
    assert (before, await accounts_of(services, ANN)) == (0, 1)
    assert (early.status_code, early.json()["code"]) == (422, "code_wrong")
    assert early.json()["tries_left"] == 4
    assert (made.status_code, made.json()["user_name"]) == (201, "ann.rao")
    assert (again.status_code, again.json()["code"]) == (410, "code_ended")


async def test_two_hundred_wrong_codes_at_once_are_looked_at_five_times(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """Five are compared, the rest finds a dead code; so does the right one afterwards."""
    registration = await ask_to_register(guest, ANN)
    code = code_in_mail(services, registration)

    tries = [prove(guest, registration, wrong(code)) for _ in range(TRIES)]
    answers = Counter(answer.json()["code"] for answer in await asyncio.gather(*tries))
    late = await prove(guest, registration, code)

    assert answers == {"code_wrong": 5, "code_ended": TRIES - 5}
    assert late.json()["code"] == "code_ended"
    assert await accounts_of(services, ANN) == 0


async def test_answers_do_not_tell_who_has_an_account(
    guest: httpx.AsyncClient, services: Services, tmp_path: Path
) -> None:
    """The same answer; the address itself is told by mail, and gets no code to use."""
    await create_house(services)
    known = await guest.post("/api/v1/auth/registrations", json={"email": OWNER.upper()})
    unknown = await guest.post("/api/v1/auth/registrations", json={"email": ANN})
    registration = known.json()["id"]
    code = code_in_mail(services, registration)

    text = await mailed(services, tmp_path / "mails", registration)
    refused = await prove(guest, registration, wrong(code))
    guessed = await prove(guest, registration, code)

    assert (known.status_code, unknown.status_code) == (202, 202)
    assert known.json().keys() == unknown.json().keys()
    assert known.headers.keys() == unknown.headers.keys()
    assert "wanted to make an account" in text
    assert code[:3] not in text.replace(code[3:], code[:3])
    assert (refused.json()["code"], guessed.json()["code"]) == ("code_wrong", "code_ended")


async def test_address_is_sent_five_codes_in_ten_minutes(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The sixth has to wait, however the address is typed, also where Valkey has lost its count of
    mails; ten minutes later it goes on."""
    for _ in range(5):
        await ask_to_register(guest, ANN)
    await lose_counts(services)

    sixth = await guest.post("/api/v1/auth/registrations", json={"email": ANN.lower()})
    await lose_counts(services)
    older = "UPDATE codes SET created_at = created_at - interval '601 seconds'"
    await services.db.pool.execute(older)
    later = await ask_to_register(guest, ANN)

    assert (sixth.status_code, sixth.json()["code"]) == (429, "too_many_codes")
    assert 1 <= int(sixth.headers["retry-after"]) <= 600
    assert later


async def test_what_is_wrong_with_the_rest_costs_no_try(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A common password is refused before the code is looked at."""
    registration = await ask_to_register(guest, ANN)
    code = code_in_mail(services, registration)

    for _ in range(6):
        answer = await prove(guest, registration, wrong(code), password="Password2024", name="")
    made = await prove(guest, registration, code)

    assert [e["field"] for e in answer.json()["errors"]] == ["password", "name"]
    assert made.status_code == 201


async def test_code_dies_after_ten_minutes(guest: httpx.AsyncClient, services: Services) -> None:
    """The database's clock decides."""
    registration = await ask_to_register(guest, ANN)
    life = "SELECT extract(epoch FROM expires_at - created_at)::int FROM codes"
    seconds = await services.db.pool.fetchval(life)
    await services.db.pool.execute("UPDATE codes SET expires_at = tessera_now()")

    answer = await prove(guest, registration, code_in_mail(services, registration))

    assert seconds == 600
    assert (answer.status_code, answer.json()["code"]) == (410, "code_ended")
