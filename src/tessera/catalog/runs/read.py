"""Read runs, and what one would do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from tessera.catalog.runs.model import Foreseen, RunAction, RunLine, Standing, TitleRun
from tessera.catalog.runs.rules import foresee
from tessera.kit import sql as named
from tessera.kit.errors import NotFound

sql = named.beside(__file__)

LINES_MAX = 1000


async def standings_of(
    connection: Any, title_ids: Sequence[int], *, organization_id: int | None
) -> list[Standing]:
    """These titles, as far as they are the organization's; others are left out."""
    rows = await connection.fetch(sql["standings"], list(title_ids), organization_id)
    return [Standing(**dict(row)) for row in rows]


async def foreseen(
    connection: Any, action: RunAction, title_ids: Sequence[int], *, organization_id: int | None
) -> list[Foreseen]:
    """What an act would do to each of these titles."""
    found = await standings_of(connection, title_ids, organization_id=organization_id)
    return [Foreseen(t.id, t.name, foresee(action, t), t.active) for t in found]


async def read_title_run(connection: Any, run_id: UUID) -> TitleRun:
    """A run and how far it has come. Raises `NotFound`."""
    row = await connection.fetchrow(sql["one"], run_id)
    if row is None:
        raise NotFound("run")
    return msgspec.convert(dict(row), TitleRun, strict=False)


async def lines_of(connection: Any, run_id: UUID) -> list[RunLine]:
    """The titles of a run with what came of each, what went otherwise first."""
    rows = await connection.fetch(sql["lines"], run_id, LINES_MAX)
    return [msgspec.convert(dict(row), RunLine, strict=False) for row in rows]
