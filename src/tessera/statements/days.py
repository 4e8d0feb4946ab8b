"""The ledger added up by days, once each is over for good; statements add up days.

A day counts as over `MARGIN_SECONDS` after its midnight (UTC), and no transaction that began in it
is still open: entries carry the instant of their transaction, so none can come later.
"""

from datetime import date, datetime, timedelta

from tessera.kit import sql as named
from tessera.kit.database import Database, Tx
from tessera.statements.moved import Of, Posted, movements
from tessera.statements.rules import DAY, utc_midnight

sql = named.beside(__file__)

MARGIN_SECONDS = 3600.0
DAYS_A_ROUND = 31


async def add_days(db: Database, *, margin_seconds: float = MARGIN_SECONDS) -> int:
    """Add up the days that are over, a transaction each; answers how many (bounded)."""
    for added in range(DAYS_A_ROUND):
        async with db.transaction() as tx:
            if not await add_day(tx, margin_seconds=margin_seconds):
                return added
    return DAYS_A_ROUND


async def add_day(tx: Tx, *, margin_seconds: float = MARGIN_SECONDS) -> bool:
    """Add up the next day, if it is over and nobody else is at it."""
    row = await tx.fetch_one(sql["lock_days"])
    if row is None or not await _is_over(tx, row["day"], margin_seconds):
        return False
    day = row["day"]
    found = await movements(tx, utc_midnight(day), utc_midnight(day + DAY), of=Of())
    if not found:
        await tx.fetch(sql["set_days_until"], await _next_day(tx, day, margin_seconds))
        return True
    await tx.fetch(sql["add_day"], day, *_columns(found))
    await tx.fetch(sql["set_days_until"], day + DAY)
    return True


async def reopen(tx: Tx, since: datetime) -> None:
    """Forget the days from `since` on, to be added up again: for who writes sales of the past."""
    day = since.date()
    await tx.fetch(sql["reopen_days"], day)
    await tx.fetch(sql["forget_days"], day)


async def _is_over(tx: Tx, day: date, margin_seconds: float) -> bool:
    return bool(await tx.raw.fetchval(sql["is_over"], utc_midnight(day + DAY), margin_seconds))


async def _next_day(tx: Tx, day: date, margin_seconds: float) -> date:
    """Empty days are passed over in one step, as far as they are over themselves."""
    entry: date | None = await tx.raw.fetchval(sql["next_entry"], utc_midnight(day + DAY))
    now: datetime = await tx.raw.fetchval("SELECT tessera_now()")
    over = (now - timedelta(seconds=margin_seconds)).date() - DAY
    while over > day and not await _is_over(tx, over, margin_seconds):
        over -= DAY
    return max(day + DAY, min(over + DAY, entry or over + DAY))


def _columns(found: list[Posted]) -> tuple[list[object], ...]:
    columns: tuple[list[object], ...] = tuple([] for _ in range(8))
    for posted in found:
        moved = posted.moved
        row = (
            posted.organization_id,
            moved.show_id,
            posted.currency,
            moved.kind,
            moved.account,
            moved.rate,
            moved.amount,
            moved.transactions,
        )
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns
