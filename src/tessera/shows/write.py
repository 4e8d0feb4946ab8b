"""What planning a show writes beside the show: its prices, and the refusal of a busy hall."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.shows.stage import Prices
from tessera.shows.tables import show_prices


async def prices_of(tx: Tx, show_id: int) -> Prices:
    """What places cost by category before fees and taxes, as the organizer has set it."""
    query = select(show_prices.c.category, show_prices.c.amount)
    rows = await tx.all(query.where(show_prices.c.show_id == show_id))
    return {row["category"]: row["amount"] for row in rows}


async def set_prices(tx: Tx, show_id: int, prices: Prices) -> None:
    await tx.execute(delete(show_prices).where(show_prices.c.show_id == show_id))
    await tx.execute(
        insert(show_prices).values(
            [{"show_id": show_id, "category": c, "amount": a} for c, a in prices.items()]
        )
    )


HIDDEN = frozenset({"version", "hall_busy_until", "created_at"})
"""What nobody has said, and the audit log does not tell."""


def told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A show's fields as the audit log tells them."""
    return {name: value for name, value in fields.items() if name not in HIDDEN}


class naming_who_is_in_the_way:  # noqa: N801 - reads as a phrase where it is used
    """Turns the exclusion constraint's refusal into `Refused(hall_busy)` with the other show."""

    def __init__(
        self, tx: Tx, hall_id: int, fields: dict[str, Any], *, own_id: int | None = None
    ) -> None:
        self._tx = tx
        self._hall_id = hall_id
        self._own_id = own_id
        self._span = (fields["starts_at"], fields["hall_busy_until"])

    async def __aenter__(self) -> None:
        await self._tx.execute(text("SAVEPOINT plan_show"))

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, IntegrityError) or "shows_no_overlap" not in str(error.orig):
            return
        await self._tx.execute(text("ROLLBACK TO SAVEPOINT plan_show"))
        rows = await self._tx.fetch(
            """SELECT s.id, t.name, s.starts_at, s.ends_at FROM shows s
            JOIN titles t ON t.id = s.title_id
            WHERE s.hall_id = $1 AND s.status <> 'cancelled' AND s.id IS DISTINCT FROM $4
                AND tstzrange(s.starts_at, s.hall_busy_until) && tstzrange($2, $3)
            ORDER BY s.starts_at LIMIT 1""",
            self._hall_id,
            *self._span,
            self._own_id,
        )
        in_the_way = dict(rows[0]) if rows else None
        raise Refused("hall_busy", show=in_the_way) from error
