"""Receiving a file of at most so many bytes: to the disk as it comes, never whole in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from litestar.datastructures import UploadFile

from tessera.kit.errors import Invalid, Problem, TooLarge
from tessera.kit.files.port import CHUNK_BYTES
from tessera.kit.pictures import FILE
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.pages import PageRequest

FOLDER = "incoming"


@asynccontextmanager
async def sent_body(request: JsonRequest, bytes_max: int) -> AsyncIterator[Path]:
    """The body as a file, until the end of the block. Raises `TooLarge`."""
    async with _spooled(request, _bounded(request.stream(), bytes_max)) as path:
        yield path


@asynccontextmanager
async def sent_file(request: PageRequest, bytes_max: int) -> AsyncIterator[Path]:
    """The file of a form. Raises `Invalid`, `TooLarge`."""
    file = (await request.form()).get(FILE)
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid([Problem(FILE, "is missing: choose a file")])

    async def chunks() -> AsyncIterator[bytes]:
        while chunk := await file.read(CHUNK_BYTES):
            yield chunk

    async with _spooled(request, _bounded(chunks(), bytes_max)) as path:
        yield path


async def _bounded(chunks: AsyncIterator[bytes], bytes_max: int) -> AsyncIterator[bytes]:
    come = 0
    async for chunk in chunks:
        come += len(chunk)
        if come > bytes_max:
            raise TooLarge
        yield chunk


@asynccontextmanager
async def _spooled(request: JsonRequest, chunks: AsyncIterator[bytes]) -> AsyncIterator[Path]:
    services: Services = request.app.state.services
    folder = services.settings.var / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, buffering=0) as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
        yield Path(file.name)
