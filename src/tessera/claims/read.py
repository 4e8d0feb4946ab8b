"""Read a hold: whether its places are still its own."""

from datetime import datetime
from typing import Any

from tessera.claims.token import HoldProof
from tessera.kit import sql as named

sql = named.beside(__file__)


async def live_until(connection: Any, proof: HoldProof) -> datetime | None:
    """The deadline of a live hold, or None where it has lapsed, moved on or was released."""
    [row] = await connection.fetch(
        sql["live_hold"], proof.show_id, list(proof.places), proof.hold_id
    )
    until: datetime | None = row["until"]
    return until if row["places"] == len(proof.places) else None
