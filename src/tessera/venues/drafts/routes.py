"""REST: drafts of seat plans."""

import asyncio
from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.venues.drafts.bring import Brought, document_of_plan, read_plan
from tessera.venues.drafts.keep import (
    begin_draft,
    document_of,
    drafts_of,
    drop_draft,
    keep_picture,
    picture_of,
    read_draft,
    save_draft,
)
from tessera.venues.drafts.model import Draft, DraftSaved, NewDraft, Publication
from tessera.venues.drafts.publish import publish_draft
from tessera.venues.drafts.speak import spoken
from tessera.venues.drafts.underlay import redraw
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.limited import within_expensive
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

HOUSE = "/organizations/{organization_id:int}"
DRAFT = "/plan-drafts/{draft_id:int}"


class PictureWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture to draw after, as base64: JPEG, PNG or WebP."""

    content: bytes


async def own_draft(request: JsonRequest, tx: Tx, draft_id: int, *, lock: bool = False) -> Draft:
    """A draft, for who has the route's right there. Raises as `allowed` does."""
    draft = await read_draft(tx, draft_id, lock=lock)
    await allowed(request, None, draft.organization_id, what="draft")
    return draft


@get(HOUSE + "/plan-drafts", guards=[may(Right.VENUES_CHANGE)])
async def get_drafts(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's drafts."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await drafts_of(tx, organization_id, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda d: d, cursor=lambda d: d.id))


@post(HOUSE + "/plan-drafts", guards=[may(Right.VENUES_CHANGE)], status_code=201)
async def post_draft(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewDraft]
) -> Response[bytes]:
    """Begin a draft: empty, of a seat plan, or of a document."""

    async def act(tx: Tx) -> object:
        return await begin_draft(tx, organization_id, data)

    return await once(request, act, status=201)


@post(HOUSE + "/plan-drafts/reading", guards=[may(Right.VENUES_CHANGE)], status_code=200)
async def post_reading(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[Brought]
) -> Response[bytes]:
    """Read a hall from CSV, SVG, JSON or pretix's JSON, and answer it as a document."""
    await within_expensive(request)
    plan = await asyncio.to_thread(read_plan, data)
    return json_answer(document_of_plan(plan))


@get(DRAFT, guards=[may(Right.VENUES_CHANGE)])
async def get_draft(request: JsonRequest, draft_id: FromPath[int]) -> Response[bytes]:
    """A draft with its document."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        draft = await own_draft(request, tx, draft_id)
        document = await document_of(tx, draft_id)
    told: dict[str, Any] = msgspec.to_builtins(draft)
    return json_answer(told | {"document": msgspec.Raw(document.encode())})


@put(DRAFT, guards=[may(Right.VENUES_CHANGE)])
async def put_draft(
    request: JsonRequest, draft_id: FromPath[int], data: JSONBody[DraftSaved]
) -> Response[bytes]:
    """Save what is drawn; the answer tells what keeps it from being published, each problem in
    English and as `said` in the language of who draws."""

    async def act(tx: Tx) -> object:
        await own_draft(request, tx, draft_id)
        draft, checked = await save_draft(tx, draft_id, data)
        return {"draft": draft, "checked": spoken(request, checked)}

    return await once(request, act)


@delete(DRAFT, guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_draft(request: JsonRequest, draft_id: FromPath[int]) -> Response[None]:
    """Throw a draft away."""

    async def act(tx: Tx) -> None:
        await own_draft(request, tx, draft_id)
        await drop_draft(tx, draft_id)

    return await once(request, act, status=204)


@post(DRAFT + "/publication", guards=[may(Right.VENUES_CHANGE)], status_code=201)
async def post_publication(
    request: JsonRequest, draft_id: FromPath[int], data: JSONBody[Publication]
) -> Response[bytes]:
    """Make the draft a seat plan, the next version of its name, and give it to its hall."""

    async def act(tx: Tx) -> object:
        await own_draft(request, tx, draft_id)
        published = await publish_draft(tx, draft_id, data)
        return {"draft": published.draft, "seat_plan": published.plan}

    return await once(request, act, status=201)


@get(DRAFT + "/picture", guards=[may(Right.VENUES_CHANGE)])
async def get_picture(request: JsonRequest, draft_id: FromPath[int]) -> Response[bytes]:
    """The picture under the drawing."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await own_draft(request, tx, draft_id)
        picture = await picture_of(tx, draft_id)
    return Response(
        picture, media_type="image/webp", headers={"Cache-Control": "private, no-cache"}
    )


@put(DRAFT + "/picture", guards=[may(Right.VENUES_CHANGE)])
async def put_picture(
    request: JsonRequest, draft_id: FromPath[int], data: JSONBody[PictureWanted]
) -> Response[bytes]:
    """Put a picture under the drawing, drawn anew at most 2,400 pixels wide."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await own_draft(request, tx, draft_id)
    await within_expensive(request)
    picture = await redraw(data.content)

    async def act(tx: Tx) -> object:
        await own_draft(request, tx, draft_id, lock=True)
        await keep_picture(tx, draft_id, picture)
        return {"bytes": len(picture)}

    return await once(request, act)


@delete(DRAFT + "/picture", guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_picture(request: JsonRequest, draft_id: FromPath[int]) -> Response[None]:
    """Take the picture away."""

    async def act(tx: Tx) -> None:
        await own_draft(request, tx, draft_id, lock=True)
        await keep_picture(tx, draft_id, None)

    return await once(request, act, status=204)


ROUTES = [
    get_drafts,
    post_draft,
    post_reading,
    get_draft,
    put_draft,
    delete_draft,
    post_publication,
    get_picture,
    put_picture,
    delete_picture,
]
