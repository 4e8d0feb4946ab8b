"""How all rooms stand together, for those who run the platform."""

from datetime import timedelta
from typing import Any

import msgspec

from tessera.kit import sql as named

sql = named.beside(__file__)

ROOMS_MAX = 200


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A room at this moment; sums are from its beginning."""

    id: int
    phase: str
    pace: int
    admitted: int
    arrived: int
    called: int
    inside: int
    show_ids: list[int]

    @property
    def waiting(self) -> int:
        """Who has come and was not called."""
        return self.arrived - self.called


async def standings(connection: Any) -> list[Standing]:
    """The rooms that gather, serve or pause."""
    return [Standing(**dict(row)) for row in await connection.fetch(sql["standings"], ROOMS_MAX)]


async def courses(
    connection: Any, length: timedelta, span: timedelta, *, show_id: int | None = None
) -> list[Any]:
    """How many had come, waited and were inside, bin by bin: of all rooms, or those of a show."""
    rows: list[Any] = await connection.fetch(sql["courses"], length, span, show_id)
    return rows
