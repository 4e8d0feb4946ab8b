"""The short way of hot calls: it says what the long way says, and keeps to HTTP."""

import asyncio
import re
from collections.abc import Callable

import pytest

from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import ServerProcess

JSON = b"Content-Type: application/json\r\n"
OWN = re.compile(rb"(?im)^(x-request-id|date): [^\r]*\r\n")
ID = re.compile(rb'"request_id":"[^"]*"')


@pytest.fixture
async def port(serve: Callable[..., ServerProcess], services: Services) -> tuple[int, int]:
    """Where a server listens, and a show it sells."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve, TESSERA_BODY_BYTES_MAX="2000")
    return server.port, show.id


async def said(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """All that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer


def request(line: bytes, body: bytes = b"", *headers: bytes, close: bool = True) -> bytes:
    """One request, the last on its connection unless said otherwise."""
    size = b"Content-Length: %d\r\n" % len(body) if line.startswith(b"POST") else b""
    end = b"Connection: close\r\n" if close else b""
    head = b"%b HTTP/1.1\r\nHost: tessera\r\n%b%b%b" % (line, size, b"".join(headers), end)
    return head + b"\r\n" + body


def facts(answer: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Status line, sorted headers without those of the moment, body without its id."""
    head, _, body = answer.replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"").partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    named = OWN.sub(b"", lines + b"\r\n").lower().split(b"\r\n")
    return status, sorted(named), ID.sub(b"", body)


HOLD = b"POST /api/v1/shows/%d/holds"


CASES: list[tuple[bytes, bytes, tuple[bytes, ...]]] = [
    (b"GET /api/v1/ping", b"", ()),
    (b"GET /api/v1/shows/%d/seats", b"", ()),
    (b"GET /api/v1/shows/999999/seats", b"", ()),
    (b"POST /api/v1/ping", b"{}", (JSON,)),
    (b"POST /api/v1/ping", b"{}", (JSON, b"Authorization: Bearer nobody\r\n")),
    (HOLD, b'{"places":[0],"wish":1}', (JSON,)),
    (HOLD, b'{"places":[0', (JSON,)),
    (HOLD, b"\xff", (JSON,)),
    (HOLD, b"", (JSON,)),
    (HOLD, b'{"places":[99999]}', (JSON,)),
    (HOLD, b"places=0", (b"Content-Type: text/plain\r\n",)),
    (HOLD, b'{"places":[0]}', (JSON, b"Idempotency-Key: %b\r\n" % (b"k" * 300))),
    (b"POST /api/v1/orders", b'{"hold_id":"?"}', (JSON,)),
    (b"POST /api/v1/orders/no-such-order-at-all-but-thirty-six/payments", b"{}", (JSON,)),
]


async def test_short_way_answers_as_the_long_way(port: tuple[int, int]) -> None:
    """Whoever expects `100 Continue` is served by the framework's edge: the answers are equal."""
    for line, body, headers in CASES:
        asked = line % port[1] if b"%d" in line else line

        short = await said(port[0], request(asked, body, *headers))
        long = await said(port[0], request(asked, body, *headers, b"Expect: 100-continue\r\n"))

        assert facts(short) == facts(long), (line, body)


async def test_requests_sent_in_one_go_are_answered_in_order(port: tuple[int, int]) -> None:
    """Pipelined behind a hot call (RFC 9112, 9.3.2): hot ones and others, each after the other."""
    seats = b"GET /api/v1/shows/%d/seats" % port[1]
    asked = [seats, b"GET /healthz", b"GET /api/v1/shows/999999/seats"]

    first = b"".join(request(one, close=False) for one in asked)
    whole = await said(port[0], first + request(seats))

    assert re.findall(rb"HTTP/1\.1 (\d{3})", whole) == [b"200", b"200", b"404", b"200"]


async def test_call_may_come_in_pieces(port: tuple[int, int]) -> None:
    """Head and body are cut anywhere."""
    whole = request(HOLD % port[1], b'{"places":[99999]}', JSON)

    answer = await said(port[0], whole[:9], whole[9:60], whole[60:-5], whole[-5:], pause=0.02)

    assert facts(answer) == facts(await said(port[0], whole))


LONG = b"POST /api/v1/ping HTTP/1.1\r\nHost: t\r\nContent-Length: 9999999\r\n" + JSON + b"\r\n"
TOO_MUCH = {
    request(b"POST /api/v1/ping", b"x" * 3000, JSON): b"413",
    LONG + b"x" * 3000: b"413",
    b"GET /api/v1/ping HTTP/1.1\r\nX: " + b"x" * 70_000: b"431",
    b"NONSENSE\r\n\r\n": b"400",
}


async def test_what_is_too_much_is_refused_and_the_connection_ends(port: tuple[int, int]) -> None:
    """Nobody waits for the rest of it, and others are served."""
    for message, status in TOO_MUCH.items():
        answer = await said(port[0], message)

        assert answer.startswith(b"HTTP/1.1 " + status), message[:40]
    assert (await said(port[0], request(b"GET /api/v1/ping"))).startswith(b"HTTP/1.1 200")


async def test_caller_who_goes_away_leaves_the_server_as_it_was(port: tuple[int, int]) -> None:
    """A hold asked for and not waited for: its places are held, the next call is answered."""
    for _ in range(20):
        _, writer = await asyncio.open_connection("127.0.0.1", port[0])
        writer.write(request(HOLD % port[1], b'{"places":[0,1]}', JSON))
        await writer.drain()
        writer.transport.abort()

    async with asyncio.timeout(10):
        while b'"h' not in (
            seats := await said(port[0], request(b"GET /api/v1/shows/%d/seats" % port[1]))
        ):
            await asyncio.sleep(0.05)

    assert seats.startswith(b"HTTP/1.1 200")
