"""Pages: one title, entered and edited."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.console.form import new_title, title_change, typed, values_of
from tessera.catalog.console.form_page import edited, kept_title, new_form
from tessera.catalog.console.list_pages import house_of
from tessera.catalog.console.present import (
    list_url,
)
from tessera.catalog.copy import copy_title
from tessera.catalog.enter import change_title, enter_title, today
from tessera.catalog.keepers import require_editor
from tessera.catalog.model import TitleChange, TitleCopy, TitleStatus
from tessera.catalog.read import read_title
from tessera.catalog.remove import remove_title
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one

ONE = "/organizer/titles/{title_id:int}"
Fields = dict[str, list[str]]


@get(
    "/organizer/organizations/{organization_id:int}/titles/new",
    guards=[may(Right.CATALOGUE_CHANGE)],
    include_in_schema=False,
)
async def new_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """An empty form."""
    return await new_form(request, organization_id, {"kind": "film", "enabled": "1"})


@get("/admin/titles/new", guards=[may(Right.TITLES_SHARED)], include_in_schema=False)
async def shared_new_page(request: PageRequest) -> Page:
    """An empty form for a title that every organization may show."""
    return await new_form(request, None, {"kind": "film", "enabled": "1"})


@post("/organizer/titles", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_title(request: PageRequest) -> Page:
    """Enter it."""
    fields = await form_of(request)
    house = house_of(one(fields, "organization"))
    await require_editor(request, house, what="organization")

    async def act(tx: Tx) -> str:
        new = new_title(fields, organization_id=house, today=await today(tx))
        return f"/organizer/titles/{(await enter_title(tx, new)).id}?saved=1"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: new_form(request, house, typed(fields), trouble=trouble_of(error)),
    )


@get(ONE, guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def edit_page(request: PageRequest, title_id: FromPath[int]) -> Page:
    """A title, to be edited."""
    title = await kept_title(request, title_id)
    return await edited(request, title, values_of(title))


@post(ONE, guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_edit(request: PageRequest, title_id: FromPath[int]) -> Page:
    """Save it; where somebody else was faster, both are shown."""
    fields = await form_of(request)
    await kept_title(request, title_id)

    async def act(tx: Tx) -> str:
        title = await read_title(tx, title_id, lock=True)
        await change_title(tx, title, title_change(fields, title, today=await today(tx)))
        return f"/organizer/titles/{title_id}?saved=1"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        title = await kept_title(request, title_id)
        return await edited(request, title, typed(fields), trouble=trouble_of(error))


@post(ONE + "/copies", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_copy(request: PageRequest, title_id: FromPath[int]) -> Page:
    """Copy it, and edit the copy."""
    fields = await form_of(request)
    title = await kept_title(request, title_id)

    async def act(tx: Tx) -> str:
        copied = await copy_title(tx, title, TitleCopy())
        return f"/organizer/titles/{copied.id}"

    return await go_once(request, fields, act)


@post(ONE + "/deletion", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_deletion(request: PageRequest, title_id: FromPath[int]) -> Page:
    """Delete it, or archive it where it has a history."""
    fields = await form_of(request)
    house = (await kept_title(request, title_id)).organization_id

    async def act(tx: Tx) -> str:
        gone = await remove_title(tx, await read_title(tx, title_id, lock=True)) == "deleted"
        return list_url(house) if gone else f"/organizer/titles/{title_id}"

    return await _done(request, title_id, fields, act=act)


@post(ONE + "/archive", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_archive(request: PageRequest, title_id: FromPath[int]) -> Page:
    """Archive it."""
    return await _turned(request, title_id, TitleStatus.ARCHIVED)


@post(ONE + "/restore", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_restore(request: PageRequest, title_id: FromPath[int]) -> Page:
    """Bring it back as a draft."""
    return await _turned(request, title_id, TitleStatus.DRAFT)


async def _turned(request: PageRequest, title_id: int, status: TitleStatus) -> Page:
    fields = await form_of(request)
    await kept_title(request, title_id)

    async def act(tx: Tx) -> str:
        title = await read_title(tx, title_id, lock=True)
        await change_title(tx, title, TitleChange(status=status))
        return f"/organizer/titles/{title_id}"

    return await _done(request, title_id, fields, act=act)


async def _done(request: PageRequest, title_id: int, fields: Fields, *, act: object) -> Page:
    try:
        return await go_once(request, fields, act)  # type: ignore[arg-type]
    except Refused as error:
        title = await kept_title(request, title_id)
        return await edited(request, title, values_of(title), trouble=trouble_of(error))


PAGES = [
    new_page,
    shared_new_page,
    post_title,
    edit_page,
    post_edit,
    post_copy,
    post_deletion,
    post_archive,
    post_restore,
]
