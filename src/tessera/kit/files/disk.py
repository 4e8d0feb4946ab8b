"""Files in a folder of this machine, or of a disk that several share."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.files.port import CHUNK_BYTES, Found, Span, checked, within
from tessera.kit.ids import new_secret


class DiskStore:
    """Keeps each file under `folder`; whoever reads sees the whole file or none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, name: str, source: Path) -> None:
        """Copied beside its place, then moved there."""
        path = self._path(name)
        try:
            await asyncio.to_thread(_copy, source, path)
        except OSError as error:
            raise Unavailable(f"{path} cannot be written: {error.strerror}") from error

    @asynccontextmanager
    async def read(self, name: str, span: Span | None = None) -> AsyncIterator[Found]:
        """Read in pieces, in a thread: a disk may be slow too."""
        path = self._path(name)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound("file") from None
        try:
            size = os.fstat(file.fileno()).st_size
            part = within(span, size)
            found = Found(size, part, _chunks(file, part))
            yield found
        finally:
            file.close()

    async def remove(self, name: str) -> None:
        """The file, and its folder where that is empty now."""
        await asyncio.to_thread(_remove, self._path(name))

    async def close(self) -> None:
        """Nothing is held."""

    def _path(self, name: str) -> Path:
        return self.folder / checked(name)


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{new_secret(9)}")
    try:
        shutil.copyfile(source, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError:
        return


async def _chunks(file: BinaryIO, part: Span) -> AsyncIterator[bytes]:
    assert part.last is not None, "within() has told the end"
    left = part.last - part.first + 1
    await asyncio.to_thread(file.seek, part.first)
    while left > 0:
        chunk = await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))
        if not chunk:
            return
        left -= len(chunk)
        yield chunk
