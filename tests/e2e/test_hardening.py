"""What browsers are told, and what strangers try: forged forms, large bodies, leads away."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from tessera.services import Services
from tests.arch.test_routes import routes
from tests.fixtures.house import OWNER, create_house, create_show
from tests.fixtures.people import by_page
from tests.fixtures.servers import ServerProcess

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PLACES = ("/", "/shows/1", "/api/v1/titles", "/static/css/base.css", "/nowhere", "/api/v1/nowhere")
TOO_LARGE = 9_000_000


@pytest.fixture
async def open_house(serve: Callable[..., ServerProcess], services: Services) -> ServerProcess:
    """A server with a show, everything of which has the id 1."""
    await create_show(services, await create_house(services))
    return await asyncio.to_thread(serve)


@pytest.fixture
async def guest(open_house: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a past."""
    async with httpx.AsyncClient(base_url=open_house.url, timeout=30) as client:
        client.headers["Accept"] = "text/html"
        yield client


def posts() -> list[str]:
    """Every page route that takes a form, with ids that do not exist."""
    found = [listed.partition("] ")[2] for listed, _ in routes() if "['POST']" in listed]
    pages = [path for path in found if not path.startswith(("/api/", "/webhooks"))]
    return [_filled(path) for path in pages]


def _filled(path: str) -> str:
    path = re.sub(r"{\w+:uuid}", "00000000-0000-7000-8000-000000000000", path)
    path = re.sub(r"{\w+:int}", "1", path)
    return re.sub(r"{\w+:str}", "enable", path)


async def test_every_answer_tells_the_browser_to_be_strict(guest: httpx.AsyncClient) -> None:
    """Pages, JSON, files and errors alike; only pages may run scripts, and only by their nonce."""
    for path in PLACES:
        headers = (await guest.get(path)).headers

        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, path
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "base-uri 'none'; frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" not in policy


async def test_nonce_is_new_for_every_page_and_on_every_script(guest: httpx.AsyncClient) -> None:
    """128 bits or more that nobody can know beforehand."""
    pages = [await guest.get("/shows/1") for _ in range(2)]

    nonces = []
    for page in pages:
        [nonce] = re.findall(r"'nonce-([\w-]{22,})'", page.headers["content-security-policy"])
        scripts = re.findall(r"<script[^>]*>", page.text)
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


async def test_site_over_tls_asks_to_stay_there(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """HSTS, and cookies that no plain connection carries."""
    await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve, TESSERA_BASE_URL="https://tickets.test")
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        page = await client.get("/sign-in", headers={"Accept": "text/html"})

    assert page.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    cookies = page.headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        assert {"secure", "httponly", "samesite=lax"} <= {
            part.strip().lower() for part in cookie.split(";")
        }


async def test_form_of_another_site_is_refused_everywhere(open_house: ServerProcess) -> None:
    """Somebody signed in, lured to a foreign page: it can post, and nothing happens."""
    wrong = []
    async with by_page(open_house, OWNER) as owner:
        for path in posts():
            lured = await owner.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            old = await owner.post(path, headers={"Origin": "https://evil.test"})
            bare = await owner.post(path, data={"csrf_token": "guessed"}, follow_redirects=False)
            if (lured.status_code, old.status_code) != (403, 403) or bare.status_code < 400:
                wrong.append(f"{path}: {lured.status_code} {old.status_code} {bare.status_code}")

    assert wrong == []
    assert len(posts()) > 25


@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/auth/login", "/sign-in"])
async def test_body_beyond_the_limit_is_refused(guest: httpx.AsyncClient, path: str) -> None:
    """With its length told, and without; by the hot calls too. The server goes on."""
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(TOO_LARGE // 100_000):
            yield b"a" * 100_000

    statuses = []
    for content in (b"a" * TOO_LARGE, trickle()):
        sent: Any = content
        try:
            answer = await guest.post(path, content=sent, headers={"Content-Type": kind})
            statuses.append(answer.status_code)
        except httpx.TransportError:
            statuses.append(413)  # hung up on while still talking

    assert statuses == [413, 413]
    # On a new line: the server may have hung up the one that said too much.
    async with httpx.AsyncClient(base_url=guest.base_url, timeout=30) as other:
        assert (await other.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    "lead",
    ["https://evil.test", "//evil.test", "/\\evil.test", "\\\\evil.test", "/%0d%0aX: y", "/\tx"],
)
async def test_sign_in_leads_nowhere_else(open_house: ServerProcess, lead: str) -> None:
    """Where to go on to is a path of this site, or the home page; no header is slipped in."""
    async with by_page(open_house, OWNER) as owner:
        answer = await owner.get("/sign-in", params={"next": lead}, follow_redirects=False)

    assert answer.status_code == 303
    place = answer.headers["location"]
    assert place == "/" or (place.startswith("/%0d") and "x" not in answer.headers)
