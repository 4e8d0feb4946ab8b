"""Pages: an organization's settlement statement, as page, CSV and PDF."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.errors import Invalid, NotFound
from tessera.kit.money import Money
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.period_form import asked_period, period_form
from tessera.services import Services
from tessera.statements.model import (
    Account,
    AccountStatement,
    ShowName,
    ShowStatement,
    Statement,
    rate_of,
)
from tessera.statements.routes import drawn, named, print_answer, table_answer
from tessera.statements.words import ACCOUNTS, KINDS
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.pages import Page, PageRequest, language_of, page, say
from tessera.web.printed import Print
from tessera.web.views.shell import Option, Pagination
from tessera.web.views.statements import AccountCard, ChangeRow, ShowRow, StatementPage

PAGE_SIZE = 50
BASE = "/organizer/organizations/{organization_id:int}/statement"
BOOK = (Account.PAYABLE, Account.FEES, Account.TAXES)
"""What people look for first."""


@get(BASE, guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def statement_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The period's books; this month where none is asked for."""
    statement, problems = await _asked(request, organization_id)
    services: Services = request.app.state.services
    organization, period = statement.organization, statement.period
    path = f"/organizer/organizations/{organization.id}/statement"
    number = request.query_params.get("page", "0")
    first = int(number) * PAGE_SIZE if number.isdecimal() and len(number) < 6 else 0
    names = await named(services, statement, slice(first, first + PAGE_SIZE))
    asked = {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "currency": statement.currency,
    }
    written = Print.in_language(language_of(request))
    view = StatementPage(
        desk=await desk(request, organization, "statement"),
        form=period_form(request, path, period, timezone=period.timezone, problems=problems),
        currencies=tuple(Option(c, c, c == statement.currency) for c in statement.currencies),
        since=period.since,
        until=period.until,
        timezone=period.timezone,
        accounts=tuple(
            _account(request, a, currency=statement.currency, written=written)
            for a in statement.accounts
        ),
        shows=tuple(
            _show(show, names, statement.currency)
            for show in statement.shows[first : first + PAGE_SIZE]
        ),
        csv_url=f"{path}.csv?{urlencode(asked)}",
        pdf_url=f"{path}.pdf?{urlencode(asked)}",
        pages=_turned(path, asked, first, of=len(statement.shows)),
    )
    return await page(request, "organizer/statement.html", view, status=422 if problems else 200)


def _turned(path: str, asked: Mapping[str, str], first: int, *, of: int) -> Pagination:
    def url(number: int) -> str:
        return f"{path}?{urlencode({**asked, 'page': number})}"

    number = first // PAGE_SIZE
    more = url(number + 1) if first + PAGE_SIZE < of else None
    return Pagination(url(number - 1) if number else None, more)


def _account(
    request: PageRequest, account: AccountStatement, *, currency: str, written: Print
) -> AccountCard:
    rows = []
    for change in account.changes:
        name, points = rate_of(change.rate)
        rate = f"{name} {written.share(points)}" if points else ""
        label = say(request, KINDS[change.kind])
        rows.append(ChangeRow(label, rate, Money(change.amount, currency), change.transactions))
    return AccountCard(
        label=say(request, ACCOUNTS[account.account]),
        opening=Money(account.opening, currency),
        changes=tuple(rows),
        closing=Money(account.closing, currency),
        ours=account.account in BOOK,
    )


def _show(show: ShowStatement, names: Mapping[int, ShowName], currency: str) -> ShowRow:
    name = names[show.show_id]
    return ShowRow(
        url=f"/organizer/shows/{show.show_id}",
        title=name.title,
        starts_at=name.starts_at,
        timezone=name.timezone,
        sales=Money(show.sales, currency),
        fees=Money(show.fees, currency),
        taxes=Money(show.taxes, currency),
        refunds=Money(show.refunds, currency),
        chargebacks=Money(show.chargebacks, currency),
        payable=Money(show.payable, currency),
    )


@get(f"{BASE}.csv", guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def statement_to_save(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The same as CSV."""
    await within_expensive(request)
    statement = await _asked_rightly(request, organization_id)
    return await table_answer(request.app.state.services, statement)


@get(f"{BASE}.pdf", guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def statement_to_print(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The same on paper."""
    await within_expensive(request)
    return await print_answer(request, await _asked_rightly(request, organization_id))


async def _asked(request: PageRequest, organization_id: int) -> tuple[Statement, dict[str, str]]:
    """The statement of what the form asks for, and what is wrong with the form."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period, problems = asked_period(request, organization)
    currency = request.query_params.get("currency") or None
    try:
        return await drawn(services, organization, period, currency=currency), problems
    except Invalid as error:
        raise NotFound("statement") from error


async def _asked_rightly(request: PageRequest, organization_id: int) -> Statement:
    statement, problems = await _asked(request, organization_id)
    if problems:
        raise NotFound("statement")
    return statement


PAGES = [statement_page, statement_to_save, statement_to_print]
