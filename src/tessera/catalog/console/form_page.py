"""The page of one title's form, as it is shown and shown again."""

from tessera.catalog.console.present import (
    LABELS,
    STATES,
    desk_of,
    file_parts,
    list_url,
    theirs_of,
    verbs_of,
)
from tessera.catalog.keepers import require_editor
from tessera.catalog.media.model import FileRole
from tessera.catalog.media.take import files_of
from tessera.catalog.model import Title, TitleKind
from tessera.catalog.read import read_title
from tessera.services import Services
from tessera.web.errors import Trouble
from tessera.web.pages import Page, PageRequest, page, refusal, say, told
from tessera.web.present import KINDS, N_
from tessera.web.views.shell import Option
from tessera.web.views.titles import TitleFormPage


async def kept_title(request: PageRequest, title_id: int) -> Title:
    """A title, for who keeps it. Raises `NotFound`, `Forbidden`."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        title = await read_title(tx, title_id)
    await require_editor(request, title.organization_id)
    return title


async def new_form(
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
    request: PageRequest,
    title: Title,
    values: dict[str, str],
    *,
    trouble: Trouble | None = None,
    role: FileRole | None = None,
) -> Page:
    """The form of a title, with what was refused; `role` names the file that was."""
    services: Services = request.app.state.services
    found = await files_of(services.db.pool, title.id)
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
        files=file_parts(request, title, found, role=role, problem=problems.pop("file", "")),
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
