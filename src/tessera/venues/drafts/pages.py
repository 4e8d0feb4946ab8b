"""Pages: seat plans and drafts of an organization; the designer of one draft."""

from collections.abc import Awaitable, Callable

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.venues.console.forms import Fields, converted
from tessera.venues.drafts.forms import begun, block_wanted, with_block
from tessera.venues.drafts.keep import begin_draft, document_of, drop_draft, read_draft, save_draft
from tessera.venues.drafts.model import Draft, DraftSaved, Publication
from tessera.venues.drafts.page_views import designer_view, plans_view
from tessera.venues.drafts.publish import publish_draft
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page

Act = Callable[[Tx], Awaitable[str]]
PLANS = "/organizer/organizations/{organization_id:int}/seat-plans"
DRAFT = PLANS + "/drafts/{draft_id:int}"


def plans_url(organization_id: int) -> str:
    """Where an organization's seat plans are."""
    return f"/organizer/organizations/{organization_id}/seat-plans"


@get(PLANS, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def plans_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Drafts, plans, and the ways to begin."""
    return await _plans(request, organization_id)


@post(PLANS, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_begin(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Begin a draft: empty, from a generator, from a plan, or of a file."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        draft = await begin_draft(tx, organization_id, begun(fields))
        return f"{plans_url(organization_id)}/drafts/{draft.id}"

    return await go_or_tell(
        request, fields, act, lambda error: _plans(request, organization_id, fields, error=error)
    )


@get(DRAFT, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def designer_page(
    request: PageRequest, organization_id: FromPath[int], draft_id: FromPath[int]
) -> Page:
    """The designer."""
    return await _designer(request, organization_id, draft_id)


@post(DRAFT + "/blocks", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_block(
    request: PageRequest, organization_id: FromPath[int], draft_id: FromPath[int]
) -> Page:
    """Add a block of rows by numbers."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        draft = await _own(tx, organization_id, draft_id)
        document = with_block(await document_of(tx, draft_id), block_wanted(fields))
        saved = {"document": document, "version": int(one(fields, "version") or draft.version)}
        await save_draft(tx, draft_id, converted(saved, DraftSaved))
        return f"{plans_url(organization_id)}/drafts/{draft_id}?said=added"

    return await _acted(request, organization_id, draft_id, fields=fields, act=act)


@post(DRAFT + "/publication", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_publish(
    request: PageRequest, organization_id: FromPath[int], draft_id: FromPath[int]
) -> Page:
    """Publish what is drawn."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        draft = await _own(tx, organization_id, draft_id)
        hall = one(fields, "hall_id")
        wanted = {"version": draft.version, "hall_id": int(hall) if hall.isdecimal() else None}
        await publish_draft(tx, draft_id, converted(wanted, Publication))
        return f"{plans_url(organization_id)}?said=published"

    return await _acted(request, organization_id, draft_id, fields=fields, act=act)


@post(DRAFT + "/removal", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_drop(
    request: PageRequest, organization_id: FromPath[int], draft_id: FromPath[int]
) -> Page:
    """Throw a draft away."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await _own(tx, organization_id, draft_id)
        await drop_draft(tx, draft_id)
        return f"{plans_url(organization_id)}?said=dropped"

    return await go_once(request, fields, act)


async def _own(tx: Tx, organization_id: int, draft_id: int) -> Draft:
    draft = await read_draft(tx, draft_id)
    if draft.organization_id != organization_id:
        raise NotFound("draft")
    return draft


async def _acted(
    request: PageRequest, organization_id: int, draft_id: int, *, fields: Fields, act: Act
) -> Page:
    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _designer(request, organization_id, draft_id, fields=fields, error=error),
    )


async def _plans(
    request: PageRequest,
    organization_id: int,
    fields: Fields | None = None,
    *,
    error: Invalid | Refused | None = None,
) -> Page:
    organization = await kept_organization(request, organization_id)
    head = await desk(request, organization, "seat-plans")
    view = await plans_view(
        request, head, url=plans_url(organization_id), fields=fields or {}, error=error
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/plans.html", view, status=status)


async def _designer(
    request: PageRequest,
    organization_id: int,
    draft_id: int,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    async with services.db.transaction() as tx:
        draft = await _own(tx, organization_id, draft_id)
        document = await document_of(tx, draft_id)
    view = await designer_view(
        request,
        draft,
        document,
        desk=await desk(request, organization, "seat-plans"),
        url=plans_url(organization_id),
        fields=fields or {},
        error=error,
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/designer.html", view, status=status)


PAGES = [plans_page, post_begin, designer_page, post_block, post_publish, post_drop]
