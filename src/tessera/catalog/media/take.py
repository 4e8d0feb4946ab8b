"""Take a file of a title: looked at, kept in the store, then told to the database."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import update

from tessera.catalog.media.model import FILE_BYTES_MAX, FileRole, FileState, TitleFile
from tessera.catalog.tables import titles
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.files.kinds import film_suffix
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.pictures import FILE, Looked, head_of, look_at_picture
from tessera.kit.trail import Who, note
from tessera.services import Services

sql = named.beside(__file__)

DRAW_PICTURE = "draw_picture"
NO_FILM = Problem(FILE, "is not an MP4 or WebM film")


async def look_at(source: Path, role: FileRole) -> Looked:
    """What the file is. Raises `Invalid`."""
    return await asyncio.to_thread(_look, source, role)


def _look(source: Path, role: FileRole) -> Looked:
    if role is not FileRole.TRAILER:
        return look_at_picture(source, bytes_max=FILE_BYTES_MAX)
    size, head = head_of(source, bytes_max=FILE_BYTES_MAX)
    if not (suffix := film_suffix(head)):
        raise Invalid([NO_FILM])
    return Looked(suffix, size)


async def keep_file(
    services: Services, source: Path, *, title_id: int, role: FileRole
) -> TitleFile:
    """Look at it and bring it to the store, with a row that says so before it leaves this machine.

    No transaction is open while it travels. Raises `Invalid`, `Unavailable`.
    """
    looked = await look_at(source, role)
    file = TitleFile(
        id=new_id(),
        title_id=title_id,
        role=role,
        state=FileState.SENDING,
        **looked._asdict(),
    )
    fields = (file.id, title_id, role, looked.suffix, looked.bytes, looked.width, looked.height)
    await services.db.pool.execute(sql["begin"], *fields)
    await services.files.put(file.original, source)
    return file


async def file_arrived(tx: Tx, file: TitleFile, *, who: Who) -> TitleFile:
    """The store has it: a picture waits to be drawn, a trailer can be shown. Raises `NotFound`."""
    film = file.role is FileRole.TRAILER
    state = FileState.READY if film else FileState.WAITING
    if await tx.fetch_one(sql["arrived"], file.id, state) is None:
        raise NotFound("file")
    told = {"role": file.role, "bytes": file.bytes, "width": file.width, "height": file.height}
    house = await tx.raw.fetchval("SELECT organization_id FROM titles WHERE id = $1", file.title_id)
    await note(
        tx,
        who,
        "title.file_sent",
        subject=("title", file.title_id),
        organization_id=house,
        after=told,
    )
    if film:
        await show_file(tx, file)
    else:
        await enqueue(tx, DRAW_PICTURE, str(file.id))
    return msgspec.structs.replace(file, state=state)


async def show_file(tx: Tx, file: TitleFile) -> None:
    """Show it with its title from now on; older ones leave. One that came later stays."""
    if await tx.raw.fetchval(sql["newer"], file.title_id, file.role, file.id):
        await tx.fetch(sql["set_state"], file.id, FileState.LEAVING)
        return
    await tx.fetch(sql["set_state"], file.id, FileState.READY)
    await tx.fetch(sql["replaced"], file.title_id, file.role, file.id)
    key = f"{file.id.hex}.{file.suffix}" if file.role is FileRole.TRAILER else file.id.hex
    await tx.execute(
        update(titles).where(titles.c.id == file.title_id).values({file.role.value: key})
    )


async def take_away(tx: Tx, title_id: int, role: FileRole) -> None:
    """Be without a file of this role. Raises `NotFound`."""
    if not await tx.fetch(sql["take_away"], title_id, role):
        raise NotFound("file")
    await tx.execute(update(titles).where(titles.c.id == title_id).values({role.value: ""}))


async def files_of(connection: Any, title_id: int) -> list[TitleFile]:
    """The newest file of each role."""
    return [file_of(row) for row in await connection.fetch(sql["of_title"], title_id)]


async def read_file(connection: Any, file_id: UUID, *, lock: bool = False) -> TitleFile:
    """One file. Raises `NotFound`."""
    row = await connection.fetchrow(sql["lock" if lock else "one"], file_id)
    if row is None:
        raise NotFound("file")
    return file_of(row)


def file_of(row: Any) -> TitleFile:
    """A row of `title_files` as a value."""
    return msgspec.convert({f: row[f] for f in TitleFile.__struct_fields__}, TitleFile)
