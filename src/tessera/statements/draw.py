"""Draw up a statement: days added up before, and the ledger's entries at the edges."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period
from tessera.statements.model import Account, Kind, Moved, ShowName, Statement
from tessera.statements.moved import Of, movements
from tessera.statements.rules import accounts_of, pieces, shows_of

sql = named.beside(__file__)


async def draw_up(
    tx: Tx, organization: Organization, period: Period, *, currency: str | None, now: datetime
) -> Statement:
    """The books of a period. Raises `Invalid` for a currency that the organization never sold in.

    Its cost is that of two days of entries and of the days between, whatever came before.
    """
    rows = await tx.fetch(sql["currencies"], organization.id)
    known = sorted({organization.currency, *(row["currency"] for row in rows)})
    chosen = currency or organization.currency
    if chosen not in known:
        raise Invalid([Problem("currency", f"nothing was sold in {chosen}")])
    of = Of(organization.id, chosen)
    before = await _moved(tx, None, period.begins, of=of)
    during = await _moved(tx, period.begins, period.ends, of=of)
    return Statement(
        organization=organization,
        period=period,
        currency=chosen,
        currencies=known,
        accounts=accounts_of(before, during),
        shows=shows_of(during),
        made_at=now,
    )


async def names_of(tx: Tx, show_ids: Sequence[int]) -> dict[int, ShowName]:
    """What shows are called, for a breakdown."""
    return {
        row["id"]: ShowName(row["title"], row["starts_at"], row["timezone"], row["venue"])
        for row in await tx.fetch(sql["show_names"], show_ids)
    }


async def _moved(tx: Tx, begins: datetime | None, ends: datetime, *, of: Of) -> list[Moved]:
    until: date = await tx.raw.fetchval(sql["days_until"])
    parts = pieces(begins, ends, added_until=until)
    first, last = parts.days
    if begins is None:
        found = _read(await tx.fetch(sql["added_before"], *of, last))
    elif first < last:
        found = _read(await tx.fetch(sql["added_days"], *of, first, last))
    else:
        found = []
    for begin, end in parts.edges:
        found += [posted.moved for posted in await movements(tx, begin, end, of=of)]
    return found


def _read(rows: Iterable[Any]) -> list[Moved]:
    return [
        Moved(
            row["show_id"],
            Kind(row["kind"]),
            Account(row["account"]),
            row["rate"],
            row["amount"],
            row["transactions"],
        )
        for row in rows
    ]
