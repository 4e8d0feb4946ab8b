"""Which shows sell now, for those who watch them all."""

from typing import Any

SHOWS_MAX = 12

SELLING = """
SELECT s.id, t.name FROM shows s JOIN titles t ON t.id = s.title_id
WHERE s.status IN ('on_sale', 'sold_out') AND s.ends_at > tessera_now()
ORDER BY s.sales_open_at DESC NULLS LAST, s.id DESC LIMIT $1
"""


async def shows_on_sale(connection: Any) -> list[tuple[int, str]]:
    """The shows whose sales opened last, by number and title."""
    rows = await connection.fetch(SELLING, SHOWS_MAX)
    return [(row["id"], f"{row['name']} · {row['id']}") for row in rows]
