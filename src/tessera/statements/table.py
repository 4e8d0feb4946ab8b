"""A statement as CSV: one flat table, a row a fact."""

from collections.abc import Iterator, Mapping

from tessera.kit.money import Money
from tessera.kit.spreadsheet import Cell, csv_bytes
from tessera.statements.model import ShowName, Statement, rate_of

HEAD = (
    "part",
    "account",
    "kind",
    "tax",
    "tax_percent",
    "show_id",
    "show",
    "starts_at",
    "transactions",
    "currency",
    "amount",
)
Row = tuple[Cell, ...]


def statement_csv(statement: Statement, names: Mapping[int, ShowName]) -> bytes:
    """Opening, changes and closing of each account; then each show, figure by figure."""
    return csv_bytes(_rows(statement, names))


def _rows(statement: Statement, names: Mapping[int, ShowName]) -> Iterator[Row]:
    yield HEAD
    for account in statement.accounts:
        yield _row(statement, account.opening, part="opening", account=account.account)
        for change in account.changes:
            tax, points = rate_of(change.rate)
            yield _row(
                statement,
                change.amount,
                part="change",
                account=account.account,
                kind=change.kind,
                tax=tax,
                tax_percent=f"{points / 100:g}" if points else "",
                transactions=change.transactions,
            )
        yield _row(statement, account.closing, part="closing", account=account.account)
    for show in statement.shows:
        name = names.get(show.show_id)
        about: dict[str, Cell] = {"show_id": show.show_id}
        if name is not None:
            about |= {"show": name.title, "starts_at": name.starts_at.isoformat()}
        for figure in ("sales", "fees", "taxes", "refunds", "chargebacks", "payable"):
            yield _row(statement, getattr(show, figure), part="show", kind=figure, **about)


def _row(statement: Statement, amount: int, **facts: Cell) -> Row:
    known = {
        **facts,
        "currency": statement.currency,
        "amount": Money(amount, statement.currency).decimal(),
    }
    return tuple(str(known.get(name, "")) if name != "amount" else known[name] for name in HEAD)
