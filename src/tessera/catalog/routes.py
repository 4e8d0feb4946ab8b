"""REST: titles."""

from datetime import date
from typing import Annotated

from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.catalog.enter import change_title, enter_title
from tessera.catalog.model import PUBLIC, NewTitle, TitleChange, TitleKind
from tessera.catalog.read import Wanted, find_titles, read_title
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden, NotFound
from tessera.kit.limits import Policy
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.web.answers import JsonRequest
from tessera.web.guards import allowed, may, require
from tessera.web.limited import within_address
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit
from tessera.web.public import public_answer, public_read

Words = Annotated[str | None, QueryParameter(max_length=100)]


@get("/titles", guards=[may(Right.BROWSE)])
async def get_titles(
    request: JsonRequest,
    kind: FromQuery[TitleKind | None] = None,
    q: Words = None,
    genre: Words = None,
    language: Words = None,
    city: Words = None,
    day: Annotated[date | None, QueryParameter(name="date")] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """What is on: by kind, words, genre, language, city, date; the next show first."""
    await within_address(request, Policy.SEARCH)
    wanted = Wanted(kind=kind, q=q, genre=genre, language=language, city=city, day=day)
    found = await public_read(
        request,
        ("titles", wanted, limit, cursor),
        lambda tx: find_titles(tx, wanted, limit=limit + 1, offset=cursor),
    )
    return await public_answer(request, offset_page(found, limit, cursor, view=lambda title: title))


@get("/titles/{title_id:int}", guards=[may(Right.BROWSE)])
async def get_title(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """One title."""
    title = await public_read(request, ("one title", title_id), lambda tx: read_title(tx, title_id))
    if title.status not in PUBLIC:
        raise NotFound("title")
    return await public_answer(request, title)


@post("/titles", guards=[may(Right.CATALOGUE_CHANGE)], status_code=201)
async def post_title(request: JsonRequest, data: JSONBody[NewTitle]) -> Response[bytes]:
    """Enter a title for an organization; admins enter titles for all of them."""
    await require_editor(request, data.organization_id)

    async def act(tx: Tx) -> object:
        return await enter_title(tx, data)

    return await once(request, act, status=201)


@patch("/titles/{title_id:int}", guards=[may(Right.CATALOGUE_CHANGE)])
async def patch_title(
    request: JsonRequest, title_id: FromPath[int], data: JSONBody[TitleChange]
) -> Response[bytes]:
    """Change a title; fields left out stay as they are."""

    async def act(tx: Tx) -> object:
        title = await read_title(tx, title_id)
        await require_editor(request, title.organization_id)
        return await change_title(tx, title, data)

    return await once(request, act)


async def require_editor(request: JsonRequest, organization_id: int | None) -> None:
    """Raises `Forbidden` unless the person edits for this organization, or for all of them."""
    if organization_id is not None:
        await allowed(request, Right.CATALOGUE_CHANGE, organization_id)
    elif not (await require(request)).may(Right.TITLES_SHARED):
        raise Forbidden


ROUTES = [get_titles, get_title, post_title, patch_title]
