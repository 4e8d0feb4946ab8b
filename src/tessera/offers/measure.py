"""What an offer did: how often, for how many, what it cost, what came of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.offers.model import Offer

sql = named.beside(__file__)


class Day(msgspec.Struct, frozen=True):
    """A day's paid uses, in the house's timezone."""

    day: date
    uses: int
    cost: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`paid` uses cost `cost` and stood in orders of `brought` together; `open` ones wait for
    their payment, `released` ones were given back. Amounts are minor units."""

    paid: int
    open: int
    released: int
    customers: int
    places: int
    cost: int
    brought: int
    days: Sequence[Day]


async def measure(connection: Any, offer: Offer) -> Measured:
    """Everything counted anew from the orders themselves."""
    [row] = await connection.fetch(sql["statistics"], offer.id)
    houses = await connection.fetch(sql["house_of"], offer.organization_id or 0)
    days = await connection.fetch(
        sql["uses_by_day"], offer.id, houses[0]["timezone"] if houses else "UTC"
    )
    return Measured(**dict(row), days=[Day(d["day"], d["uses"], d["cost"]) for d in days])
