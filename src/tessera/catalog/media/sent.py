"""Receiving a file: to the disk as it comes, never whole in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from litestar.datastructures import UploadFile

from tessera.catalog.media.model import FILE_BYTES_MAX
from tessera.catalog.media.take import PATH
from tessera.kit.errors import Invalid, Problem, TooLarge
from tessera.kit.files.port import CHUNK_BYTES
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.pages import PageRequest

FOLDER = "incoming"
FORM_BYTES_MAX = FILE_BYTES_MAX + 1_000_000
"""A form has its other fields beside the file."""


@asynccontextmanager
async def sent_body(request: JsonRequest) -> AsyncIterator[Path]:
    """The body as a file, until the end of the block. Raises `TooLarge`."""
    async with _spooled(request, _bounded(request.stream())) as path:
        yield path


@asynccontextmanager
async def sent_file(request: PageRequest) -> AsyncIterator[Path]:
    """The file of a form. Raises `Invalid`, `TooLarge`."""
    file = (await request.form()).get(PATH)
    if not isinstance(file, UploadFile) or not file.filename:
        raise Invalid([Problem(PATH, "is missing: choose a file")])

    async def chunks() -> AsyncIterator[bytes]:
        while chunk := await file.read(CHUNK_BYTES):
            yield chunk

    async with _spooled(request, _bounded(chunks())) as path:
        yield path


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    come = 0
    async for chunk in chunks:
        come += len(chunk)
        if come > FILE_BYTES_MAX:
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
