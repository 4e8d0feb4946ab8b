"""Files as everybody may see them: pictures in their sizes, films as they came."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from tessera.accounts.policy import Right
from tessera.kit.errors import NotFound
from tessera.kit.files.port import Found, Span, media_type_of
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may

FOLDERS = ("titles", "venues")
SHOWN = re.compile(r"(\d{2,4}\.(avif|webp|jpg)|original\.(mp4|webm))")
"""What of a file everybody may fetch; a picture as it was sent is not."""
KEY = re.compile(r"[0-9a-f]{32}")
FOR_EVER = "public, max-age=31536000, immutable"
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


@get(
    "/media/{folder:str}/{key:str}/{name:str}",
    guards=[may(Right.BROWSE)],
    include_in_schema=False,
)
async def media(
    request: JsonRequest, folder: FromPath[str], key: FromPath[str], name: FromPath[str]
) -> Response[Any]:
    """A file: kept by caches for ever, for no name is used twice. Parts of it, for films."""
    services: Services = request.app.state.services
    known = folder in FOLDERS and KEY.fullmatch(key) and SHOWN.fullmatch(name)
    if not known:
        raise NotFound("file")
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    span = Span(int(asked[1]), int(asked[2]) if asked[2] else None) if asked else None
    stack = AsyncExitStack()
    found = await stack.enter_async_context(services.files.read(f"{folder}/{key}/{name}", span))
    headers = {
        "Cache-Control": FOR_EVER,
        "Accept-Ranges": "bytes",
        "Content-Length": str(found.length),
    }
    if span is not None:
        headers["Content-Range"] = f"bytes {found.span.first}-{found.span.last}/{found.size}"
    return Stream(
        _chunks(found, stack),
        status_code=200 if span is None else 206,
        media_type=media_type_of(name),
        headers=headers,
    )


async def _chunks(found: Found, stack: AsyncExitStack) -> AsyncIterator[bytes]:
    async with stack:
        async for chunk in found.chunks:
            yield chunk


PAGES = [media]
