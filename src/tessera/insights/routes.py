"""REST: dashboards of the platform, an organization, a venue, a title, a show."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from tessera.accounts.policy import Right
from tessera.insights.look import (
    PLATFORM,
    Target,
    Wanted,
    curve_of,
    look,
    of_organization,
    of_show,
    of_title,
    of_venue,
)
from tessera.insights.show import curve_answer, dashboard_view
from tessera.organizations.desk import kept_organization
from tessera.services import Services
from tessera.shows.routes import own_show
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may

Span = Annotated[str | None, QueryParameter(name="period", pattern="^(today|7|30|90)$")]
Currency = Annotated[str | None, QueryParameter(pattern="^[A-Z]{3}$")]
Day = FromQuery[date | None]
OF = "/organizations/{organization_id:int}/insight"


async def _told(request: JsonRequest, target: Target, wanted: Wanted) -> Response[bytes]:
    services: Services = request.app.state.services
    return json_answer(dashboard_view(await look(services, target, wanted)))


@get("/admin/insight", guards=[may(Right.PLATFORM_READ)])
async def get_platform(
    request: JsonRequest,
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """The platform's figures in a period (`today`, `7`, `30` or `90` days, or days of your own),
    beside the period before; of one currency, for amounts of several are never added."""
    return await _told(request, PLATFORM, Wanted(span, since, until, currency))


@get("/admin/insight/titles/{title_id:int}", guards=[may(Right.PLATFORM_READ)])
async def get_platform_title(
    request: JsonRequest,
    title_id: FromPath[int],
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """A title's figures, whoever shows it."""
    target = await of_title(request.app.state.services, None, title_id)
    return await _told(request, target, Wanted(span, since, until, currency))


@get(OF, guards=[may(Right.INSIGHT_READ)])
async def get_organization(
    request: JsonRequest,
    organization_id: FromPath[int],
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """An organization's figures; days by the clocks of its venues."""
    target = of_organization(await kept_organization(request, organization_id))
    return await _told(request, target, Wanted(span, since, until, currency))


@get(f"{OF}/venues/{{venue_id:int}}", guards=[may(Right.INSIGHT_READ)])
async def get_venue(
    request: JsonRequest,
    organization_id: FromPath[int],
    venue_id: FromPath[int],
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """A venue's figures."""
    organization = await kept_organization(request, organization_id)
    target = await of_venue(request.app.state.services, organization, venue_id)
    return await _told(request, target, Wanted(span, since, until, currency))


@get(f"{OF}/titles/{{title_id:int}}", guards=[may(Right.INSIGHT_READ)])
async def get_title(
    request: JsonRequest,
    organization_id: FromPath[int],
    title_id: FromPath[int],
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """What an organization sells of a title."""
    organization = await kept_organization(request, organization_id)
    target = await of_title(request.app.state.services, organization, title_id)
    return await _told(request, target, Wanted(span, since, until, currency))


@get("/shows/{show_id:int}/insight", guards=[may(Right.SALES_READ)])
async def get_show(
    request: JsonRequest,
    show_id: FromPath[int],
    span: Span = None,
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """A show's figures, all of its sale where no period is named; `curve` is how it sells against
    shows like it, by days before they begin."""
    services: Services = request.app.state.services
    await own_show(request, show_id)
    target = await of_show(services, show_id)
    found = await look(services, target, Wanted(span, since, until, currency))
    curve = curve_answer(await curve_of(services, target))
    return json_answer(dashboard_view(found) | {"curve": curve})


ROUTES = [get_platform, get_platform_title, get_organization, get_venue, get_title, get_show]
