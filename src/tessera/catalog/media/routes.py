"""REST: a title's files sent, looked at, taken away."""

from typing import Any

from litestar import Response, delete, get, put
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.keepers import require_editor
from tessera.catalog.media.model import FILE_BYTES_MAX, FileRole, TitleFile
from tessera.catalog.media.take import file_arrived, files_of, keep_file, take_away
from tessera.catalog.model import Title
from tessera.catalog.read import read_title
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.once import once
from tessera.web.sent import sent_body
from tessera.web.who import who_of

FILES = "/titles/{title_id:int}/files"


@get(FILES, guards=[may(Right.CATALOGUE_CHANGE)])
async def get_files(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """The newest file of each role, and how far it has come."""
    services: Services = request.app.state.services
    await kept(request, title_id)
    found = await files_of(services.db.pool, title_id)
    return json_answer({"items": [file_view(file) for file in found], "next_cursor": None})


@put(
    FILES + "/{role:str}",
    guards=[may(Right.CATALOGUE_CHANGE)],
    status_code=202,
    request_max_body_size=FILE_BYTES_MAX,
)
async def put_file(
    request: JsonRequest, title_id: FromPath[int], role: FromPath[str]
) -> Response[bytes]:
    """Send a poster, backdrop or trailer: the body is the file. Pictures are drawn in the
    background; `GET` tells when they are ready."""
    services: Services = request.app.state.services
    await kept(request, title_id)
    await within_expensive(request)
    async with sent_body(request, FILE_BYTES_MAX) as path:
        file = await keep_file(services, path, title_id=title_id, role=role_of(role))
    async with services.db.transaction() as tx:
        arrived = await file_arrived(tx, file, who=who_of(request))
    return json_answer(file_view(arrived), 202)


@delete(FILES + "/{role:str}", guards=[may(Right.CATALOGUE_CHANGE)], status_code=204)
async def delete_file(
    request: JsonRequest, title_id: FromPath[int], role: FromPath[str]
) -> Response[None]:
    """Take a file away."""
    await kept(request, title_id)

    async def act(tx: Tx) -> None:
        await take_away(tx, title_id, role_of(role))

    return await once(request, act, status=204)


def role_of(text: str) -> FileRole:
    """A role of a path. Raises `NotFound`."""
    if text not in set(FileRole):
        raise NotFound("file")
    return FileRole(text)


async def kept(request: JsonRequest, title_id: int) -> Title:
    """The title, for who keeps it. Raises `NotFound`, `Forbidden`."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        title = await read_title(tx, title_id)
    await require_editor(request, title.organization_id)
    return title


def file_view(file: TitleFile) -> dict[str, Any]:
    """A file as JSON."""
    return {
        "role": file.role,
        "state": file.state,
        "bytes": file.bytes,
        "width": file.width or None,
        "height": file.height or None,
    }


ROUTES = [get_files, put_file, delete_file]
