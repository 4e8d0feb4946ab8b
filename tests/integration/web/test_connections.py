"""How long a connection may be silent: looked at by the clock of its loop, not waited for."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from uvicorn.server import ServerState

from tessera.settings import Settings
from tessera.web.asgi import Receive, Scope, Send
from tessera.web.serving.protocol import IDLE_SECONDS_MAX, SLOW_SECONDS_MAX, HotProtocol
from tessera.web.serving.server import configured
from tessera.web.shield import Shield

IDLE = b"GET / HTTP/1.1\r\nHost: t\r\n\r\n"
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHos"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\n12345"


async def patient(_: Scope, receive: Receive, send: Send) -> None:
    """An application that hears everybody out."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def lines() -> AsyncIterator[tuple[ServerState, int]]:
    """What a server knows of its connections, and its port."""
    shield = Shield(patient, Settings(), lambda: None)  # type: ignore[arg-type,return-value]
    config = configured(lambda: shield, connections_max=10)
    state, loop = ServerState(), asyncio.get_running_loop()
    made = lambda: HotProtocol(config=config, server_state=state, app_state={})  # noqa: E731
    server = await loop.create_server(made, "127.0.0.1", 0)
    yield state, server.sockets[0].getsockname()[1]
    server.close()


@pytest.mark.parametrize(
    ("sent", "answer", "seconds"),
    [
        (b"", b"", IDLE_SECONDS_MAX),
        (IDLE, b"HTTP/1.1 204", IDLE_SECONDS_MAX),
        (HALF_A_HEAD, b"", SLOW_SECONDS_MAX),
        (HALF_A_BODY, b"", SLOW_SECONDS_MAX),
    ],
    ids=["says nothing", "asked once", "half a head", "half a body"],
)
async def test_silent_connection_is_closed_when_its_time_is_over_and_not_before(
    lines: tuple[ServerState, int], sent: bytes, answer: bytes, seconds: float
) -> None:
    """A look just before the bound leaves it open; one just after closes it."""
    state, port = lines
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    read = await reader.read(len(answer)) if answer else b""
    async with asyncio.timeout(10):
        while not state.connections:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    (line,) = state.connections
    now = asyncio.get_running_loop().time()

    line.look(now + seconds - 5)  # type: ignore[union-attr]
    open_before = not line.transport.is_closing()
    line.look(now + seconds + 1)  # type: ignore[union-attr]

    assert (read, open_before, line.transport.is_closing()) == (answer, True, True)
    writer.close()


async def test_connection_whose_answer_is_under_way_is_left_alone(
    lines: tuple[ServerState, int],
) -> None:
    """However long the answer takes: that is the server's doing."""
    state, port = lines
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HALF_A_BODY)
    async with asyncio.timeout(10):
        while not any(line.cycle for line in state.connections):  # type: ignore[union-attr]
            await asyncio.sleep(0.01)
    (line,) = state.connections
    line.cycle.more_body = False  # type: ignore[union-attr]

    line.look(asyncio.get_running_loop().time() + 1000)  # type: ignore[union-attr]

    assert not line.transport.is_closing()
    line.transport.close()
    writer.close()
