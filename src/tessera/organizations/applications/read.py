"""Read applications."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.organizations.applications.model import Application, ApplicationStatus, Document

sql = named.beside(__file__)


async def read_application(connection: Any, organization_id: int) -> Application:
    """One application with the list of its documents. Raises `NotFound`."""
    row = await connection.fetchrow(sql["one"], organization_id)
    if row is None:
        raise NotFound("application")
    found = await connection.fetch(sql["documents"], organization_id)
    return _application(row, tuple(Document(**dict(document)) for document in found))


async def applications_of(connection: Any, account_id: UUID) -> list[Application]:
    """What somebody has applied for, the newest first."""
    return [_application(row) for row in await connection.fetch(sql["of_account"], account_id)]


async def applications_in(
    connection: Any, status: ApplicationStatus, *, after: int, limit: int
) -> list[Application]:
    """Applications of a status, the oldest first."""
    rows = await connection.fetch(sql["of_status"], status, after, limit)
    return [_application(row) for row in rows]


async def read_document(
    connection: Any, organization_id: int, document_id: UUID
) -> tuple[str, str, bytes]:
    """A document's name, media type and bytes. Raises `NotFound`."""
    row = await connection.fetchrow(sql["document"], organization_id, document_id)
    if row is None:
        raise NotFound("document")
    return row["name"], row["media_type"], row["bytes"]


def _application(row: Any, documents: tuple[Document, ...] = ()) -> Application:
    fields = {f: row[f] for f in Application.__struct_fields__ if f != "documents"}
    for name in ("latitude", "longitude"):
        fields[name] = None if fields[name] is None else float(fields[name])
    found = msgspec.convert(fields, Application, strict=False)
    return msgspec.structs.replace(found, documents=documents)
