"""Server processes on one port: one that is killed is replaced, and nobody is turned away."""

import asyncio
import os
import signal
from collections.abc import Callable

import httpx
import pytest

from tests.fixtures.servers import ServerProcess


async def test_killed_process_is_replaced_and_what_waits_at_its_socket_is_served(
    serve_anew: Callable[..., ServerProcess],
) -> None:
    """Of two, one is killed: every new connection is answered, and soon there are two again."""
    server = await asyncio.to_thread(serve_anew, TESSERA_WORKERS="2")
    before = server.serving()
    victim = min(before)

    os.kill(victim, signal.SIGKILL)
    answers: list[int] = []
    async with asyncio.timeout(60):
        while len(now := server.serving() - {victim}) < 2 or not answers:
            async with httpx.AsyncClient(base_url=server.url, timeout=30) as caller:
                answers.append((await caller.get("/healthz")).status_code)

    assert len(before) == 2
    assert set(answers) == {200}
    assert now & before


async def test_server_whose_application_cannot_start_ends_and_says_so(
    serve_anew: Callable[..., ServerProcess],
) -> None:
    """No database of that name: the command ends by itself, with a status that is not 0."""
    with pytest.raises(AssertionError, match="the server ended while it started"):
        await asyncio.to_thread(
            serve_anew, TESSERA_DATABASE_URL="postgresql://nobody:x@127.0.0.1:1/nothing"
        )
