"""A statement as the REST interface shows it."""

from collections.abc import Mapping
from typing import Any

from tessera.kit.clock import rfc3339
from tessera.kit.pagination import offset_page
from tessera.statements.model import ShowName, ShowStatement, Statement, rate_of
from tessera.web.answers import money


def statement_view(
    statement: Statement, names: Mapping[int, ShowName], *, limit: int, cursor: int
) -> dict[str, Any]:
    """Accounts whole, shows by pages; `names` are of the shows on this page."""
    currency = statement.currency
    shows = statement.shows[cursor : cursor + limit + 1]
    return {
        "organization_id": statement.organization.id,
        "since": statement.period.since.isoformat(),
        "until": statement.period.until.isoformat(),
        "timezone": statement.period.timezone,
        "currency": currency,
        "currencies": list(statement.currencies),
        "made_at": rfc3339(statement.made_at),
        "accounts": [
            {
                "account": account.account,
                "opening": money(account.opening, currency),
                "changes": [
                    {
                        "kind": change.kind,
                        "rate": _rate(change.rate),
                        "amount": money(change.amount, currency),
                        "transactions": change.transactions,
                    }
                    for change in account.changes
                ],
                "closing": money(account.closing, currency),
            }
            for account in statement.accounts
        ],
        "shows": offset_page(
            shows, limit, cursor, view=lambda show: _show(show, names.get(show.show_id), currency)
        ),
    }


def _rate(key: str) -> dict[str, Any] | None:
    name, basis_points = rate_of(key)
    return {"name": name, "basis_points": basis_points} if basis_points else None


def _show(show: ShowStatement, name: ShowName | None, currency: str) -> dict[str, Any]:
    return {
        "show_id": show.show_id,
        "title": name.title if name else "",
        "starts_at": rfc3339(name.starts_at) if name else None,
        "sales": money(show.sales, currency),
        "fees": money(show.fees, currency),
        "taxes": money(show.taxes, currency),
        "refunds": money(show.refunds, currency),
        "chargebacks": money(show.chargebacks, currency),
        "payable": money(show.payable, currency),
    }
