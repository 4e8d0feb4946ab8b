"""Read organizations of every state."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.clock import Instant

sql = named.beside(__file__)


class House(msgspec.Struct, frozen=True):
    """An organization in a list."""

    id: int
    name: str
    status: str
    created_at: Instant


async def list_houses(
    connection: Any, words: str, *, status: str, before: int | None, limit: int
) -> list[House]:
    """Organizations, the newest first; `words` is a part of the name."""
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    rows = await connection.fetch(sql["list"], words.strip(), status, before, limit)
    return [msgspec.convert(dict(row), House, strict=False) for row in rows]


async def people_of(connection: Any, organization_id: int) -> list[tuple[UUID, str, str]]:
    """Who works there: id, name, role; owners first."""
    rows = await connection.fetch(sql["people"], organization_id)
    return [(row["id"], row["name"], row["role"]) for row in rows]
