"""Pure decisions about statements: which days to add up, and how movements become lines."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tessera.statements.model import (
    ASSETS,
    Account,
    AccountStatement,
    Change,
    Kind,
    Moved,
    ShowStatement,
)

DAY = timedelta(days=1)
BEGINNING = date(1970, 1, 1)
"""Before any ledger."""


class Pieces(NamedTuple):
    """An interval as whole days (in UTC, the last excluded) and as what is left at its edges."""

    days: tuple[date, date]
    edges: tuple[tuple[datetime, datetime], ...]


def pieces(begins: datetime | None, ends: datetime, *, added_until: date) -> Pieces:
    """How to add up `[begins, ends)` where days before `added_until` are added up already.

    Without `begins` it is everything before `ends`.
    """
    first = BEGINNING if begins is None else _next_midnight(begins)
    last = min(ends.astimezone(UTC).date(), added_until)
    if first >= last:
        edge = begins or utc_midnight(BEGINNING)
        return Pieces((first, first), ((edge, ends),) if edge < ends else ())
    edges = [(begins, utc_midnight(first))] if begins is not None else []
    edges.append((utc_midnight(last), ends))
    return Pieces((first, last), tuple((a, b) for a, b in edges if a < b))


def utc_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _next_midnight(at: datetime) -> date:
    utc = at.astimezone(UTC)
    return utc.date() if utc.time() == time() else utc.date() + DAY


def told(account: Account, amount: int) -> int:
    """A ledger's amount as people read it: what is owed to somebody is positive."""
    return amount if account in ASSETS else -amount


def accounts_of(before: Iterable[Moved], during: Sequence[Moved]) -> tuple[AccountStatement, ...]:
    """Every account with its opening balance and its changes, one line a kind and rate."""
    opening: defaultdict[Account, int] = defaultdict(int)
    for moved in before:
        opening[moved.account] += told(moved.account, moved.amount)
    sums: defaultdict[tuple[Account, Kind, str], list[int]] = defaultdict(lambda: [0, 0])
    for moved in during:
        line = sums[moved.account, moved.kind, moved.rate]
        line[0] += told(moved.account, moved.amount)
        line[1] += moved.transactions
    return tuple(
        AccountStatement(
            account,
            opening[account],
            tuple(
                Change(kind, rate, *sums[account, kind, rate])
                for kind in Kind
                for rate in sorted({r for a, k, r in sums if (a, k) == (account, kind)})
            ),
        )
        for account in Account
    )


def shows_of(during: Iterable[Moved]) -> tuple[ShowStatement, ...]:
    """The period by shows, by their ids."""
    by_show: defaultdict[int, defaultdict[tuple[Kind, Account], int]]
    by_show = defaultdict(lambda: defaultdict(int))
    for moved in during:
        if not moved.show_id:  # a gift card is of no show until it pays
            continue
        by_show[moved.show_id][moved.kind, moved.account] += told(moved.account, moved.amount)
    return tuple(_show(show_id, sums) for show_id, sums in sorted(by_show.items()))


def _show(show_id: int, sums: defaultdict[tuple[Kind, Account], int]) -> ShowStatement:
    return ShowStatement(
        show_id=show_id,
        sales=sums[Kind.SALE, Account.PAYABLE],
        fees=sums[Kind.SALE, Account.FEES],
        taxes=sums[Kind.SALE, Account.TAXES],
        refunds=sums[Kind.CANCELLATION, Account.REFUNDS],
        chargebacks=-sums[Kind.DISPUTE_LOST, Account.PAYABLE],
        payable=sum(amount for (_, account), amount in sums.items() if account is Account.PAYABLE),
    )
