"""Whether a house sells cards online, and of what amounts."""

from typing import Any

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.offers.cards.online.model import Shop, ShopWanted

sql = named.beside(__file__)


async def read_shop(connection: Any, organization_id: int) -> Shop:
    """A house's shop. Raises `NotFound` where it never had one."""
    rows = await connection.fetch(sql["shop"], organization_id)
    if not rows:
        raise NotFound("gift card shop")
    return Shop(**dict(rows[0]))


async def open_shops(connection: Any, *, limit: int, offset: int = 0) -> list[Shop]:
    """Houses that sell cards now."""
    return [Shop(**dict(row)) for row in await connection.fetch(sql["shops"], limit, offset)]


async def keep_shop(tx: Tx, organization_id: int, wanted: ShopWanted) -> Shop:
    """Open, change or close it. Raises `Invalid`, `Refused(changed_meanwhile)`."""
    if wanted.most < wanted.least:
        raise Invalid([Problem("most", "must not be less than the least")])
    kept = await tx.fetch_one(
        sql["keep_shop"],
        organization_id,
        wanted.enabled,
        wanted.least,
        wanted.most,
        wanted.version,
    )
    if kept is None:
        now = await read_shop(tx, organization_id)
        told = {"version": now.version, "least": now.least, "most": now.most}
        raise Refused("changed_meanwhile", now=told | {"enabled": now.enabled})
    return await read_shop(tx, organization_id)
