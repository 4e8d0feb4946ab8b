"""HEAD: what a GET would answer, without its body (RFC 9110, 9.3.2), for every read there is."""

import asyncio

from tessera.web.asgi import App, Message, Receive, Scope, Send

MOMENT_SECONDS = 0.05
END: Message = {"type": "http.response.body", "body": b"", "more_body": False}


class Heads:
    """Asks the application as for a GET and keeps the body to itself.

    An answer in chunks is not waited for: a stream may go on for hours, a table may be long. Where
    there is nothing to GET, HEAD is refused as that is.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # The server looks into its own scope to know that no body follows.
        asked = {**scope, "method": "GET"}
        ended = asyncio.Event()

        async def headless(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["path_template"] = asked.get("path_template", "")
                await send(message)
            elif not ended.is_set():
                ended.set()
                await send(dict(END))

        async def answer() -> None:
            await self._app(asked, receive, headless)

        await _until(ended, asyncio.create_task(answer(), name="head"))


async def _until(ended: asyncio.Event, task: asyncio.Task[None]) -> None:
    """Wait for the application, but no longer than until its answer has ended."""
    waiting = asyncio.create_task(ended.wait())
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        if not task.done():
            # What is left to do after an answer takes moments; a stream has no end.
            await asyncio.wait({task}, timeout=MOMENT_SECONDS)
            task.cancel()
            await asyncio.wait({task}, timeout=MOMENT_SECONDS)
    if task.done() and not task.cancelled():
        task.result()
