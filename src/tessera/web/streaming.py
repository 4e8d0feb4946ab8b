"""Streams of server-sent events as bare ASGI: one small task for each of ten thousand readers.

The server holds back a `send` whose reader does not read. Who holds it back for too long is cut off
and comes again by itself, at the event it had (`Last-Event-ID`).
"""

import asyncio
import signal
from collections.abc import AsyncGenerator

from tessera.web.asgi import Receive, Send

END_STREAMS = signal.SIGUSR1
"""What `tessera serve` sends its processes before it stops them: streams end by nothing else."""
SLOW_SECONDS_MAX = 10.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx would gather a buffer full of events before it sends the first.
    (b"x-accel-buffering", b"no"),
]


async def stream(chunks: AsyncGenerator[bytes], receive: Receive, send: Send) -> None:
    """Send `chunks` until they end, the reader has gone, or is too slow."""
    loop, reader = asyncio.get_running_loop(), asyncio.current_task()
    assert reader is not None
    cut_off = False

    def end(*_: object) -> None:
        nonlocal cut_off
        cut_off = True
        reader.cancel()

    gone = asyncio.ensure_future(_gone(receive))
    gone.add_done_callback(end)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        async for chunk in chunks:
            # A bare timer costs a tenth of a timeout context, and there are thousands.
            timer = loop.call_later(SLOW_SECONDS_MAX, end)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            timer.cancel()
        await send({"type": "http.response.body", "body": b""})
    except asyncio.CancelledError:
        if not cut_off:
            raise
        reader.uncancel()
    finally:
        gone.remove_done_callback(end)
        gone.cancel()
        await chunks.aclose()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
