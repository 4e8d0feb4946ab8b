"""REST: the live stream of a show's seat map, as server-sent events (WHATWG HTML, 9.2)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage

from tessera.accounts.policy import Right
from tessera.claims.live_map import LiveMap
from tessera.claims.live_maps import LiveMaps
from tessera.claims.routes import public_show
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may

PER_SECOND_MAX = 5
PING_SECONDS = 15.0
RETRY_MILLISECONDS = 2000


@get("/shows/{show_id:int}/live", guards=[may(Right.BROWSE)])
async def live_seats(request: JsonRequest, show_id: FromPath[int]) -> ServerSentEvent:
    """`snapshot`, then `delta`s, at most five a second; `Last-Event-ID` resumes."""
    services: Services = request.app.state.services
    for_sale = await public_show(services, show_id)
    live = await services.maps.get(show_id)
    resumed = _version(request.headers.get("last-event-id"))
    status = str(for_sale.show.status)
    return ServerSentEvent(
        events(services.maps, show_id, live, resumed=resumed, status=status),
        retry_duration=RETRY_MILLISECONDS,
    )


async def events(
    maps: LiveMaps, show_id: int, live: LiveMap, *, resumed: int | None, status: str
) -> AsyncIterator[ServerSentEventMessage]:
    """What a reader gets: a snapshot unless the journal reaches back to where they were."""
    yield _message("status", None, {"status": status})
    version = resumed if resumed is not None and live.since(resumed) is not None else None
    while True:
        live = await maps.get(show_id)
        live.lapse(maps.now())
        bell = live.bell
        entries = live.since(version) if version is not None else None
        if entries is None:
            version = live.version
            yield _message(
                "snapshot",
                version,
                {
                    "version": version,
                    "states": live.signs(maps.now()),
                    "available": live.available,
                },
            )
        elif entries:
            latest = {entry.place: entry.sign for entry in entries}
            body = {
                "from_version": version,
                "version": live.version,
                "changes": list(latest.items()),
                "available": live.available,
            }
            version = live.version
            yield _message("delta", version, body)
        try:
            await asyncio.wait_for(bell.wait(), PING_SECONDS)
        except TimeoutError:
            yield ServerSentEventMessage(comment="still here")
        await asyncio.sleep(1 / PER_SECOND_MAX)


def _message(event: str, version: int | None, body: Any) -> ServerSentEventMessage:
    return ServerSentEventMessage(
        data=msgspec.json.encode(body).decode(),
        event=event,
        id=str(version) if version is not None else None,
    )


def _version(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


ROUTES = [live_seats]
