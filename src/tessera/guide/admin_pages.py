"""Pages: the platform keeps the guide. One list and one form for each of its kinds."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.guide.forms import FORMS, Form, command_of, values_of
from tessera.guide.keep import PLANS, RESTAURANTS, change, enter, read_entry, remove
from tessera.guide.model import WantedRestaurants, WantedStreaming
from tessera.guide.pages import turned_of
from tessera.guide.read import find_plans, find_restaurants, find_streaming
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.organizations.desk import platform_desk
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say, told
from tessera.web.views.guide import GuideAdminPage, GuideField
from tessera.web.views.shell import Link, Pagination

HERE = "/admin/guide/{kind:str}"
ONE = HERE + "/{entry_id:int}"
PAGE_SIZE = 100
GUARDS = [may(Right.GUIDE_CHANGE)]


def form_named(kind: str) -> Form:
    """The form of a kind. Raises `NotFound`."""
    if kind not in FORMS:
        raise NotFound("page")
    return FORMS[kind]


@get(HERE, guards=GUARDS, include_in_schema=False)
async def entries(request: PageRequest, kind: FromPath[str]) -> Page:
    """The entries of a kind, and the form of a new one."""
    return await _shown(request, form_named(kind), {"enabled": "1", "months": "1"})


@post(HERE, guards=GUARDS, include_in_schema=False)
async def post_entry(request: PageRequest, kind: FromPath[str]) -> Page:
    """Enter one."""
    form, fields = form_named(kind), await form_of(request)

    async def act(tx: Tx) -> str:
        entry: Any = await enter(tx, form.shelf, command_of(form, fields, form.new))
        return f"{form.path}/{entry.id}"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _shown(request, form, _typed(form, fields), trouble=trouble_of(error)),
    )


@get(ONE, guards=GUARDS, include_in_schema=False)
async def entry_page(request: PageRequest, kind: FromPath[str], entry_id: FromPath[int]) -> Page:
    """One entry, to be edited."""
    form = form_named(kind)
    entry = await _read(request, form, entry_id)
    return await _shown(request, form, values_of(form, entry), entry=entry)


@post(ONE, guards=GUARDS, include_in_schema=False)
async def post_change(request: PageRequest, kind: FromPath[str], entry_id: FromPath[int]) -> Page:
    """Save it; where somebody else was faster, both are shown."""
    form, fields = form_named(kind), await form_of(request)

    async def act(tx: Tx) -> str:
        wanted = command_of(form, fields, form.changed)
        await change(tx, form.shelf, entry_id, wanted=wanted)
        return f"{form.path}/{entry_id}"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        entry = await _read(request, form, entry_id)
        trouble, values = trouble_of(error), _typed(form, fields)
        return await _shown(request, form, values, entry=entry, trouble=trouble)


@post(ONE + "/removal", guards=GUARDS, include_in_schema=False)
async def post_removal(request: PageRequest, kind: FromPath[str], entry_id: FromPath[int]) -> Page:
    """Remove it."""
    form, fields = form_named(kind), await form_of(request)

    async def act(tx: Tx) -> str:
        await remove(tx, form.shelf, entry_id)
        return form.path

    return await go_once(request, fields, act)


def _typed(form: Form, fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: one(fields, name) for name in (*(f[0] for f in form.fields), "version")}


async def _read(request: PageRequest, form: Form, entry_id: int) -> Any:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        return await read_entry(tx, form.shelf, entry_id)


async def _rows(request: PageRequest, form: Form, *, q: str, first: int) -> list[Link]:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        if form.shelf is RESTAURANTS:
            wanted = WantedRestaurants(q=q, everything=True)
            near = await find_restaurants(tx, wanted, limit=PAGE_SIZE + 1, offset=first)
            named = [(r.restaurant.id, f"{r.restaurant.name}, {r.restaurant.city}") for r in near]
        elif form.shelf is PLANS:
            named = [(p.id, f"{p.platform}: {p.name}") for p in await find_plans(tx)]
        else:
            asked = WantedStreaming(q=q, everything=True)
            some = await find_streaming(tx, asked, limit=PAGE_SIZE + 1, offset=first)
            named = [(s.streaming.id, f"{s.streaming.name}, {s.streaming.platform}") for s in some]
    return [Link(name, f"{form.path}/{entry_id}") for entry_id, name in named]


async def _shown(
    request: PageRequest,
    form: Form,
    values: dict[str, str],
    *,
    entry: Any = None,
    trouble: Trouble | None = None,
) -> Page:
    problems = told(request, trouble)
    q = request.query_params.get("q", "").replace("\x00", "")[:100]
    turned = turned_of(request)
    rows = await _rows(request, form, q=q, first=turned * PAGE_SIZE)
    view = GuideAdminPage(
        desk=platform_desk(request, form.path.removeprefix("/admin/")),
        heading=getattr(entry, "name", "") or say(request, form.heading),
        path=form.path,
        action=f"{form.path}/{entry.id}" if entry is not None else form.path,
        fields=_fields(request, form, values, entry=entry, trouble=trouble),
        version=str(entry.version) if entry is not None else "",
        rows=tuple(rows[:PAGE_SIZE]),
        remove_url=f"{form.path}/{entry.id}/removal" if entry is not None else "",
        public_url=form.public,
        q=q,
        refusal=refusal(request, trouble) if trouble and not problems else None,
        pages=Pagination(
            f"{form.path}?q={q}&page={turned - 1}" if turned else None,
            f"{form.path}?q={q}&page={turned + 1}" if len(rows) > PAGE_SIZE else None,
        ),
    )
    status = trouble.status if trouble else 200
    return await page(request, "guide/admin.html", view, status=status)


def _fields(
    request: PageRequest,
    form: Form,
    values: dict[str, str],
    *,
    entry: Any,
    trouble: Trouble | None,
) -> tuple[GuideField, ...]:
    """The fields with what is wrong in each; where somebody else saved meanwhile, with theirs."""
    problems = {path.partition("[")[0]: text for path, text in told(request, trouble).items()}
    stale = trouble is not None and trouble.code == "changed_meanwhile"
    saved = values_of(form, entry) if stale and entry is not None else {}
    return tuple(
        GuideField(
            name=name,
            label=say(request, label),
            value=values.get(name, ""),
            type=type_,
            hint=say(request, hint) if hint else "",
            problem=problems.get(name, ""),
            theirs=(saved[name] or "—") if saved and saved[name] != values.get(name) else "",
            required=name in form.required,
        )
        for name, label, type_, hint in form.fields
    )


PAGES = [entries, post_entry, entry_page, post_change, post_removal]
