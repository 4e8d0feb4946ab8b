"""A stream ends with its reader: who goes, and who does not read."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tessera.web import streaming
from tessera.web.asgi import Message


class Line:
    """A reader's line: it goes when told, and may stop reading."""

    def __init__(self, *, reads: int) -> None:
        self.left = asyncio.Event()
        self.sent: list[Message] = []
        self._reads = reads

    async def receive(self) -> Message:
        """Nothing, until the reader has gone."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Taken, as often as the reader reads."""
        if len(self.sent) > self._reads:
            await asyncio.Event().wait()
        self.sent.append(message)


async def endless(closed: asyncio.Event) -> AsyncGenerator[bytes]:
    """Chunks until it is closed."""
    try:
        while True:
            yield b": hi\n\n"
            await asyncio.sleep(0)
    finally:
        closed.set()


async def test_stream_ends_when_its_reader_goes() -> None:
    """Nothing is left running, and what it was made of is closed."""
    line, closed = Line(reads=10_000), asyncio.Event()
    task = asyncio.create_task(streaming.stream(endless(closed), line.receive, line.send))
    async with asyncio.timeout(10):
        while len(line.sent) < 3:
            await asyncio.sleep(0)
        line.left.set()
        await task

    assert closed.is_set()
    assert line.sent[0]["status"] == 200


async def test_reader_who_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server holds their frames back, and they are let go after a while."""
    monkeypatch.setattr(streaming, "SLOW_SECONDS_MAX", 0.01)
    line, closed = Line(reads=2), asyncio.Event()

    async with asyncio.timeout(10):
        await streaming.stream(endless(closed), line.receive, line.send)

    assert closed.is_set()


async def test_stream_that_is_stopped_from_outside_stays_stopped() -> None:
    """A server that ends cancels its tasks: that is no reader who went."""
    line, closed = Line(reads=10_000), asyncio.Event()
    task = asyncio.create_task(streaming.stream(endless(closed), line.receive, line.send))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert closed.is_set()
