"""Read titles by their ids; `search/` finds them."""

from collections.abc import Sequence

from sqlalchemy import select

from tessera.catalog.model import Title, title_of
from tessera.catalog.tables import titles
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound


async def read_title(tx: Tx, title_id: int, *, lock: bool = False) -> Title:
    """One title, whatever its status; `lock` for who will change it. Raises `NotFound`."""
    query = select(titles).where(titles.c.id == title_id)
    row = await tx.one(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("title")
    return title_of(row)


async def read_titles(tx: Tx, title_ids: Sequence[int]) -> dict[int, Title]:
    """Several titles by id, in the order asked for."""
    rows = await tx.all(select(titles).where(titles.c.id.in_(title_ids)))
    found = {row["id"]: title_of(row) for row in rows}
    return {title_id: found[title_id] for title_id in title_ids if title_id in found}
