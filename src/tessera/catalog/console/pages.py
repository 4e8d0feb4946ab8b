"""Pages: one title, entered and edited."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.console.form import new_title, title_change, typed, values_of
from tessera.catalog.console.list_pages import house_of
from tessera.catalog.console.present import (
    LABELS,
    STATES,
    desk_of,
    list_url,
    theirs_of,
    verbs_of,
)
from tessera.catalog.copy import copy_title
from tessera.catalog.enter import change_title, enter_title, today
from tessera.catalog.keepers import require_editor
from tessera.catalog.model import Title, TitleChange, TitleCopy, TitleKind, TitleStatus
from tessera.catalog.read import read_title
from tessera.catalog.remove import remove_title
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say, told
from tessera.web.present import KINDS, N_
from tessera.web.views.shell import Option
from tessera.web.views.titles import TitleFormPage

ONE = "/organizer/titles/{title_id:int}"
Fields = dict[str, list[str]]


@get(
    "/organizer/organizations/{organization_id:int}/titles/new",
    guards=[may(Right.CATALOGUE_CHANGE)],
    include_in_schema=False,
)
async def new_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """An empty form."""
    return await _new(request, organization_id, {"kind": "film", "enabled": "1"})


@get("/admin/titles/new", guards=[may(Right.TITLES_SHARED)], include_in_schema=False)
async def shared_new_page(request: PageRequest) -> Page:
    """An empty form for a title that every organization may show."""
    return await _new(request, None, {"kind": "film", "enabled": "1"})


@post("/organizer/titles", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_new(request: PageRequest) -> Page:
    """Enter it."""
    fields = await form_of(request)
    house = house_of(one(fields, "organization"))
    await require_editor(request, house, what="organization")

    async def act(tx: Tx) -> str:
        new = new_title(fields, organization_id=house, today=await today(tx))
        return f"/organizer/titles/{(await enter_title(tx, new)).id}?saved=1"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _new(request, house, typed(fields), trouble=trouble_of(error))


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


async def kept_title(request: PageRequest, title_id: int) -> Title:
    """A title, for who keeps it. Raises `NotFound`, `Forbidden`."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        title = await read_title(tx, title_id)
    await require_editor(request, title.organization_id)
    return title


async def _new(
    request: PageRequest,
    organization_id: int | None,
    values: dict[str, str],
    *,
    trouble: Trouble | None = None,
) -> Page:
    problems = told(request, trouble)
    view = TitleFormPage(
        desk=await desk_of(request, organization_id),
        action="/organizer/titles",
        heading=say(request, N_("A new title")),
        values=values,
        kinds=_kinds(request, values),
        stages=_stages(request, values),
        problems=problems,
        labels=_labels(request),
        refusal=refusal(request, trouble) if trouble and not problems else None,
        organization="" if organization_id is None else str(organization_id),
        list_url=list_url(organization_id),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/title.html", view, status=status)


async def edited(
    request: PageRequest, title: Title, values: dict[str, str], *, trouble: Trouble | None = None
) -> Page:
    """The form of a title, with what was refused."""
    problems = told(request, trouble)
    stale = trouble is not None and trouble.code == "changed_meanwhile"
    if stale:
        # Whoever has seen both may save again, over what the other one wrote.
        values = values | {"version": str(title.version)}
    view = TitleFormPage(
        desk=await desk_of(request, title.organization_id),
        action=f"/organizer/titles/{title.id}",
        heading=title.name,
        values=values,
        kinds=_kinds(request, values),
        stages=_stages(request, values),
        problems=problems,
        theirs=theirs_of(request, values, title) if stale else {},
        labels=_labels(request),
        refusal=refusal(request, trouble) if trouble and not problems else None,
        status=title.status.value,
        enabled=title.enabled,
        saved="saved" in request.query_params and trouble is None,
        public_url=f"/titles/{title.id}" if title.is_public else "",
        list_url=list_url(title.organization_id),
        verbs=verbs_of(request, title),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/title.html", view, status=status)


def _kinds(request: PageRequest, values: dict[str, str]) -> tuple[Option, ...]:
    chosen = values.get("kind", "")
    return tuple(Option(k.value, say(request, KINDS[k]), k.value == chosen) for k in TitleKind)


def _stages(request: PageRequest, values: dict[str, str]) -> tuple[Option, ...]:
    chosen = values.get("stage", "draft")
    words = {
        "draft": N_("Draft: nobody sees it"),
        "published": N_("Published: its dates tell when"),
    }
    if chosen == "archived":
        words = {"archived": STATES["archived"]} | words
    return tuple(Option(key, say(request, text), key == chosen) for key, text in words.items())


def _labels(request: PageRequest) -> dict[str, str]:
    return {name: say(request, text) for name, text in LABELS.items()}


PAGES = [
    new_page,
    shared_new_page,
    post_new,
    edit_page,
    post_edit,
    post_copy,
    post_deletion,
    post_archive,
    post_restore,
]
