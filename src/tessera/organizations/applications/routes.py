"""REST: applying to sell."""

import base64
import binascii
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.organizations.applications.apply import apply, revise, withdraw
from tessera.organizations.applications.documents import add_document, remove_document
from tessera.organizations.applications.model import (
    Application,
    ApplicationWanted,
)
from tessera.organizations.applications.read import (
    applications_of,
    read_application,
    read_document,
)
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import SAFE, Connection, may, require
from tessera.web.once import once
from tessera.web.who import who_of

ONE = "/applications/{organization_id:int}"
PAPER = ONE + "/documents/{document_id:uuid}"


class DocumentWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper: its name and its content, base64."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    content: str


@post("/applications", guards=[may(Right.APPLY)], status_code=201)
async def post_application(
    request: JsonRequest, data: JSONBody[ApplicationWanted]
) -> Response[bytes]:
    """Apply to sell; one application at a time."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        return await apply(tx, data, account_id=person.account_id, who=who_of(request))

    return await once(request, act, status=201)


@get("/me/applications", guards=[may(Right.APPLY)])
async def my_applications(request: JsonRequest) -> Response[bytes]:
    """What one has applied for, the newest first."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await applications_of(services.db.pool, person.account_id)
    return json_answer({"items": found, "next_cursor": None})


@get(ONE, guards=[may(Right.APPLY)])
async def get_application(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """One's own application; the platform's people read everybody's."""
    return json_answer(await seen_application(request, organization_id))


@put(ONE, guards=[may(Right.APPLY)], status_code=200)
async def put_application(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[ApplicationWanted]
) -> Response[bytes]:
    """Say it otherwise while it is pending, or apply again after a rejection."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        account_id = person.account_id
        return await revise(tx, organization_id, data, account_id=account_id, who=who_of(request))

    return await once(request, act)


@post(ONE + "/withdrawal", guards=[may(Right.APPLY)], status_code=200)
async def post_withdrawal(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Take a pending application back."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        account_id = person.account_id
        return await withdraw(tx, organization_id, account_id=account_id, who=who_of(request))

    return await once(request, act)


@post(ONE + "/documents", guards=[may(Right.APPLY)], status_code=201)
async def post_document(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[DocumentWanted]
) -> Response[bytes]:
    """Add a paper: a PDF, PNG or JPEG by its content."""
    person = await require(request)
    try:
        content = base64.b64decode(data.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid([Problem("content", "is not base64")]) from error

    async def act(tx: Tx) -> object:
        document_id = await add_document(
            tx,
            organization_id,
            name=data.name,
            content=content,
            account_id=person.account_id,
            who=who_of(request),
        )
        return {"id": document_id}

    return await once(request, act, status=201)


@get(PAPER, guards=[may(Right.APPLY)])
async def get_document(
    request: JsonRequest, organization_id: FromPath[int], document_id: FromPath[UUID]
) -> Response[bytes]:
    """A paper as it came, to save."""
    await seen_application(request, organization_id)
    return await document_answer(request, organization_id, document_id)


@delete(PAPER, guards=[may(Right.APPLY)], status_code=204)
async def delete_document(
    request: JsonRequest, organization_id: FromPath[int], document_id: FromPath[UUID]
) -> Response[None]:
    """Take a paper back while nobody has decided."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        account_id, who = person.account_id, who_of(request)
        await remove_document(tx, organization_id, document_id, account_id=account_id, who=who)

    return await once(request, act, status=204)


async def seen_application(request: Connection, organization_id: int) -> Application:
    """An application, for its maker; the platform's people look at it. Raises `NotFound`."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await read_application(services.db.pool, organization_id)
    looks = request.scope.get("method") in SAFE and person.may(Right.ORGANIZATIONS_READ)
    if not person.is_account(found.account_id) and not looks:
        raise NotFound("application")
    return found


async def document_answer(
    request: Connection, organization_id: int, document_id: UUID
) -> Response[bytes]:
    """A paper to save: what others have written is never shown as a page of ours."""
    services: Services = request.app.state.services
    _, media_type, content = await read_document(services.db.pool, organization_id, document_id)
    suffix = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[media_type]
    headers = {
        "Content-Disposition": f'attachment; filename="document-{document_id}.{suffix}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


ROUTES = [
    post_application,
    my_applications,
    get_application,
    put_application,
    post_withdrawal,
    post_document,
    get_document,
    delete_document,
]
