"""REST: settlement statements."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from tessera.accounts.policy import Right
from tessera.organizations.desk import kept_organization
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period, period_of
from tessera.services import Services
from tessera.statements.draw import draw_up, names_of
from tessera.statements.model import SHOWS_ON_PAPER_MAX, ShowName, Statement
from tessera.statements.show import statement_view
from tessera.statements.table import statement_csv
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.pages import language_of
from tessera.web.paging import Cursor, Limit
from tessera.web.printed import csv_answer, pdf_answer

Currency = Annotated[str | None, QueryParameter(pattern="^[A-Z]{3}$")]
Day = FromQuery[date | None]


@get("/organizations/{organization_id:int}/statement", guards=[may(Right.BOOKS_READ)])
async def get_statement(
    request: JsonRequest,
    organization_id: FromPath[int],
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
    limit: Limit = 100,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """The books of a period: every account with opening, changes and closing; then by show, paged.
    Days by the organization's clock, both included; this month where none is named."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period = period_of(since, until, timezone=organization.timezone, now=services.clock())
    statement = await drawn(services, organization, period, currency=currency)
    names = await named(services, statement, slice(cursor, cursor + limit))
    return json_answer(statement_view(statement, names, limit=limit, cursor=cursor))


@get("/organizations/{organization_id:int}/statement.csv", guards=[may(Right.BOOKS_READ)])
async def get_statement_csv(
    request: JsonRequest,
    organization_id: FromPath[int],
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """The same as CSV, with every show; texts cannot be taken for formulas."""
    await within_expensive(request)
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period = period_of(since, until, timezone=organization.timezone, now=services.clock())
    return await table_answer(
        services, await drawn(services, organization, period, currency=currency)
    )


@get("/organizations/{organization_id:int}/statement.pdf", guards=[may(Right.BOOKS_READ)])
async def get_statement_pdf(
    request: JsonRequest,
    organization_id: FromPath[int],
    since: Day = None,
    until: Day = None,
    currency: Currency = None,
) -> Response[bytes]:
    """The same to print."""
    await within_expensive(request)
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period = period_of(since, until, timezone=organization.timezone, now=services.clock())
    return await print_answer(
        request, await drawn(services, organization, period, currency=currency)
    )


async def drawn(
    services: Services, organization: Organization, period: Period, *, currency: str | None
) -> Statement:
    """The statement as it stands now."""
    async with services.db.transaction() as tx:
        return await draw_up(tx, organization, period, currency=currency, now=services.clock())


async def named(services: Services, statement: Statement, part: slice) -> Mapping[int, ShowName]:
    """The names of some of its shows."""
    async with services.db.transaction() as tx:
        return await names_of(tx, [show.show_id for show in statement.shows[part]])


async def table_answer(services: Services, statement: Statement) -> Response[bytes]:
    """The whole statement as CSV."""
    names = await named(services, statement, slice(None))
    return csv_answer(statement_csv(statement, names), f"{file_stem(statement)}.csv")


async def print_answer(request: JsonRequest, statement: Statement) -> Response[bytes]:
    """The statement on paper, in the reader's language."""
    from tessera.statements.paper import statement_pdf  # what draws costs every start a fifth

    services: Services = request.app.state.services
    names = await named(services, statement, slice(SHOWS_ON_PAPER_MAX))
    body = statement_pdf(statement, names, language_of(request))
    return pdf_answer(body, f"{file_stem(statement)}.pdf")


def file_stem(statement: Statement) -> str:
    """What it is saved as."""
    since, until = statement.period.since, statement.period.until
    return f"statement-{statement.organization.slug}-{since}-{until}-{statement.currency}"


ROUTES = [get_statement, get_statement_csv, get_statement_pdf]
