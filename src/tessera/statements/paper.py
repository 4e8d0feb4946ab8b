"""A statement on paper."""

from collections.abc import Iterator, Mapping, Sequence

from tessera.kit.paper import Paper, Row
from tessera.statements.model import (
    SHOWS_ON_PAPER_MAX,
    AccountStatement,
    ShowName,
    Statement,
    rate_of,
)
from tessera.statements.words import ACCOUNTS, KINDS
from tessera.web.present import N_
from tessera.web.printed import Print


def statement_pdf(statement: Statement, names: Mapping[int, ShowName], language: str) -> bytes:
    """Accounts first, then the shows, in the reader's language where paper can be written in it."""
    written = Print.in_language(language)
    say, organization = written.say, statement.organization
    title = say(N_("Settlement statement"))
    about = [*organization.address.splitlines(), organization.tax_number, _span(statement, written)]
    accounts = [row for a in statement.accounts for row in _account(a, statement, written)]
    shows = list(_shows(statement, names, written))
    texts = [title, organization.name, *about, *(cell for row in accounts + shows for cell in row)]
    paper = Paper(title, texts=texts)
    paper.heading(title)
    paper.heading(organization.name, points=13)
    paper.lines(*about)
    heads = (N_("Account"), N_("Transactions"), N_("Amount"))
    paper.table([say(h) for h in heads], accounts, widths=(90, 30, 40), figures_from=1)
    if shows:
        paper.heading(say(N_("By show")), points=13)
        names_of_figures = _heads()
        widths = (52, 20, 18, 18, 20, 22, 22)
        heads_said = [say(h) for h in names_of_figures]
        paper.table(heads_said, shows, widths=widths, figures_from=1)
    if len(statement.shows) > SHOWS_ON_PAPER_MAX:
        paper.lines(say(N_("There are more shows; the CSV has all of them.")))
    return paper.output()


def _heads() -> Sequence[str]:
    return (
        N_("Show"),
        N_("Sales"),
        N_("Booking fees"),
        N_("Taxes"),
        N_("Refunds"),
        N_("Disputes lost"),
        N_("Payable to you"),
    )


def _span(statement: Statement, written: Print) -> str:
    since, until = statement.period.since, statement.period.until
    days = f"{written.long_date(since)} – {written.long_date(until)}"
    return f"{days} ({statement.period.timezone}), {statement.currency}"


def _account(account: AccountStatement, statement: Statement, written: Print) -> Iterator[Row]:
    """Opening, changes, closing: the last of them a sum."""
    say, name = written.say, written.say(ACCOUNTS[account.account])

    def money(amount: int) -> str:
        return written.figure(amount, statement.currency)

    yield (name + ": " + say(N_("opening balance")), "", money(account.opening))
    for change in account.changes:
        kind, (rate, points) = say(KINDS[change.kind]), rate_of(change.rate)
        shown = f"    {kind} ({rate} {written.share(points)})" if points else f"    {kind}"
        yield (shown, str(change.transactions), money(change.amount))
    yield ("\t" + name + ": " + say(N_("closing balance")), "", money(account.closing))


def _shows(statement: Statement, names: Mapping[int, ShowName], written: Print) -> Iterator[Row]:
    for show in statement.shows[:SHOWS_ON_PAPER_MAX]:
        name = names.get(show.show_id)
        when = written.moment(name.starts_at, name.timezone) if name else ""
        figures = (show.sales, show.fees, show.taxes, show.refunds, show.chargebacks, show.payable)
        shown = f"{name.title}\n{when}" if name else str(show.show_id)
        yield (shown, *(written.figure(amount, statement.currency) for amount in figures))
