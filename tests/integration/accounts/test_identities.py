"""Google and GitHub over real HTTP: who is let in, who is asked for more, and who is not."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.entrance import Entrance, Entrances, Someone
from tests.fixtures.factors import app_code, newest_code, sign_in, with_app
from tests.fixtures.house import PASSWORD
from tests.fixtures.identities import GitHub, agree_at_google, github_at, google  # noqa: F401
from tests.fixtures.people import by_page, send

API = "/api/v1"


@pytest.fixture(scope="module")
async def hub() -> AsyncIterator[GitHub]:
    """A GitHub."""
    async with github_at() as made:
        yield made


@pytest.fixture(scope="module")
async def entrance(
    module_database_url: str,
    entrances: Entrances,
    google: str,  # noqa: F811
    hub: GitHub,
) -> AsyncIterator[Entrance]:
    """A server that is known at both."""
    services = {
        "TESSERA_GOOGLE_URL": google,
        "TESSERA_GOOGLE_CLIENT_ID": "tessera",
        "TESSERA_GOOGLE_CLIENT_SECRET": "tessera-secret",
        "TESSERA_GITHUB_URL": hub.url,
        "TESSERA_GITHUB_API_URL": hub.url,
        "TESSERA_GITHUB_CLIENT_ID": "tessera",
        "TESSERA_GITHUB_CLIENT_SECRET": "tessera-secret",
    }
    async with entrances(module_database_url, **services) as made:
        yield made


async def begun(program: httpx.AsyncClient, provider: str) -> dict[str, str]:
    """The way to a service."""
    answer = await program.post(f"{API}/auth/identities/{provider}")
    assert answer.status_code == 201, answer.text
    way: dict[str, str] = answer.json()
    return way | {"provider": provider}


async def ended(
    program: httpx.AsyncClient, way: dict[str, str], back: httpx.URL, **other: str
) -> httpx.Response:
    """Bring what the service led back with; `other` says something else."""
    body = {"flow": way["flow"], "code": back.params["code"], "state": back.params["state"]}
    return await program.post(f"{API}/auth/identities/{way['provider']}/return", json=body | other)


async def through_google(program: httpx.AsyncClient, subject: str, **claims: Any) -> httpx.Response:
    """Sign in with Google."""
    way = await begun(program, "google")
    return await ended(program, way, await agree_at_google(way["url"], subject, **claims))


async def through_github(program: httpx.AsyncClient, hub: GitHub) -> httpx.Response:
    """Sign in with GitHub."""
    way = await begun(program, "github")
    return await ended(program, way, hub.agree(way["url"]))


def verified(email: str) -> dict[str, Any]:
    """What Google says of an address that it has verified."""
    return {"email": email, "email_verified": True, "name": "Gita"}


async def test_somebody_new_has_an_account_by_google_and_comes_back_to_it(
    program: httpx.AsyncClient,
) -> None:
    """The number at Google opens it, also when the address there has changed since."""
    subject = uuid4().hex
    first = await through_google(program, subject, **verified(f"{subject}@mail.test"))
    again = await through_google(program, subject, **verified(f"new-{subject}@mail.test"))
    people = []
    for answer in (first, again):
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        people.append((await program.get(f"{API}/me", headers=bearer)).json())

    assert [first.status_code, again.status_code] == [200, 200]
    assert people[0]["id"] == people[1]["id"]
    assert (people[0]["email"], people[0]["role"]) == (f"{subject}@mail.test", "customer")


async def test_verified_address_finds_the_account_and_an_unverified_one_does_not(
    someone: Someone, program: httpx.AsyncClient
) -> None:
    """Who merely claims an address is told to verify it; nothing is linked by that."""
    claimed = verified(someone.email) | {"email_verified": False}
    stranger = await through_google(program, uuid4().hex, **claimed)
    owner = await through_google(program, uuid4().hex, **verified(someone.email))
    program.headers["Authorization"] = f"Bearer {owner.json()['access_token']}"
    me = (await program.get(f"{API}/me")).json()
    linked = (await program.get(f"{API}/me/identities")).json()["items"]

    assert (stranger.status_code, stranger.json()["code"]) == (403, "identity_unverified")
    assert me["id"] == str(someone.id)
    assert [(one["provider"], one["email"]) for one in linked] == [("google", someone.email)]


async def test_second_factor_stands_before_the_link(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """Google opens no session and links nothing before the app has shown its code."""
    secret, _ = await with_app(entrance.services, someone.id)
    count = "SELECT count(*) FROM identities WHERE account_id = $1"
    asked = await through_google(program, uuid4().hex, **verified(someone.email))
    before = await entrance.services.db.pool.fetchval(count, someone.id)
    proof = {"challenge": asked.json()["challenge"], "method": "totp"}
    code = {"code": app_code(entrance.services, secret)}
    right = await program.post(f"{API}/auth/second-factor", json=proof | code)
    after = await entrance.services.db.pool.fetchval(count, someone.id)

    assert (asked.status_code, asked.json()["second_factor"]) == (202, ["totp", "recovery"])
    assert (right.status_code, before, after) == (200, 0, 1)


async def test_way_back_that_is_not_ones_own_leads_nowhere(program: httpx.AsyncClient) -> None:
    """Another state, another way, another service, a forged way, a code used twice: refused."""
    subject = uuid4().hex
    way, other = await begun(program, "google"), await begun(program, "google")
    back = await agree_at_google(way["url"], subject, **verified(f"{subject}@mail.test"))
    wrong = [
        await ended(program, way, back, state="x"),
        await ended(program, other, back),
        await ended(program, way | {"provider": "github"}, back),
        await ended(program, way | {"flow": way["flow"][:-8] + "AAAAAAA="}, back),
        await ended(program, way | {"flow": "nonsense"}, back),
        await ended(program, way, back, code="x"),
    ]
    right = await ended(program, way, back)
    twice = await ended(program, way, back)

    assert [(one.status_code, one.json()["code"]) for one in wrong] == [
        (403, "identity_refused")
    ] * 6
    assert (right.status_code, twice.status_code) == (200, 403)


async def test_token_made_for_another_sign_in_is_refused(program: httpx.AsyncClient) -> None:
    """The nonce: a code that was stolen from one way does not end another, even with its state."""
    subject = uuid4().hex
    mine, stolen = await begun(program, "google"), await begun(program, "google")
    address = httpx.URL(stolen["url"]).copy_merge_params(
        {"state": httpx.URL(mine["url"]).params["state"]}
    )
    back = await agree_at_google(str(address), subject, **verified(f"{subject}@mail.test"))

    answer = await ended(program, mine, back)

    assert (answer.status_code, answer.json()["code"]) == (403, "identity_refused")


async def test_github_lets_in_who_shows_the_verifier_and_a_verified_primary_address(
    someone: Someone, program: httpx.AsyncClient, hub: GitHub
) -> None:
    """An address that is not the primary one, or not verified, finds nobody's account."""
    hub.person = {"id": uuid4().int >> 80, "login": "ann", "name": None}
    hub.emails = [{"email": someone.email, "primary": True, "verified": False}]
    unverified = await through_github(program, hub)
    hub.emails = [
        {"email": "other@mail.test", "primary": True, "verified": False},
        {"email": someone.email, "primary": False, "verified": True},
    ]
    secondary = await through_github(program, hub)
    hub.emails = [{"email": someone.email, "primary": True, "verified": True}]
    right = await through_github(program, hub)
    other, way = await begun(program, "github"), await begun(program, "github")
    state = {"state": httpx.URL(other["url"]).params["state"]}
    stolen = await ended(program, other, hub.agree(way["url"]), **state)

    assert [unverified.status_code, secondary.status_code] == [403, 403]
    assert right.status_code == 200
    assert (stolen.status_code, stolen.json()["code"]) == (403, "identity_refused")


async def test_service_that_does_not_answer_is_told_apart(
    program: httpx.AsyncClient, hub: GitHub
) -> None:
    """503 says to come back; an unknown service does not exist."""
    hub.down = True
    answer = await through_github(program, hub)
    hub.down = False
    unknown = await program.post(f"{API}/auth/identities/myspace")

    assert (answer.status_code, answer.json()["code"]) == (503, "identity_unavailable")
    assert unknown.status_code == 404


async def test_identity_is_linked_by_its_own_session_and_unlinked_once(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient, hub: GitHub
) -> None:
    """A way that another session began links nothing; who is linked elsewhere stays there."""
    hub.person = {"id": uuid4().int >> 80, "login": "ann", "name": "Ann"}
    hub.emails = [{"email": "ann@hub.test", "primary": True, "verified": True}]
    path, password = f"{API}/me/identities/github", {"password": PASSWORD}
    await sign_in(program, someone.email)
    wrong = await program.post(path, json={"password": "not-this-one"})
    way = (await program.post(path, json=password)).json()
    back = hub.agree(way["url"])
    body = {"flow": way["flow"], "code": back.params["code"], "state": back.params["state"]}
    signed_in = await program.post(f"{API}/auth/identities/github/return", json=body)
    linked = await program.post(f"{path}/return", json=body)
    key = {"Idempotency-Key": "unlink"}
    first = await program.post(f"{path}/removal", json=password, headers=key)
    second = await program.post(f"{path}/removal", json=password, headers=key)

    assert (wrong.status_code, signed_in.status_code, linked.status_code) == (422, 403, 204)
    assert (first.status_code, second.headers["idempotent-replayed"]) == (204, "true")
    assert (await program.get(f"{API}/me/identities")).json()["items"] == []


async def test_link_of_another_session_and_of_another_account_is_refused(
    someone: Someone, program: httpx.AsyncClient, hub: GitHub
) -> None:
    """Nobody is tricked into linking: the way belongs to the session that began it."""
    hub.person = {"id": uuid4().int >> 80, "login": "ben", "name": "Ben"}
    hub.emails = [{"email": f"{uuid4().hex}@hub.test", "primary": True, "verified": True}]
    assert (await through_github(program, hub)).status_code == 200
    path, password = f"{API}/me/identities/github", {"password": PASSWORD}
    await sign_in(program, someone.email)
    way = (await program.post(path, json=password)).json()
    back = hub.agree(way["url"])
    body = {"flow": way["flow"], "code": back.params["code"], "state": back.params["state"]}
    taken = await program.post(f"{path}/return", json=body)
    await sign_in(program, someone.email)
    other_session = await program.post(f"{path}/return", json=body)

    assert (taken.status_code, taken.json()["code"]) == (409, "identity_taken")
    assert (other_session.status_code, other_session.json()["code"]) == (403, "identity_refused")


async def test_browser_goes_there_and_back_and_lands_where_it_wanted(
    entrance: Entrance, hub: GitHub
) -> None:
    """Without the cookie of the way, or with another state, the return is refused in words."""
    hub.person = {"id": uuid4().int >> 80, "login": "eve", "name": "Eve Hub"}
    hub.emails = [{"email": f"{uuid4().hex}@hub.test", "primary": True, "verified": True}]
    async with by_page(entrance.server) as browser:
        offered = await browser.get("/sign-in?next=/my/orders")
        off = await browser.get("/sign-in/with/github?next=/my/orders", follow_redirects=False)
        back = hub.agree(off.headers["location"])
        async with by_page(entrance.server) as stranger:
            refused = await stranger.get(str(back))
        came = await browser.get(str(back))
        security = await browser.get("/account/security")

    assert "Go on with GitHub" in offered.text
    assert "httponly" in off.headers["set-cookie"].lower()
    assert (refused.status_code, "did not confirm who you are" in refused.text) == (403, True)
    assert (came.url.path, "Eve Hub" in came.text) == ("/my/orders", True)
    assert "signs in here with GitHub" in security.text


async def test_browser_links_a_service_by_password(
    entrance: Entrance, someone: Someone, hub: GitHub
) -> None:
    """A page with the way there follows the password; back from it, the service is linked."""
    hub.person = {"id": uuid4().int >> 80, "login": "fay", "name": "Fay"}
    hub.emails = [{"email": "fay@hub.test", "primary": True, "verified": True}]
    here = "/account/security"
    async with by_page(entrance.server, someone.email) as browser:
        page = await send(browser, f"{here}/with/github", {"password": PASSWORD}, at=here)
        [address] = [part for part in page.text.split('"') if part.startswith(hub.url)]
        came = await browser.get(str(hub.agree(address.replace("&amp;", "&"))))
        gone = await send(browser, f"{here}/with/github/removal", {"password": PASSWORD}, at=here)

    assert (came.url.path, "fay@hub.test" in came.text) == (here, True)
    assert "is not linked any more" in gone.text


async def test_who_never_had_a_password_changes_factors_by_a_mailed_code(
    entrance: Entrance, program: httpx.AsyncClient
) -> None:
    """An account that Google made has no password to ask for: a proof stands in its place."""
    subject = uuid4().hex
    answer = await through_google(program, subject, **verified(f"{subject}@mail.test"))
    program.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    path, nothing = f"{API}/me/factors/totp", {"password": ""}
    before = await program.post(path, json=nothing)
    await program.post(f"{API}/auth/step-up/mail")
    proof = {"method": "email", "code": await newest_code(entrance.services)}
    await program.post(f"{API}/auth/step-up", json=proof)
    after = await program.post(path, json=nothing)
    by_password = await program.post(
        f"{API}/auth/login", json={"email": f"{subject}@mail.test", "password": ""}
    )

    assert (before.status_code, before.json()["code"]) == (403, "step_up_required")
    assert (after.status_code, by_password.status_code) == (201, 401)
