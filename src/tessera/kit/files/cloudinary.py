"""Files at Cloudinary, by its SDK: kept as they are ("raw"), since they come drawn in every size.

The SDK waits for its answers, so each call is made in a thread. Reading needs no signature: what is
public is fetched from where Cloudinary delivers it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import cloudinary.exceptions
import cloudinary.uploader

from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.files.port import CHUNK_BYTES, Found, Span, checked, within
from tessera.kit.files.s3 import CONNECT_SECONDS_MAX, whole_size

CALL_SECONDS_MAX = 120


class CloudinaryAccount(NamedTuple):
    """An account, where it is called, and where it delivers."""

    cloud: str
    key: str
    secret: str
    api_url: str
    delivery_url: str


class CloudinaryStore:
    """One account of Cloudinary."""

    def __init__(self, account: CloudinaryAccount) -> None:
        self._account = account
        self._session: aiohttp.ClientSession | None = None

    async def put(self, name: str, source: Path) -> None:
        """Sent whole; what was there before is replaced, in the caches of Cloudinary as well."""
        upload = cloudinary.uploader.upload
        await self._called(upload, str(source), name, overwrite=True, invalidate=True)

    @asynccontextmanager
    async def read(self, name: str, span: Span | None = None) -> AsyncIterator[Found]:
        """From where it is delivered."""
        if self._session is None:
            seconds = aiohttp.ClientTimeout(total=CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
            self._session = aiohttp.ClientSession(timeout=seconds, auto_decompress=False)
        base = f"{self._account.delivery_url.rstrip('/')}/{self._account.cloud}"
        url = f"{base}/raw/upload/{checked(name)}"
        last = "" if span is None or span.last is None else span.last
        asked = {"range": f"bytes={span.first}-{last}"} if span else {}
        try:
            async with self._session.get(url, headers=asked, allow_redirects=False) as answer:
                if answer.status in (404, 416):
                    raise NotFound("file")
                if answer.status >= 300:
                    raise Unavailable(f"Cloudinary answers {answer.status}")
                size = whole_size(answer)
                yield Found(size, within(span, size), answer.content.iter_chunked(CHUNK_BYTES))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"Cloudinary is not reached: {error!r}") from error

    async def remove(self, name: str) -> None:
        """Gone from its caches too; the SDK tells "not found" and raises nothing."""
        await self._called(cloudinary.uploader.destroy, checked(name), None, invalidate=True)

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    async def _called(self, act: Any, what: str, name: str | None, **options: Any) -> None:
        account = self._account
        named = {"public_id": checked(name)} if name else {}
        try:
            async with asyncio.timeout(CALL_SECONDS_MAX + 5):
                await asyncio.to_thread(
                    act,
                    what,
                    **named,
                    **options,
                    resource_type="raw",
                    cloud_name=account.cloud,
                    api_key=account.key,
                    api_secret=account.secret,
                    upload_prefix=account.api_url,
                    timeout=CALL_SECONDS_MAX,
                )
        except (cloudinary.exceptions.Error, TimeoutError) as error:
            raise Unavailable(f"Cloudinary did not do it: {error}") from error
