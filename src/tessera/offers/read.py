"""Read offers."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.offers.model import Offer, Rule, Topic, Way
from tessera.offers.pricing import Use

sql = named.beside(__file__)

PLATFORM = 0
"""Where offers without an organization lie."""


class Listed(NamedTuple):
    """An offer that everybody may see, and whose it is (empty for the platform's)."""

    offer: Offer
    organization: str


async def read_offers(connection: Any, offer_ids: Sequence[int]) -> list[Offer]:
    """Those that exist, by id. `connection` is a Tx or an asyncpg pool."""
    return [_offer(row) for row in await connection.fetch(sql["offers"], list(offer_ids))]


async def read_offer(connection: Any, offer_id: int) -> Offer:
    """One offer. Raises `NotFound`."""
    found = await read_offers(connection, [offer_id])
    if not found:
        raise NotFound("offer")
    return found[0]


async def offers_of(
    connection: Any,
    organization_id: int | None,
    *,
    before: int | None = None,
    words: str = "",
    limit: int,
) -> list[Offer]:
    """The offers of a house, or of the platform, the newest first."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") or None
    rows = await connection.fetch(
        sql["offers_of"], organization_id or PLATFORM, before, plain, limit
    )
    found = await read_offers(connection, [row["id"] for row in rows])
    return sorted(found, key=lambda offer: -offer.id)


async def listed(
    connection: Any, *, topic: str | None, organization_id: int | None, limit: int, offset: int
) -> list[Listed]:
    """What everybody may see and use now, the newest first."""
    return await _listed(connection, "listed", topic, organization_id, limit, offset)


async def trending(connection: Any) -> list[Listed]:
    """The ten that were used most in the last thirty days."""
    return await _listed(connection, "trending")


async def topics(connection: Any) -> dict[Topic, int]:
    """How many offers everybody may see under each topic."""
    return {Topic(row["topic"]): row["offers"] for row in await connection.fetch(sql["topics"])}


async def uses_of_order(connection: Any, order_id: UUID) -> list[Use]:
    """The offers in an order, by their ids."""
    rows = await connection.fetch(sql["uses_of_order"], order_id)
    return [
        Use(
            row["order_id"],
            row["offer_id"],
            row["name"],
            row["amount"],
            tuple(row["amounts"]),
            row["released"],
            row["restaurant_id"],
        )
        for row in rows
    ]


async def _listed(connection: Any, name: str, *arguments: Any) -> list[Listed]:
    rows = await connection.fetch(sql[name], *arguments)
    offers = {o.id: o for o in await read_offers(connection, [row["id"] for row in rows])}
    return [
        Listed(offers[row["id"]], row["organization"] or "") for row in rows if row["id"] in offers
    ]


def _offer(row: Any) -> Offer:
    return Offer(
        id=row["id"],
        organization_id=row["organization_id"],
        name=row["name"],
        description=row["description"],
        topic=Topic(row["topic"]),
        currency=row["currency"],
        rule=msgspec.json.decode(row["rule"], type=Rule),
        way=Way(row["way"]),
        code=row["code"],
        stacks=row["stacks"],
        listed=row["listed"],
        enabled=row["enabled"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        uses_max=row["uses_max"],
        uses_per_customer_max=row["uses_per_customer_max"],
        version=row["version"],
        uses=row["uses"],
        codes=row["codes"],
    )
