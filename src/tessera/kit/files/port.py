"""The port to wherever files are kept.

A file is written once under a name that nobody reuses, read in pieces, and removed. Names are paths
of plain signs (`titles/…/480.avif`); a name tells the media type. No call belongs into a
transaction: other machines may be slow.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from tessera.kit.errors import NotFound

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}(/[a-z0-9][a-z0-9_-]{0,99}){0,5}(\.[a-z0-9]{1,5})?")
CHUNK_BYTES = 256 * 1024
MEDIA_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "txt": "text/plain",
}


class Span(NamedTuple):
    """Bytes of a file, from `first` up to and with `last`; None is the end of it."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """An open file: the bytes that are coming, of how many it has in all."""

    size: int
    span: Span
    chunks: AsyncIterator[bytes]

    @property
    def length(self) -> int:
        """How many bytes are coming."""
        last = self.size - 1 if self.span.last is None else self.span.last
        return last - self.span.first + 1


class Store(Protocol):
    """Where files are kept."""

    async def put(self, name: str, source: Path) -> None:
        """Keep the file at `source` under `name`; again, it takes the place of the one before.
        Raises `Unavailable`."""

    def read(self, name: str, span: Span | None = None) -> AbstractAsyncContextManager[Found]:
        """The file, or a part of it, while the block lasts. Raises `NotFound`, `Unavailable`."""

    async def remove(self, name: str) -> None:
        """Keep it no longer; nothing happens where there is none. Raises `Unavailable`."""

    async def close(self) -> None:
        """Let go of connections."""


def checked(name: str) -> str:
    """A name that can be none of another folder. Raises `NotFound`."""
    if NAME.fullmatch(name) is None:
        raise NotFound("file")
    return name


def media_type_of(name: str) -> str:
    """By the end of the name; unknown ones are bytes to be saved."""
    return MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def within(span: Span | None, size: int) -> Span:
    """The part that is there of what was asked for. Raises `NotFound` past the end."""
    if span is None:
        return Span(0, size - 1)
    last = size - 1 if span.last is None else min(span.last, size - 1)
    if span.first > last:
        raise NotFound("file")
    return Span(span.first, last)
