"""Documents of an application: kept as they came, typed by their content."""

from uuid import UUID

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.ids import new_id
from tessera.kit.trail import Who, note
from tessera.organizations.applications.apply import own
from tessera.organizations.applications.model import (
    DOCUMENTS_MAX,
    ApplicationRefusal,
    ApplicationStatus,
)
from tessera.organizations.applications.read import sql
from tessera.organizations.applications.rules import document_problems, media_type_of


async def add_document(
    tx: Tx, organization_id: int, *, name: str, content: bytes, account_id: UUID, who: Who
) -> UUID:
    """Keep a paper. Raises `NotFound`, `Invalid`, `Refused`: `application_decided`,
    `too_many_documents`."""
    name = name.strip() or "document"
    if problems := document_problems(name, content):
        raise Invalid(problems)
    await _undecided(tx, organization_id, account_id)
    if len(await tx.fetch(sql["documents"], organization_id)) >= DOCUMENTS_MAX:
        raise Refused(ApplicationRefusal.TOO_MANY_DOCUMENTS)
    document_id = new_id()
    kind = media_type_of(content)
    await tx.fetch(sql["add_document"], document_id, organization_id, name, kind, content)
    await note(
        tx,
        who,
        "application.document_added",
        subject=("organization", organization_id),
        organization_id=organization_id,
        after={"document": str(document_id), "name": name, "type": kind},
    )
    return document_id


async def remove_document(
    tx: Tx, organization_id: int, document_id: UUID, *, account_id: UUID, who: Who
) -> None:
    """Take a paper back. Raises `NotFound`, `Refused(application_decided)`."""
    await _undecided(tx, organization_id, account_id)
    if await tx.fetch_one(sql["remove_document"], organization_id, document_id) is None:
        raise NotFound("document")
    await note(
        tx,
        who,
        "application.document_removed",
        subject=("organization", organization_id),
        organization_id=organization_id,
        before={"document": str(document_id)},
    )


async def _undecided(tx: Tx, organization_id: int, account_id: UUID) -> None:
    if await own(tx, organization_id, account_id) is not ApplicationStatus.PENDING:
        raise Refused(ApplicationRefusal.APPLICATION_DECIDED)
