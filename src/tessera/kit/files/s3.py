"""Files in a bucket of S3, or of whatever speaks its protocol (MinIO, Ceph, R2, Garage …)."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.files.port import CHUNK_BYTES, Found, Span, checked, media_type_of, within
from tessera.kit.files.signature_v4 import EMPTY, Credentials, encoded, signed

CALL_SECONDS_MAX = 300
CONNECT_SECONDS_MAX = 10


class S3Store:
    """One bucket, by path-style addresses: `url/bucket/name`."""

    def __init__(self, url: str, bucket: str, credentials: Credentials) -> None:
        self._base = f"{url.rstrip('/')}/{bucket}"
        self._credentials = credentials
        self._session: aiohttp.ClientSession | None = None

    async def put(self, name: str, source: Path) -> None:
        """Streamed from the disk; its hash is signed, so nothing else can arrive."""
        digest = await asyncio.to_thread(_digest, source)
        more = {"content-type": media_type_of(name)}
        size = (await asyncio.to_thread(source.stat)).st_size
        headers = {"content-length": str(size)}
        call = self._call("PUT", name, digest=digest, more=more)
        async with self._sent(**call, headers=headers, data=_pieces(source) if size else b""):
            return

    @asynccontextmanager
    async def read(self, name: str, span: Span | None = None) -> AsyncIterator[Found]:
        """Streamed through."""
        asked = {}
        if span is not None:
            last = "" if span.last is None else span.last
            asked = {"range": f"bytes={span.first}-{last}"}
        async with self._sent(**self._call("GET", name), headers=asked) as answer:
            size = whole_size(answer)
            part = within(span, size)
            yield Found(size, part, answer.content.iter_chunked(CHUNK_BYTES))

    async def remove(self, name: str) -> None:
        """S3 says the same whether or not it was there."""
        async with self._sent(**self._call("DELETE", name)):
            return

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    def _call(
        self, method: str, name: str, *, digest: str = EMPTY, more: dict[str, str] | None = None
    ) -> dict[str, Any]:
        url = f"{self._base}/{encoded(checked(name))}"
        now = datetime.now(UTC)
        proof = signed(self._credentials, method, url, digest=digest, now=now, more=more)
        return {"method": method, "url": url, "proof": proof}

    @asynccontextmanager
    async def _sent(
        self,
        method: str,
        url: str,
        *,
        proof: dict[str, str],
        headers: dict[str, str] | None = None,
        data: Any = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        if self._session is None:
            seconds = aiohttp.ClientTimeout(total=CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX)
            self._session = aiohttp.ClientSession(timeout=seconds, auto_decompress=False)
        try:
            async with self._session.request(
                method, url, headers=proof | (headers or {}), data=data, allow_redirects=False
            ) as answer:
                if answer.status in (404, 416):
                    raise NotFound("file")
                if answer.status >= 300:
                    said = (await answer.content.read(300)).decode("utf-8", "replace")
                    raise Unavailable(f"the store answers {answer.status}: {said}")
                yield answer
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"the store is not reached: {error!r}") from error


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _pieces(source: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(source.open, "rb")
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def whole_size(answer: aiohttp.ClientResponse) -> int:
    """How many bytes the file has in all: `Content-Range: bytes 0-9/100`, or the length."""
    ranged = answer.headers.get("content-range", "").rpartition("/")[2]
    return int(ranged) if ranged.isdecimal() else int(answer.headers.get("content-length", "0"))
