"""Read allotments."""

from typing import Any
from uuid import UUID

from tessera.allotments.model import Allotment, Purpose
from tessera.kit import sql as named
from tessera.kit.errors import NotFound

sql = named.beside(__file__)


async def allotments_of(connection: Any, show_id: int) -> list[Allotment]:
    """What is kept of a show, those that have ended last."""
    return [_allotment(row) for row in await connection.fetch(sql["of_show"], show_id)]


async def read_allotment(connection: Any, allotment_id: UUID) -> Allotment:
    """One allotment. Raises `NotFound`."""
    rows = await connection.fetch(sql["one"], allotment_id)
    if not rows:
        raise NotFound("allotment")
    return _allotment(rows[0])


def _allotment(row: Any) -> Allotment:
    fields = dict(row)
    fields["purpose"] = Purpose(fields["purpose"])
    fields["places"] = tuple(fields["places"] or ())
    return Allotment(**fields)
