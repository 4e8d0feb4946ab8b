"""The live stream over real HTTP: what a reader is sent, and where the next one has to poll."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from tessera.services import Services
from tests.fixtures.entrance import Entrances
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import ServerProcess, buyer_at

LONG = 20


class Followed(NamedTuple):
    """A server that lets one reader in, and a show of its own."""

    server: ServerProcess
    show_id: int


@pytest.fixture(scope="module")
async def followed(module_database_url: str, entrances: Entrances) -> AsyncIterator[Followed]:
    """One server for all."""
    async with entrances(module_database_url, TESSERA_LIVE_STREAMS_MAX="1") as made:
        show = await create_show(made.services, made.house)
        yield Followed(made.server, show.id)


class Stream:
    """Events as they come."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.id = ""

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event and its data."""
        name = ""
        async with asyncio.timeout(LONG):
            async for line in self._lines:
                field, _, value = line.partition(": ")
                if field == "id":
                    self.id = value
                elif field == "event":
                    name = value
                elif field == "data":
                    return name, json.loads(value)
        raise AssertionError("the stream has ended")

    async def drain(self) -> None:
        """Read to the end; one that is cut raises."""
        async with asyncio.timeout(LONG):
            async for _ in self._lines:
                pass


class LetIn(NamedTuple):
    """A stream, and the first that it said of the seats."""

    stream: Stream
    event: str
    facts: dict[str, Any]


@asynccontextmanager
async def following(followed: Followed, last: str = "") -> AsyncIterator[Stream]:
    """A reader of the show."""
    path = f"{followed.server.url}/api/v1/shows/{followed.show_id}/live"
    headers = {"Last-Event-ID": last} if last else {}
    async with (
        httpx.AsyncClient(timeout=LONG) as client,
        client.stream("GET", path, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        yield Stream(answer.aiter_lines())


@asynccontextmanager
async def let_in(followed: Followed, last: str = "") -> AsyncIterator[LetIn]:
    """A reader who is let in, once the one before has been seen to go."""
    async with asyncio.timeout(LONG):
        while True:
            async with following(followed, last) as stream:
                if (await stream.next())[0] == "status":
                    yield LetIn(stream, *await stream.next())
                    return


async def test_reader_who_comes_back_is_sent_what_changed_meanwhile(followed: Followed) -> None:
    """First the whole show, then what is held; after a pause the way from there to here."""
    async with let_in(followed) as first, buyer_at(followed.server) as ann:
        await ann.hold(followed.show_id, [0])
        event, facts = await first.stream.next()
    assert (first.event, event, facts["changes"]) == ("snapshot", "delta", [[0, "h"]])
    async with buyer_at(followed.server) as ann:
        await ann.hold(followed.show_id, [1])

    async with let_in(followed, first.stream.id) as again:
        assert again.event == "delta"
        assert again.facts["from_version"] == int(first.stream.id)
        assert again.facts["changes"] == [[1, "h"]]


async def test_reader_too_many_is_told_to_poll_what_caches_may_keep(followed: Followed) -> None:
    """One may follow here; the next polls, and its proxy may answer for a second."""
    async with let_in(followed), following(followed) as other:
        event, facts = await other.next()
    async with httpx.AsyncClient(timeout=LONG) as client:
        seats = await client.get(f"{followed.server.url}/api/v1/shows/{followed.show_id}/seats")

    assert event == "poll"
    assert facts["every_seconds"] == 2
    assert facts["stream_again_seconds"] >= 30
    assert seats.headers["cache-control"] == "public, max-age=0, s-maxage=1"
    assert "set-cookie" not in seats.headers


async def test_show_that_is_not_there_is_refused_before_the_stream(followed: Followed) -> None:
    """An error is a problem document, not an event."""
    async with httpx.AsyncClient(timeout=LONG) as client:
        answer = await client.get(f"{followed.server.url}/api/v1/shows/999999/live")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_server_that_stops_ends_its_streams_as_they_should(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """A stream that is cut would be an error to its reader, and hold up the stop until a kill."""
    show = await create_show(services, await create_house(services))
    server = await asyncio.to_thread(serve)
    async with following(Followed(server, show.id)) as stream:
        await stream.next()
        stopping = asyncio.create_task(asyncio.to_thread(server.stop))

        await stream.drain()
    await stopping
