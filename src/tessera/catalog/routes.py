"""REST: titles."""

from datetime import date
from functools import partial
from typing import Annotated

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.catalog.console.read import WantedManaged, managed_titles
from tessera.catalog.copy import copy_title
from tessera.catalog.enter import change_title, enter_title
from tessera.catalog.keepers import require_editor
from tessera.catalog.model import NewTitle, TitleChange, TitleCopy, TitleKind, TitleStatus
from tessera.catalog.pictures import title_view
from tessera.catalog.read import read_title
from tessera.catalog.remove import remove_title
from tessera.catalog.search.find import find
from tessera.catalog.search.model import Wanted, WantedKind, When
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.limits import Policy
from tessera.kit.pagination import PAGE_DEFAULT, offset_page
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.limited import within_address
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit
from tessera.web.public import public_answer, public_read

PRICE_MAX = 10**12
Words = Annotated[str | None, QueryParameter(max_length=100)]


@get("/titles", guards=[may(Right.BROWSE)])
async def get_titles(
    request: JsonRequest,
    kind: FromQuery[WantedKind | None] = None,
    when: FromQuery[When | None] = None,
    q: Words = None,
    genre: Words = None,
    language: Words = None,
    certificate: Words = None,
    show_format: Annotated[str | None, QueryParameter(name="format", max_length=100)] = None,
    city: Words = None,
    day: Annotated[date | None, QueryParameter(name="date")] = None,
    price_max: Annotated[int | None, QueryParameter(ge=0, le=PRICE_MAX)] = None,
    currency: Annotated[str | None, QueryParameter(pattern="^[A-Z]{3}$")] = None,
    facets: FromQuery[bool] = False,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """What is on. With words the best first (accents, beginnings and wrong letters are no matter),
    else the next show first. `kind=event` is everything that is no film; `price_max` is a face
    price in minor units; `facets=true` adds what these titles can be narrowed by, with counts."""
    await within_address(request, Policy.SEARCH)
    wanted = Wanted(
        q=(q or "").strip(),
        kind=kind or "",
        when=when,
        genre=genre or "",
        language=language or "",
        certificate=certificate or "",
        format=show_format or "",
        city=city or "",
        day=day,
        price_max=price_max,
        currency=currency or "",
    )
    return await _titles(request, wanted, limit=limit, cursor=cursor, facets=facets)


async def _titles(
    request: JsonRequest, wanted: Wanted, *, limit: int, cursor: int, facets: bool
) -> Response[bytes]:
    found = await public_read(
        request,
        ("titles", wanted, limit, cursor, facets),
        lambda tx: find(tx, wanted, limit=limit + 1, offset=cursor, facets=facets),
    )
    view = partial(title_view, base_url=base_of(request))
    answer = offset_page(found.titles, limit, cursor, view=view)
    answer |= {"total": found.total, "total_is_least": found.floor, "alike": found.alike}
    if facets:
        answer["facets"] = found.facets
    return await public_answer(request, answer)


@get("/titles/{title_id:int}", guards=[may(Right.BROWSE)])
async def get_title(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """One title."""
    title = await public_read(request, ("one title", title_id), lambda tx: read_title(tx, title_id))
    if not title.is_public:
        raise NotFound("title")
    return await public_answer(request, title_view(title, base_url=base_of(request)))


@post("/titles", guards=[may(Right.CATALOGUE_CHANGE)], status_code=201)
async def post_title(request: JsonRequest, data: JSONBody[NewTitle]) -> Response[bytes]:
    """Enter a title for an organization; admins enter titles for all of them."""
    await require_editor(request, data.organization_id)

    async def act(tx: Tx) -> object:
        return title_view(await enter_title(tx, data), base_url=base_of(request))

    return await once(request, act, status=201)


@patch("/titles/{title_id:int}", guards=[may(Right.CATALOGUE_CHANGE)])
async def patch_title(
    request: JsonRequest, title_id: FromPath[int], data: JSONBody[TitleChange]
) -> Response[bytes]:
    """Change a title; fields left out stay as they are."""

    async def act(tx: Tx) -> object:
        title = await read_title(tx, title_id, lock=True)
        await require_editor(request, title.organization_id)
        changed = await change_title(tx, title, data)
        return title_view(changed, base_url=base_of(request))

    return await once(request, act)


@delete("/titles/{title_id:int}", guards=[may(Right.CATALOGUE_CHANGE)], status_code=200)
async def delete_title(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """Delete a title; one with a history is archived instead, and the answer says which."""

    async def act(tx: Tx) -> object:
        title = await read_title(tx, title_id, lock=True)
        await require_editor(request, title.organization_id)
        return {"id": title_id, "outcome": await remove_title(tx, title)}

    return await once(request, act)


@post("/titles/{title_id:int}/copies", guards=[may(Right.CATALOGUE_CHANGE)], status_code=201)
async def post_copy(
    request: JsonRequest, title_id: FromPath[int], data: JSONBody[TitleCopy]
) -> Response[bytes]:
    """Copy a title as a draft, under another name or in another language."""

    async def act(tx: Tx) -> object:
        title = await read_title(tx, title_id)
        await require_editor(request, title.organization_id)
        return title_view(await copy_title(tx, title, data), base_url=base_of(request))

    return await once(request, act, status=201)


@get("/organizations/{organization_id:int}/titles", guards=[may(Right.CATALOGUE_CHANGE)])
async def get_managed(
    request: JsonRequest,
    organization_id: FromPath[int],
    q: Words = None,
    status: FromQuery[TitleStatus | None] = None,
    kind: FromQuery[TitleKind | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """All titles of an organization, drafts and hidden ones too; archived ones by their status."""
    wanted = WantedManaged(
        organization_id=organization_id, words=q or "", status=status or "", kind=kind or ""
    )
    return await _managed(request, wanted, limit, cursor=cursor)


@get("/admin/titles", guards=[may(Right.TITLES_SHARED)])
async def get_managed_shared(
    request: JsonRequest,
    q: Words = None,
    status: FromQuery[TitleStatus | None] = None,
    kind: FromQuery[TitleKind | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """The same of those titles that every organization may show."""
    wanted = WantedManaged(
        organization_id=None, words=q or "", status=status or "", kind=kind or ""
    )
    return await _managed(request, wanted, limit, cursor=cursor)


async def _managed(
    request: JsonRequest, wanted: WantedManaged, limit: int, *, cursor: int
) -> Response[bytes]:
    services: Services = request.app.state.services
    found = await managed_titles(services.db.pool, wanted, limit=limit + 1, offset=cursor)
    return json_answer(
        offset_page(
            found,
            limit,
            cursor,
            view=lambda m: (
                title_view(m.title, base_url=base_of(request))
                | {"shows": m.shows, "next_at": m.next_at}
            ),
        )
    )


def base_of(request: JsonRequest) -> str:
    """Where this installation is reached, before addresses of pictures."""
    services: Services = request.app.state.services
    return services.settings.base_url


ROUTES = [
    get_titles,
    get_title,
    post_title,
    patch_title,
    delete_title,
    post_copy,
    get_managed,
    get_managed_shared,
]
