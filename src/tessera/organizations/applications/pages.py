"""Pages: applying to sell, with papers."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.organizations.applications.apply import apply, revise, withdraw
from tessera.organizations.applications.documents import add_document, remove_document
from tessera.organizations.applications.model import (
    DOCUMENTS_MAX,
    Application,
    ApplicationStatus,
    ApplicationWanted,
)
from tessera.organizations.applications.read import applications_of
from tessera.organizations.applications.routes import document_answer, seen_application
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.views.houses import ApplicationRow, ApplyPage, PaperRow
from tessera.web.who import who_of

HERE = "/organize"
ONE = HERE + "/{organization_id:int}"
TEXTS = ("name", "address", "city", "country", "postal_code", "currency", "timezone")
MORE = ("tax_number", "phone", "note")
PLACES = ("latitude", "longitude")
DEFAULTS = {"country": "IN", "currency": "INR", "timezone": "Asia/Kolkata"}
Fields = dict[str, list[str]]


@get(HERE, guards=[may(Right.APPLY)], include_in_schema=False)
async def apply_page(request: PageRequest) -> Page:
    """What one has applied for, and the form."""
    return await _page(request, DEFAULTS)


@post(HERE, guards=[may(Right.APPLY)], include_in_schema=False)
async def post_apply(request: PageRequest) -> Page:
    """Apply; the next page takes the papers."""
    fields = await form_of(request)
    person = await require(request)

    async def act(tx: Tx) -> str:
        wanted = _wanted(fields)
        made = await apply(tx, wanted, account_id=person.account_id, who=who_of(request))
        return f"{HERE}/{made.organization_id}"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, _values(fields), trouble=trouble_of(error)),
    )


@get(ONE, guards=[may(Right.APPLY)], include_in_schema=False)
async def application_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """One's own application, to be changed while nobody has decided."""
    found = await seen_application(request, organization_id)
    return await _page(request, _said(found), found)


@post(ONE, guards=[may(Right.APPLY)], include_in_schema=False)
async def post_revision(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Say it otherwise, or apply again."""
    found = await seen_application(request, organization_id)
    fields = await form_of(request)
    person = await require(request)

    async def act(tx: Tx) -> str:
        account_id, who = person.account_id, who_of(request)
        await revise(tx, organization_id, _wanted(fields), account_id=account_id, who=who)
        return f"{HERE}/{organization_id}"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, _values(fields), found, trouble=trouble_of(error)),
    )


@post(ONE + "/withdrawal", guards=[may(Right.APPLY)], include_in_schema=False)
async def post_withdrawal_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Take it back."""
    fields = await form_of(request)
    person = await require(request)

    async def act(tx: Tx) -> str:
        await withdraw(tx, organization_id, account_id=person.account_id, who=who_of(request))
        return HERE

    return await go_once(request, fields, act)


@post(ONE + "/documents", guards=[may(Right.APPLY)], include_in_schema=False)
async def post_paper(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Add a paper."""
    found = await seen_application(request, organization_id)
    fields = await form_of(request)
    person = await require(request)
    sent = (await request.form()).get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    name = sent.filename if isinstance(sent, UploadFile) else ""

    async def act(tx: Tx) -> str:
        await add_document(
            tx,
            organization_id,
            name=name[:120],
            content=content,
            account_id=person.account_id,
            who=who_of(request),
        )
        return f"{HERE}/{organization_id}"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, _said(found), found, trouble=trouble_of(error)),
    )


@get(ONE + "/documents/{document_id:uuid}", guards=[may(Right.APPLY)], include_in_schema=False)
async def get_paper(
    request: PageRequest, organization_id: FromPath[int], document_id: FromPath[UUID]
) -> Page:
    """A paper, to save."""
    await seen_application(request, organization_id)
    return await document_answer(request, organization_id, document_id)


@post(
    ONE + "/documents/{document_id:uuid}/removal",
    guards=[may(Right.APPLY)],
    include_in_schema=False,
)
async def post_paper_removal(
    request: PageRequest, organization_id: FromPath[int], document_id: FromPath[UUID]
) -> Page:
    """Take a paper back."""
    fields = await form_of(request)
    person = await require(request)

    async def act(tx: Tx) -> str:
        account_id, who = person.account_id, who_of(request)
        await remove_document(tx, organization_id, document_id, account_id=account_id, who=who)
        return f"{HERE}/{organization_id}"

    return await go_once(request, fields, act)


def _values(fields: Fields) -> dict[str, str]:
    return {name: one(fields, name) for name in (*TEXTS, *MORE, *PLACES)}


def _wanted(fields: Fields) -> ApplicationWanted:
    """The form as a command. Raises `Invalid`."""
    values: dict[str, Any] = {name: one(fields, name).strip() for name in (*TEXTS, *MORE)}
    problems = [Problem(name, "is missing") for name in TEXTS if not values[name]]
    for name in PLACES:
        text = one(fields, name).strip()
        try:
            values[name] = float(text) if text else None
        except ValueError:
            problems.append(Problem(name, "is not a number"))
    if problems:
        raise Invalid(problems)
    try:
        return msgspec.convert(values, ApplicationWanted)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        raise Invalid([Problem(path.rstrip("`"), message)]) from error


def _said(found: Application) -> dict[str, str]:
    """An application as its form is filled."""
    texts = {name: str(getattr(found, name)) for name in (*TEXTS, *MORE)}
    places = {name: getattr(found, name) for name in PLACES}
    return texts | {name: "" if n is None else str(n) for name, n in places.items()}


async def _page(
    request: PageRequest,
    values: dict[str, str],
    found: Application | None = None,
    *,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    own = await applications_of(services.db.pool, person.account_id)
    url = f"{HERE}/{found.organization_id}" if found else HERE
    undecided = found is not None and found.status is ApplicationStatus.PENDING
    problems = told(request, trouble)
    view = ApplyPage(
        action=url,
        values=values,
        problems=problems,
        status=found.status.value if found else "",
        reason=found.reason if found else "",
        applications=tuple(
            ApplicationRow(
                a.name, a.status.value, a.reason, a.submitted_at, f"{HERE}/{a.organization_id}"
            )
            for a in own
        ),
        papers=tuple(
            PaperRow(
                paper.name,
                paper.size,
                f"{url}/documents/{paper.id}",
                f"{url}/documents/{paper.id}/removal" if undecided else "",
            )
            for paper in (found.documents if found else ())
        ),
        papers_max=DOCUMENTS_MAX,
        refusal=refusal(request, trouble) if trouble and not problems else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/apply.html", view, status=status)


PAGES = [
    apply_page,
    post_apply,
    application_page,
    post_revision,
    post_withdrawal_form,
    post_paper,
    get_paper,
    post_paper_removal,
]
