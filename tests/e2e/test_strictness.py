"""What a stranger can find out, and what browsers may keep."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx
import pytest

from tessera.services import Services
from tests.fixtures.entrance import Entrances
from tests.fixtures.house import OWNER, create_house, create_show
from tests.fixtures.people import by_page, send
from tests.fixtures.servers import ServerProcess, buyer_at

NOWHERE = (
    "/static/",
    "/static/css/",
    "/static/../settings.py",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/.git/config",
    "/.env",
    "/var/secret",
    "/src/tessera/settings.py",
)
PERSONAL = ("/account/security", "/my/orders", "/organizer", "/confirm", "/shows/1")


@pytest.fixture(scope="module")
async def server(module_database_url: str, entrances: Entrances) -> AsyncIterator[ServerProcess]:
    """One server for all, with a show, everything of which has the id 1."""
    async with entrances(module_database_url) as made:
        await create_show(made.services, made.house)
        yield made.server


@pytest.fixture
async def guest(server: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a past."""
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", NOWHERE)
async def test_no_folder_is_listed_and_no_other_file_is_served(
    guest: httpx.AsyncClient, path: str
) -> None:
    """Static files are those under `ui/static`, each by its name."""
    request = guest.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())

    assert (await guest.send(request)).status_code == 404


async def test_other_methods_are_refused_and_nothing_is_echoed(guest: httpx.AsyncClient) -> None:
    """TRACE would tell a page the headers that it may not see."""
    for path in ("/", "/api/v1/titles", "/static/css/base.css"):
        for method in ("TRACE", "CONNECT", "PROPFIND", "DELETE"):
            answer = await guest.request(method, path, headers={"X-Mine": "hush"})

            assert answer.status_code in (400, 404, 405), f"{method} {path}"
            assert "hush" not in answer.text


async def test_no_answer_names_versions_or_lets_other_sites_read(guest: httpx.AsyncClient) -> None:
    """No banner, and no CORS: pages of other origins get nothing to read."""
    for path in ("/", "/api/v1/titles", "/nowhere", "/healthz", "/static/js/map.js"):
        answer = await guest.get(path, headers={"Origin": "https://evil.test"})
        headers = answer.headers

        assert not re.search(r"\d", headers.get("server", "")), path
        assert "x-powered-by" not in headers
        assert [name for name in headers if name.startswith("access-control-")] == []


async def test_every_text_says_how_it_is_written(guest: httpx.AsyncClient) -> None:
    """A browser that guesses an encoding can be made to see markup where there is none."""
    for path in ("/", "/sign-in", "/static/css/base.css", "/metrics", "/.well-known/security.txt"):
        kind = (await guest.get(path)).headers["content-type"]

        assert "charset=utf-8" in kind.lower(), f"{path}: {kind}"
    assert (await guest.get("/api/v1/titles")).headers["content-type"] == "application/json"
    refused = await guest.get("/api/v1/nowhere")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_browsers_keep_no_answer_that_is_somebodys(server: ServerProcess) -> None:
    """Pages of who is signed in, and JSON; the catalogue may be kept by its reader."""
    async with by_page(server, OWNER) as owner:
        kept = {path: (await owner.get(path)).headers["cache-control"] for path in PERSONAL}
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        public = (await client.get("/")).headers["cache-control"]
        data = (await client.get("/api/v1/me")).headers["cache-control"]

    assert kept == dict.fromkeys(PERSONAL, "no-store")
    assert (public, data) == ("private, no-cache", "no-store")


async def test_other_sites_cannot_use_the_interface_with_a_cookie(server: ServerProcess) -> None:
    """A foreign page that makes a browser send JSON, or what passes for a form, is refused."""
    foreign = ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"})
    async with by_page(server, OWNER) as owner:
        own = await owner.post("/api/v1/ping", headers={"Sec-Fetch-Site": "same-origin"})
        lured = [
            (await owner.request(method, path, json={}, headers=headers)).status_code
            for method, path in (
                ("POST", "/api/v1/ping"),
                ("PATCH", "/api/v1/shows/1"),
                ("POST", "/api/v1/shows/1/holds"),
            )
            for headers in foreign
        ]
        form = await owner.post("/api/v1/titles", data={"name": "x"})

    assert own.status_code == 200
    assert lured == [403] * 6
    assert form.status_code == 415


async def test_signing_out_clears_what_the_browser_holds(server: ServerProcess) -> None:
    """The session's cookie, and what scripts have kept; the old cookie opens nothing."""
    async with by_page(server, OWNER) as owner:
        kept = dict(owner.cookies)
        out = (await send(owner, "/sign-out", {}, at="/organizer")).history[0]
        owner.cookies.update(kept)
        again = await owner.get("/api/v1/me")

    assert out.headers["clear-site-data"] == '"storage"'
    assert any("max-age=0" in line.lower() for line in out.headers.get_list("set-cookie"))
    assert again.status_code == 401


HEAD = b"POST /api/v1/ping HTTP/1.1\r\nHost: tessera\r\nContent-Length: 60\r\n"
NEXT = b"GET /healthz HTTP/1.1\r\nHost: tessera\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "message",
    [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
        HEAD + b"Content-Length: 5\r\n\r\n12345" + NEXT,
    ],
    ids=["chunked", "sizes"],
)
async def test_message_of_two_lengths_is_refused_and_ends_the_connection(
    server: ServerProcess, message: bytes
) -> None:
    """Who says two things of where it ends is not believed (RFC 9112, 6.3), nor what is behind."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(message)
    async with asyncio.timeout(10):
        answers = await reader.read()
    writer.close()

    assert re.findall(rb"HTTP/1\.1 (\d{3})", answers) == [b"400"]


async def test_ticket_and_its_order_are_kept_by_nobody(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """A guest's too: who opens the browser after them finds neither order, nor code, nor paper."""
    await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(1, [0])).json())).json()
        await ann.pay(order)
        ticket = await services.db.pool.fetchval("SELECT id FROM tickets")
        lead = await ann.client.get(f"/orders/{order['id']}?token={order['token']}")
        page = await ann.client.get(lead.headers["location"])
        secret = {"Order-Token": order["token"]}
        code = await ann.client.get(f"/tickets/{ticket}/qr.svg", headers=secret)
        paper = await ann.client.get(f"/tickets/{ticket}/ticket.pdf", headers=secret)

    assert page.status_code == code.status_code == paper.status_code == 200
    assert "token" not in lead.headers["location"]
    assert page.headers["cache-control"] == "no-store"
    assert code.headers["cache-control"] == paper.headers["cache-control"] == "private, no-store"
    assert re.search(r'filename="tickets-[A-Z0-9-]+\.pdf"', paper.headers["content-disposition"])


async def test_weaknesses_have_an_address(guest: httpx.AsyncClient) -> None:
    """RFC 9116: a contact, and a date until which it holds."""
    answer = await guest.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:tickets@tessera.test"
    assert datetime.fromisoformat(fields["Expires"]) > datetime.now(UTC)


async def test_figures_are_for_trusted_networks(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """A stranger learns nothing of how much is sold."""
    await create_house(services)
    server = await asyncio.to_thread(serve, TESSERA_TRUSTED_NETWORKS="10.99.0.0/16")
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as stranger:
        assert (await stranger.get("/metrics")).status_code == 404
        assert (await stranger.get("/healthz")).status_code == 200


async def test_every_cookie_over_tls_is_bound_to_this_host(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """`__Host-`: no other host of the domain can set or see it. Small enough to be kept."""
    await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve, TESSERA_BASE_URL="https://tickets.test")
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        pages = [await client.get(path) for path in ("/sign-in", "/shows/1?language=de")]

    cookies = [cookie for page in pages for cookie in page.headers.get_list("set-cookie")]
    assert len(cookies) >= 3
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert "domain=" not in cookie.lower()
        assert len(cookie) < 4096
