"""Read series, their shows, and the batches in which shows were planned."""

from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.shows.model import ShowStatus
from tessera.shows.series.model import Batch, Series, SeriesShow, Shared

sql = named.beside(__file__)


async def series_of(
    connection: Any, organization_id: int, *, after: int = 0, limit: int = 200
) -> list[Series]:
    """The series of an organization."""
    rows = await connection.fetch(sql["series_of"], organization_id, after, limit)
    return [_series(row) for row in rows]


async def read_series(connection: Any, series_id: int) -> Series:
    """One series. Raises `NotFound`."""
    rows = await connection.fetch(sql["series"], series_id)
    if not rows:
        raise NotFound("series")
    return _series(rows[0])


async def shows_of(connection: Any, series_id: int) -> list[SeriesShow]:
    """The shows of a series as they start; those that were cancelled are none any more."""
    rows = await connection.fetch(sql["shows_of"], series_id)
    return [SeriesShow(**dict(row) | {"status": ShowStatus(row["status"])}) for row in rows]


async def batches_of(
    connection: Any,
    organization_id: int,
    *,
    venue_id: int | None = None,
    series_id: int | None = None,
    limit: int = 5,
) -> list[Batch]:
    """What was planned lately in one act, the newest first."""
    rows = await connection.fetch(sql["batches_of"], organization_id, venue_id, series_id, limit)
    return [Batch(**dict(row)) for row in rows]


async def read_batch(connection: Any, batch_id: int) -> Batch:
    """One batch. Raises `NotFound`."""
    rows = await connection.fetch(sql["batch"], batch_id)
    if not rows:
        raise NotFound("batch")
    return Batch(**dict(rows[0]))


def _series(row: Any) -> Series:
    fields = dict(row)
    fields["shared"] = msgspec.json.decode(fields["shared"], type=Shared)
    fields["exdates"] = tuple(fields["exdates"])
    return Series(**fields)
