"""Enter, change, read and remove price lists."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.versions import still
from tessera.shows.programme.model import NewPriceList, PriceLine, PriceList, PriceListChange

sql = named.beside(__file__)


async def enter_price_list(tx: Tx, organization_id: int, new: NewPriceList) -> PriceList:
    """Enter a list. Raises `Refused(name_taken)`."""
    lines = msgspec.json.encode(new.lines).decode()
    try:
        row = await tx.fetch_one(sql["enter_price_list"], organization_id, new.name, lines)
    except asyncpg.UniqueViolationError as error:
        raise Refused("name_taken") from error
    assert row is not None, "an insert answers its id"
    return await read_price_list(tx, row["id"])


async def change_price_list(tx: Tx, list_id: int, change: PriceListChange) -> PriceList:
    """Change what is given. Raises `Refused(name_taken, changed_meanwhile)`."""
    found = await read_price_list(tx, list_id, lock=True)
    fields = given(change)
    still(found, fields.pop("version", None), fields)
    merged = msgspec.structs.replace(found, **fields)
    lines = msgspec.json.encode(merged.lines).decode()
    try:
        await tx.fetch(sql["change_price_list"], list_id, merged.name, lines)
    except asyncpg.UniqueViolationError as error:
        raise Refused("name_taken") from error
    return await read_price_list(tx, list_id)


async def read_price_list(tx: Tx, list_id: int, *, lock: bool = False) -> PriceList:
    """One list. Raises `NotFound`."""
    row = await tx.fetch_one(sql["price_list_locked" if lock else "price_list"], list_id)
    if row is None:
        raise NotFound("price list")
    return _price_list(row)


async def own_price_list(tx: Tx, organization_id: int, list_id: int) -> PriceList:
    """A list of this organization. Raises `Invalid` for others' too."""
    row = await tx.fetch_one(sql["price_list"], list_id)
    if row is None or row["organization_id"] != organization_id:
        raise Invalid([Problem("price_list_id", f"there is no price list {list_id} of yours")])
    return _price_list(row)


async def price_lists_of(
    tx: Tx, organization_id: int, *, after: int = 0, limit: int
) -> Sequence[PriceList]:
    """The lists of an organization."""
    rows = await tx.fetch(sql["price_lists_of"], organization_id, after, limit)
    return [_price_list(row) for row in rows]


async def remove_price_list(tx: Tx, list_id: int) -> None:
    """Remove a list; shows keep the prices that it gave them."""
    await tx.fetch(sql["remove_price_list"], list_id)


def _price_list(row: Any) -> PriceList:
    lines = msgspec.json.decode(row["lines"], type=tuple[PriceLine, ...])
    return PriceList(**(dict(row) | {"lines": lines}))
