"""REST: the live stream of a show's seat map, as server-sent events (WHATWG HTML, 9.2)."""

from collections.abc import AsyncGenerator

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from tessera.accounts.policy import Right
from tessera.claims.broadcast import Look, frame, frames
from tessera.claims.live_map import LiveMap
from tessera.claims.routes import public_show
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may

RETRY_MILLISECONDS = 2000
POLL_SECONDS = 2
STREAM_AGAIN_SECONDS = 60
VERSION_SIGNS_MAX = 18


@get("/shows/{show_id:int}/live", guards=[may(Right.BROWSE)], media_type="text/event-stream")
async def live_seats(request: JsonRequest, show_id: FromPath[int]) -> Stream:
    """`status` and `snapshot`, then `delta`s, at most five a second; `Last-Event-ID` resumes.

    In a storm there is one event only, `poll`: ask for the seats every so many seconds, and for the
    stream again after a while.
    """
    return Stream(await events(request, show_id), media_type="text/event-stream")


async def events(request: JsonRequest, show_id: int) -> AsyncGenerator[bytes]:
    """What one reader is sent. Raises `NotFound` before the first of it."""
    services: Services = request.app.state.services
    await public_show(services, show_id)
    if services.broadcasts.full:
        return _poll()
    resumed = version_of(request.headers.get("last-event-id"))
    return _follow(services, show_id, resumed)


async def _follow(services: Services, show_id: int, resumed: int | None) -> AsyncGenerator[bytes]:
    async with services.broadcasts.follow(show_id, _look(services, show_id)) as channel:
        yield b"retry: %d\n\n" % RETRY_MILLISECONDS
        async for sent in frames(channel, resumed):
            yield sent


async def _poll() -> AsyncGenerator[bytes]:
    facts = {"every_seconds": POLL_SECONDS, "stream_again_seconds": STREAM_AGAIN_SECONDS}
    yield b"retry: %d\n" % (STREAM_AGAIN_SECONDS * 1000) + frame("poll", facts)


def _look(services: Services, show_id: int) -> Look:
    async def look() -> tuple[LiveMap, str]:
        for_sale = await services.shows.get(show_id)
        live = await services.maps.get(show_id)
        live.lapse(services.maps.now())
        return live, str(for_sale.show.status)

    return look


def version_of(text: str | None) -> int | None:
    """The version in a `Last-Event-ID`; None where it is none of ours."""
    return int(text) if text and text.isdecimal() and len(text) <= VERSION_SIGNS_MAX else None


ROUTES = [live_seats]
