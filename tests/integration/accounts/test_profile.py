"""What somebody says of themselves; the address; the end."""

import base64
import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from tessera.accounts.tasks import mail_code
from tessera.services import Services, Workshop
from tests.fixtures.codes import code_in_mail, wrong
from tests.fixtures.house import (
    OWNER,
    PASSWORD,
    create_customer,
    create_house,
)
from tests.fixtures.people import send
from tests.integration.messages.test_confirm import Mailbox

ANN = "ann@buyers.test"
NEW = "ann@other.test"


async def by_token(client: httpx.AsyncClient, email: str = ANN) -> dict[str, str]:
    """The header of somebody."""
    body = {"email": email, "password": PASSWORD}
    answer = await client.post("/api/v1/auth/login", json=body)
    return {"Authorization": f"Bearer {answer.json().get('access_token')}"}


async def ask(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> httpx.Response:
    """One request of the REST interface."""
    return await client.request(method, f"/api/v1{path}", **options)


async def test_profile_is_read_and_changed_field_by_field(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A telephone number is kept as E.164; what is not named stays."""
    await create_customer(services)
    ann = await by_token(guest)
    address = {"lines": "12 Marine Drive", "city": "Mumbai", "country": "IN"}
    await ask(guest, "PATCH", "/me", json={"address": address, "currency": "INR"}, headers=ann)
    change = {"phone": "098765 43210", "name": " Ann B. "}

    changed = await ask(guest, "PATCH", "/me", json=change, headers=ann)
    read = await ask(guest, "GET", "/me", headers=ann)

    assert changed.status_code == 200
    assert read.json() == changed.json()
    assert read.json()["phone"] == "+919876543210"
    assert read.json()["name"] == "Ann B."
    assert read.json()["address"] == address | {"postal_code": ""}
    assert (read.json()["user_name"], read.json()["currency"]) == ("ann", "INR")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "admin"}, "role"),
        ({"status": "active"}, "status"),
        ({"email": "eve@x.test"}, "email"),
        ({"password_hash": "x"}, "password_hash"),
        ({"phone": "12"}, "phone"),
        ({"name": "a\nb"}, "name"),
        ({"locale": "tlh"}, "locale"),
        ({"currency": "XYZZY"}, "currency"),
        ({"address": {"country": "Mordor"}}, "address.country"),
        ({"address": {"city": "x" * 101}}, "address.city"),
    ],
)
async def test_what_cannot_be_written_changes_nothing(
    guest: httpx.AsyncClient, services: Services, change: dict[str, Any], field: str
) -> None:
    """No field of the account but those of the profile, and none that makes no sense."""
    await create_customer(services)
    query = "SELECT to_jsonb(a)::text FROM accounts AS a"
    before = await services.db.pool.fetchval(query)

    answer = await ask(guest, "PATCH", "/me", json=change, headers=await by_token(guest))

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await services.db.pool.fetchval(query) == before


async def test_role_in_a_form_is_not_read(guest: httpx.AsyncClient, services: Services) -> None:
    """Fields that the page does not have are nobody's."""
    await create_customer(services)
    await send(guest, "/sign-in", {"email": ANN, "password": PASSWORD}, at="/sign-in")
    form = {"name": "Ann", "locale": "de", "role": "admin", "is_admin": "1", "status": "erased"}

    saved = await send(guest, "/account", form, at="/account")

    row = await services.db.pool.fetchrow("SELECT role, status, locale FROM accounts")
    assert saved.headers["location"] == "/account?saved"
    assert tuple(row) == ("customer", "active", "de")


def photograph(kind: str = "JPEG", size: tuple[int, int] = (900, 600)) -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    file = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(file, kind, exif=exif, comment=b"SECRETCAMERA")
    return file.getvalue()


async def test_picture_is_drawn_anew_without_where_it_was_taken(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A square WebP of 512 pixels, without EXIF, seen by its owner alone."""
    await create_customer(services)
    await create_customer(services, "eve@buyers.test")
    ann, eve = await by_token(guest), await by_token(guest, "eve@buyers.test")
    sent = photograph()
    body = {"content": base64.b64encode(sent).decode()}

    done = await ask(guest, "PUT", "/me/picture", json=body, headers=ann)
    kept = await ask(guest, "GET", "/me/picture", headers=ann)
    others = await ask(guest, "GET", "/me/picture", headers=eve)
    await ask(guest, "DELETE", "/me/picture", headers=ann)
    gone = await ask(guest, "GET", "/me/picture", headers=ann)

    image = Image.open(io.BytesIO(kept.content))
    assert (done.status_code, others.status_code, gone.status_code) == (204, 404, 404)
    assert (image.format, image.size, len(image.getexif())) == ("WEBP", (512, 512), 0)
    assert b"SECRETCAMERA" in sent
    assert b"SECRETCAMERA" not in kept.content


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=alert(1)>", photograph()[:400], b"GIF89a" + bytes(50), b""],
    ids=["svg", "cut off", "gif", "nothing"],
)
async def test_what_is_no_picture_is_refused(
    guest: httpx.AsyncClient, services: Services, content: bytes
) -> None:
    """By its content, whatever its name says."""
    await create_customer(services)
    await send(guest, "/sign-in", {"email": ANN, "password": PASSWORD}, at="/sign-in")
    file = {"picture": ("me.jpg", content, "image/jpeg")}

    answer = await upload(guest, file)

    assert answer.status_code == 422
    assert await services.db.pool.fetchval("SELECT count(*) FROM account_pictures") == 0


async def upload(client: httpx.AsyncClient, file: dict[str, Any]) -> httpx.Response:
    """Send the picture's form."""
    page = (await client.get("/account")).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return await client.post("/account/picture", data={"csrf_token": token}, files=file)


async def test_picture_is_uploaded_by_a_form(guest: httpx.AsyncClient, services: Services) -> None:
    """Without a script, and shown on the page."""
    await create_customer(services)
    await send(guest, "/sign-in", {"email": ANN, "password": PASSWORD}, at="/sign-in")

    done = await upload(guest, {"picture": ("me.png", photograph("PNG", (30, 90)), "image/png")})

    assert done.headers["location"] == "/account?saved"
    assert (await guest.get("/account/picture")).headers["content-type"] == "image/webp"


async def wish(client: httpx.AsyncClient, headers: dict[str, str], email: str = NEW) -> str:
    """The id of a change of address that waits for its codes."""
    body = {"email": email, "password": PASSWORD}
    answer = await ask(client, "POST", "/me/email-changes", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    change: str = answer.json()["id"]
    return change


async def test_address_is_changed_by_codes_of_both_mailboxes(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """One alone is not enough; other sessions end; the repeat is no second try."""
    await create_customer(services)
    ann, elsewhere = await by_token(guest), await by_token(guest)
    change = await wish(guest, ann)
    code, old_code = (code_in_mail(services, change, n) for n in (0, 1))
    path = f"/me/email-changes/{change}/proof"
    keyed = ann | {"Idempotency-Key": "move-1"}

    half = await ask(
        guest, "POST", path, json={"code": code, "old_code": wrong(old_code)}, headers=ann
    )
    both = {"code": code, "old_code": old_code}
    done = [await ask(guest, "POST", path, json=both, headers=keyed) for _ in range(2)]

    assert (half.status_code, half.json()["tries_left"]) == (422, 4)
    assert [(a.status_code, a.json()) for a in done] == [(200, {"email": NEW})] * 2
    assert (await ask(guest, "GET", "/me", headers=ann)).json()["email"] == NEW
    assert (await ask(guest, "GET", "/me", headers=elsewhere)).status_code == 401


async def test_address_of_another_account_is_told_by_mail_alone(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The answer is the same; the mail there has no code, and even the right one moves nothing."""
    await create_customer(services)
    await create_customer(services, NEW)
    ann = await by_token(guest)
    change = await wish(guest, ann)
    post = Mailbox()
    await mail_code(Workshop(services, post), change)
    codes = {"code": code_in_mail(services, change), "old_code": code_in_mail(services, change, 1)}

    answer = await ask(guest, "POST", f"/me/email-changes/{change}/proof", json=codes, headers=ann)

    assert [(mail["To"], mail["Subject"]) for mail in post.mails] == [
        (NEW, "You have an account already"),
        (ANN, "Your code to change your address"),
    ]
    assert answer.json()["code"] == "code_ended"


async def test_codes_of_another_person_change_nothing(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A change belongs to who began it."""
    await create_customer(services)
    await create_customer(services, "eve@buyers.test")
    change = await wish(guest, await by_token(guest))
    codes = {"code": code_in_mail(services, change), "old_code": code_in_mail(services, change, 1)}
    eve = await by_token(guest, "eve@buyers.test")

    answer = await ask(guest, "POST", f"/me/email-changes/{change}/proof", json=codes, headers=eve)

    assert (answer.status_code, answer.json()["code"]) == (410, "code_ended")


async def test_export_holds_what_is_known_and_no_secret(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """Profile, sign-ins, memberships and the log, as one file; no hash, no token."""
    house = await create_house(services)
    owner = await by_token(guest, OWNER)
    await ask(guest, "PATCH", "/me", json={"name": "Olga"}, headers=owner)

    answer = await ask(guest, "GET", "/me/export", headers=owner)

    known = answer.json()
    assert "attachment" in answer.headers["content-disposition"]
    assert known["profile"]["email"] == OWNER
    assert known["memberships"][0]["organization_id"] == house.organization_id
    assert len(known["sign_ins"]) == 1
    assert "account.profile_changed" in [line["action"] for line in known["log"]]
    assert "argon2" not in json.dumps(known)
    assert owner["Authorization"].split()[1] not in answer.text
