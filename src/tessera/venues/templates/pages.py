"""Pages: templates of sections."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.money import Money
from tessera.kit.versions import is_stale
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.venues.console.forms import Fields, answered
from tessera.venues.templates.forms import change_wanted, form_of_template, template_wanted
from tessera.venues.templates.keep import (
    change_template,
    enter_template,
    read_template,
    remove_template,
    templates_of,
)
from tessera.venues.templates.model import SectionTemplate
from tessera.web.both import both_of
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.shell import Both
from tessera.web.views.templates import (
    SectionField,
    SectionLine,
    TemplateForm,
    TemplateRow,
    TemplatesPage,
)

HOUSE = "/organizer/organizations/{organization_id:int}/section-templates"
TEMPLATE = HOUSE + "/{template_id:int}"
TEMPLATES_MAX = 200
SAID = {"saved": N_("Saved."), "removed": N_("Removed.")}


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def templates_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The templates, and a form for a new one."""
    return await _page(request, organization_id)


@post(HOUSE, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_template_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Enter a template."""
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        await enter_template(tx, organization_id, template_wanted(fields, organization.currency))
        return f"{_url(organization_id)}?said=saved"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, organization_id, fields=fields, error=error),
    )


@get(TEMPLATE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def template_page(
    request: PageRequest, organization_id: FromPath[int], template_id: FromPath[int]
) -> Page:
    """The form of a template."""
    return await _page(request, organization_id, template_id)


@post(TEMPLATE, guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_template_change(
    request: PageRequest, organization_id: FromPath[int], template_id: FromPath[int]
) -> Page:
    """Change a template."""
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        await _own(tx, organization_id, template_id)
        await change_template(tx, template_id, change_wanted(fields, organization.currency))
        return f"{_url(organization_id)}?said=saved"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, organization_id, template_id, fields=fields, error=error),
    )


@post(TEMPLATE + "/removal", guards=[may(Right.VENUES_CHANGE)], include_in_schema=False)
async def post_template_removal(
    request: PageRequest, organization_id: FromPath[int], template_id: FromPath[int]
) -> Page:
    """Remove a template."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await _own(tx, organization_id, template_id)
        await remove_template(tx, template_id)
        return f"{_url(organization_id)}?said=removed"

    return await go_once(request, fields, act)


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/section-templates"


async def _own(tx: Tx, organization_id: int, template_id: int) -> SectionTemplate:
    template = await read_template(tx, template_id)
    if template.organization_id != organization_id:
        raise NotFound("template")
    return template


async def _page(
    request: PageRequest,
    organization_id: int,
    template_id: int = 0,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    async with services.db.transaction() as tx:
        chosen = await _own(tx, organization_id, template_id) if template_id else None
        found = await templates_of(tx, organization_id, limit=TEMPLATES_MAX)
    url = _url(organization_id)
    problems, version = answered(request, error, {}) if error else ({}, 0)
    form = form_of_template(
        fields or {},
        chosen,
        currency=organization.currency,
        action=f"{url}/{template_id}" if chosen else url,
        problems=problems,
        version=version,
    )
    may_change = (await require(request)).may(Right.VENUES_CHANGE, organization_id)
    view = TemplatesPage(
        desk=await desk(request, organization, "section-templates"),
        url=url,
        currency=organization.currency,
        templates=tuple(_row(t, url, organization.currency) for t in found) if not chosen else (),
        form=form if may_change else None,
        chosen=chosen.name if chosen else "",
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
        both=_both(request, chosen, form, currency=organization.currency)
        if chosen and is_stale(error)
        else None,
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/templates.html", view, status=status)


def _both(
    request: PageRequest, now: SectionTemplate, typed: TemplateForm, *, currency: str
) -> tuple[Both, ...]:
    """What somebody else has saved beside what was typed, section by section."""
    saved = form_of_template({}, now, currency=currency, action="", problems={}, version=0)
    labels, theirs, mine = {"name": N_("Name")}, {"name": saved.name}, {"name": typed.name}
    for n, (was, is_) in enumerate(zip(saved.sections, typed.sections, strict=False)):
        labels[f"section-{n}"] = say(request, N_("Section %(n)s"), n=n + 1)
        theirs[f"section-{n}"], mine[f"section-{n}"] = _told(was), _told(is_)
    return both_of(str, theirs, mine, labels=labels | {"name": say(request, labels["name"])})


def _told(section: SectionField) -> str:
    places = (
        section.capacity if section.general else f"{section.rows} × {section.seats}".strip(" ×")
    )
    return " · ".join(part for part in (section.name, places, section.price) if part)


def _row(template: SectionTemplate, url: str, currency: str) -> TemplateRow:
    lines = tuple(
        SectionLine(
            s.name,
            (s.rows or 0) * (s.seats_per_row or 0)
            if s.admission == "assigned"
            else s.capacity or 0,
            s.admission == "assigned",
            Money(s.price, currency),
        )
        for s in template.sections
    )
    places = sum(line.places for line in lines)
    return TemplateRow(f"{url}/{template.id}", template.name, places, lines)


PAGES = [
    templates_page,
    post_template_form,
    template_page,
    post_template_change,
    post_template_removal,
]
