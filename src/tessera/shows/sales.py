"""How shows sell, for who organizes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

HOURS_SHOWN = 48


async def counts_of(connection: Any, show_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Claims by state; lapsed ones are not counted, for a buyer would get their places."""
    rows = await connection.fetch(
        """SELECT show_id, count(*) FILTER (WHERE state = 'sold') AS sold,
            count(*) FILTER (WHERE state = 'pending') AS pending,
            count(*) FILTER (WHERE state = 'held') AS held,
            count(*) FILTER (WHERE state = 'blocked') AS blocked
        FROM claims
        WHERE show_id = ANY($1::bigint[]) AND (until IS NULL OR until > tessera_now())
        GROUP BY show_id""",
        list(show_ids),
    )
    states = ("sold", "pending", "held", "blocked")
    return {row["show_id"]: {state: row[state] for state in states} for row in rows}


async def sales_of(connection: Any, show_ids: Sequence[int]) -> dict[int, int]:
    """What customers paid for lines that live, in minor units of the show's currency."""
    rows = await connection.fetch(
        """SELECT o.show_id, sum(l.face + l.fee + l.tax) AS paid
        FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.show_id = ANY($1::bigint[]) AND o.paid_at IS NOT NULL AND l.refund_id IS NULL
        GROUP BY o.show_id""",
        list(show_ids),
    )
    return {row["show_id"]: int(row["paid"]) for row in rows}


async def revenue_of_categories(connection: Any, show_id: int) -> dict[str, int]:
    """As `sales_of`, of one show by category."""
    rows = await connection.fetch(
        """SELECT l.category, sum(l.face + l.fee + l.tax) AS paid
        FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.show_id = $1 AND o.paid_at IS NOT NULL AND l.refund_id IS NULL
        GROUP BY l.category""",
        show_id,
    )
    return {row["category"]: int(row["paid"]) for row in rows}


async def hours_of(connection: Any, show_id: int) -> list[tuple[datetime, int]]:
    """Places sold by hour, the last `HOURS_SHOWN` hours that had any."""
    rows = await connection.fetch(
        """SELECT date_trunc('hour', o.paid_at) AS hour, count(*) AS sold
        FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.show_id = $1 AND o.paid_at IS NOT NULL AND l.refund_id IS NULL
        GROUP BY 1 ORDER BY 1 DESC LIMIT $2""",
        show_id,
        HOURS_SHOWN,
    )
    return [(row["hour"], row["sold"]) for row in reversed(rows)]
