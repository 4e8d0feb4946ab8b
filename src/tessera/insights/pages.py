"""Pages: dashboards."""

from functools import partial

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.insights import charts, present
from tessera.insights.ask import asked, choice_of
from tessera.insights.look import (
    PLATFORM,
    Target,
    curve_of,
    look,
    of_organization,
    of_show,
    of_title,
    of_venue,
)
from tessera.insights.model import Level
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.organizations.found import read_organization
from tessera.services import Services
from tessera.shows.routes import own_show
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, language_of, page, say
from tessera.web.present import N_
from tessera.web.show_tabs import show_tabs
from tessera.web.views.insight import InsightPage
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link

OF = "/organizer/organizations/{organization_id:int}/insight"
LATE_SECONDS = 300
"""Figures that are further behind than this are said to be late."""


@get("/admin/insight", guards=[may(Right.PLATFORM_READ)], include_in_schema=False)
async def platform_insight(request: PageRequest) -> Page:
    """The platform's figures."""
    return await _shown(request, PLATFORM, platform_desk(request, "insight"))


@get(
    "/admin/insight/titles/{title_id:int}",
    guards=[may(Right.PLATFORM_READ)],
    include_in_schema=False,
)
async def platform_title_insight(request: PageRequest, title_id: FromPath[int]) -> Page:
    """A title's figures, whoever shows it."""
    target = await of_title(request.app.state.services, None, title_id)
    back = Link(say(request, N_("Insight")), "/admin/insight")
    return await _shown(request, target, platform_desk(request, "insight"), back)


@get(OF, guards=[may(Right.INSIGHT_READ)], include_in_schema=False)
async def organization_insight(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """An organization's figures."""
    organization = await kept_organization(request, organization_id)
    head = await desk(request, organization, "insight")
    return await _shown(request, of_organization(organization), head)


@get(f"{OF}/venues/{{venue_id:int}}", guards=[may(Right.INSIGHT_READ)], include_in_schema=False)
async def venue_insight(
    request: PageRequest, organization_id: FromPath[int], venue_id: FromPath[int]
) -> Page:
    """A venue's figures."""
    organization = await kept_organization(request, organization_id)
    target = await of_venue(request.app.state.services, organization, venue_id)
    head = await desk(request, organization, "insight")
    return await _shown(request, target, head, _back(request, organization.id))


@get(f"{OF}/titles/{{title_id:int}}", guards=[may(Right.INSIGHT_READ)], include_in_schema=False)
async def title_insight(
    request: PageRequest, organization_id: FromPath[int], title_id: FromPath[int]
) -> Page:
    """What an organization sells of a title."""
    organization = await kept_organization(request, organization_id)
    target = await of_title(request.app.state.services, organization, title_id)
    head = await desk(request, organization, "insight")
    return await _shown(request, target, head, _back(request, organization.id))


@get(
    "/organizer/shows/{show_id:int}/insight",
    guards=[may(Right.SALES_READ)],
    include_in_schema=False,
)
async def show_insight(request: PageRequest, show_id: FromPath[int]) -> Page:
    """A show's figures, and how it sells against shows like it."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    target = await of_show(services, show_id)
    async with services.db.transaction() as tx:
        organization = await read_organization(tx, for_sale.show.organization_id)
    tabs = await show_tabs(request, for_sale.show, "/insight")
    return await _shown(request, target, Desk(organization.id, organization.name, tabs))


def _back(request: PageRequest, organization_id: int) -> Link:
    url = f"/organizer/organizations/{organization_id}/insight"
    return Link(say(request, N_("Insight")), url)


async def _shown(request: PageRequest, target: Target, head: Desk, *kicker: Link) -> Page:
    services: Services = request.app.state.services
    speak, language = partial(say, request), language_of(request)
    wanted, problems = asked(request, target)
    found = await look(services, target, wanted)
    whose = target.scope.organization_id

    def urls(level: Level, part_id: int) -> str:
        if whose is None:
            if level is Level.ORGANIZATION:
                return f"/organizer/organizations/{part_id}/insight"
            return f"/admin/insight/titles/{part_id}"
        return f"/organizer/organizations/{whose}/insight/{level.value}s/{part_id}"

    is_show = target.show is not None
    view = InsightPage(
        desk=head,
        title=target.name if kicker or is_show else speak(N_("Insight")),
        kicker=kicker,
        choice=choice_of(request, target, found, problems=problems),
        standing=present.standing_of(found, speak),
        tiles=present.tiles_of(found, speak),
        days=charts.bars(
            [figures.sales for _, figures in found.days],
            [figures.sales for _, figures in found.days_before],
        ),
        day_rows=present.day_rows(found),
        heat=charts.heat(found.heat),
        heat_rows=present.heat_rows(found, language),
        best_days=present.best_days(found, language),
        best_hours=present.best_hours(found, language),
        funnel=present.funnel_rows(found, speak),
        parts=present.part_tables(found, speak, urls),
        fullest=present.fill_rows(found.fullest),
        emptiest=present.fill_rows(found.emptiest),
        curve=present.curve_view(await curve_of(services, target), speak) if is_show else None,
        until=found.until,
        lag_seconds=found.lag_seconds,
        late=found.lag_seconds > LATE_SECONDS,
    )
    return await page(request, "organizer/insight.html", view, status=422 if problems else 200)


PAGES = [
    platform_insight,
    platform_title_insight,
    organization_insight,
    venue_insight,
    title_insight,
    show_insight,
]
