"""The list of devices, and ending them from afar."""

import httpx

from tessera.operations.queues import drain
from tessera.services import Services, Workshop
from tests.fixtures.factors import with_app
from tests.fixtures.house import PASSWORD, create_customer
from tests.fixtures.people import send
from tests.fixtures.within import client_of
from tests.integration.messages.test_confirm import Mailbox

ANN = "ann@buyers.test"
EVE = "eve@buyers.test"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def program(client: httpx.AsyncClient, email: str = ANN) -> dict[str, str]:
    """The header of a program that signed in."""
    body = {"email": email, "password": PASSWORD}
    pair = (await client.post("/api/v1/auth/login", json=body)).json()
    return {"Authorization": f"Bearer {pair['access_token']}"}


async def devices(client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, object]]:
    """As /me/sessions lists them."""
    answer = await client.get("/api/v1/me/sessions", headers=headers)
    found: list[dict[str, object]] = answer.json()["items"]
    return found


async def test_list_tells_when_from_where_and_by_which_browser(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """One entry for each sign-in, the own one first; a renewed pair is the same device."""
    await create_customer(services)
    guest.headers["User-Agent"] = FIREFOX
    await send(guest, "/sign-in", {"email": ANN, "password": PASSWORD}, at="/sign-in")
    guest.headers["User-Agent"] = "python-httpx/0.28"
    body = {"email": ANN, "password": PASSWORD}
    pair = (await guest.post("/api/v1/auth/login", json=body)).json()
    renewal = {"refresh_token": pair["refresh_token"]}
    pair = (await guest.post("/api/v1/auth/refresh", json=renewal)).json()

    found = await devices(guest, {"Authorization": f"Bearer {pair['access_token']}"})
    shown = (await guest.get("/account/devices")).text

    assert [(one["current"], one["program"]) for one in found] == [(True, True), (False, False)]
    assert {one["address"] for one in found} == {"127.0.0.1"}
    assert found[1]["browser"] == FIREFOX
    assert "Firefox · Linux" in shown


async def test_ended_device_is_out_at_once_and_others_stay(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """By REST one, by the page all others; nobody ends what is another's."""
    await create_customer(services)
    await create_customer(services, EVE)
    one, two, three = [await program(guest) for _ in range(3)]
    eve = await program(guest, EVE)
    (mine,) = [d["id"] for d in await devices(guest, two) if d["current"]]

    foreign = await guest.delete(f"/api/v1/me/sessions/{mine}", headers=eve)
    ended = await guest.delete(f"/api/v1/me/sessions/{mine}", headers=one)
    left = await statuses(guest, one, two, three, eve)
    await guest.delete("/api/v1/me/sessions", headers=one)

    assert (foreign.status_code, ended.status_code) == (404, 204)
    assert left == [200, 401, 200, 200]
    assert await statuses(guest, one, three, eve) == [200, 401, 200]


async def statuses(client: httpx.AsyncClient, *headers: dict[str, str]) -> list[int]:
    """What /me answers to each."""
    return [(await client.get("/api/v1/me", headers=one)).status_code for one in headers]


async def test_page_signs_out_everywhere_else(guest: httpx.AsyncClient, services: Services) -> None:
    """One button, and this browser stays in."""
    await create_customer(services)
    async with client_of(guest._transport.app) as laptop:  # type: ignore[attr-defined]
        person = {"email": ANN, "password": PASSWORD}
        await send(laptop, "/sign-in", person, at="/sign-in")
        await send(guest, "/sign-in", person, at="/sign-in")
        await send(guest, "/account/devices/end", {}, at="/account/devices")

        assert (await guest.get("/account/devices")).status_code == 200
        assert (await laptop.get("/account/devices")).status_code == 401


async def test_browser_that_signs_in_anew_leaves_no_session_behind(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """Whoever it was before, and whoever copied its cookie."""
    await create_customer(services)
    await create_customer(services, EVE)
    cookies = []
    for email in (ANN, ANN, EVE):
        await send(guest, "/sign-in", {"email": email, "password": PASSWORD}, at="/register")
        cookies.append(guest.cookies["tessera"])
    alive = "SELECT count(*) FROM sessions WHERE ended_at IS NULL"

    assert len(set(cookies)) == 3
    assert await services.db.pool.fetchval(alive) == 1


async def test_new_device_is_told_by_mail_once_and_the_first_one_never(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A browser by its cookie, a program by its name; in the person's language."""
    account = await create_customer(services)
    await services.db.pool.execute("UPDATE accounts SET locale = 'de' WHERE id = $1", account)
    person, mailbox = {"email": ANN, "password": PASSWORD}, Mailbox()
    for _ in range(2):
        await program(guest)
    guest.headers["User-Agent"] = FIREFOX
    async with client_of(guest._transport.app, headers=guest.headers) as laptop:  # type: ignore[attr-defined]
        for browser in (guest, guest, laptop):
            await send(browser, "/sign-in", person, at="/register")
    await drain(Workshop(services, mailbox))

    bodies = [mail.get_body(("plain",)).get_content() for mail in mailbox.mails]  # type: ignore[union-attr]
    assert [mail["Subject"] for mail in mailbox.mails] == ["Anmeldung auf einem neuen Gerät"] * 2
    told = "mit Firefox, Linux geöffnet, von 127.0.0.1 aus"
    assert [told in body and "/password/forgotten" in body for body in bodies] == [True, True]


async def test_others_are_ended_by_who_shows_a_factor_where_there_is_one(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """A stolen session cannot shut its owner out; one's own device is ended without."""
    account = await create_customer(services)
    one, two = [await program(guest) for _ in range(2)]
    (mine,) = [d["id"] for d in await devices(guest, one) if d["current"]]
    (other,) = [d["id"] for d in await devices(guest, two) if d["current"]]
    await with_app(services, account)
    await services.db.pool.execute("UPDATE sessions SET proved_at = NULL")
    path = "/api/v1/me/sessions"

    refused = [await guest.delete(where, headers=one) for where in (path, f"{path}/{other}")]
    before = await statuses(guest, one, two)
    own = await guest.delete(f"{path}/{mine}", headers=one)

    assert [answer.json()["code"] for answer in refused] == ["step_up_required"] * 2
    assert (before, own.status_code) == ([200, 200], 204)
    assert await statuses(guest, one, two) == [401, 200]
