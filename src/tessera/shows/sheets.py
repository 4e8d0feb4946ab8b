"""Price sheets: what places cost, and how their tax splits into rates, from a version on.

A sheet is never changed. An order names the version of the show that it was priced by, so the taxes
of its lines can be told for ever without a row more in the sale (docs/decisions/0013).
"""

from collections.abc import Mapping, Sequence

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.shows.model import Price, Show
from tessera.shows.read import read_shows

sql = named.beside(__file__)

Sheet = Mapping[str, Price]
"""Prices by category."""
AT_ONCE = 500


async def write_sheets(tx: Tx, show_ids: Sequence[int]) -> list[Show]:
    """Keep what these shows cost now, by their versions; answers the shows."""
    shows = await read_shows(tx, show_ids)
    await tx.fetch(
        sql["write_sheets"],
        [show.id for show in shows],
        [show.version for show in shows],
        [msgspec.json.encode(show.prices).decode() for show in shows],
    )
    return shows


async def recompile(tx: Tx, organization_id: int) -> list[int]:
    """After new fees or taxes: every show that still sells gets a version and a sheet. Answers
    which; orders from now on pay the new price, those that exist keep theirs."""
    rows = await tx.fetch(sql["new_versions"], organization_id)
    ids = [row["id"] for row in rows]
    for first in range(0, len(ids), AT_ONCE):
        await write_sheets(tx, ids[first : first + AT_ONCE])
    return ids


async def read_sheet(tx: Tx, show_id: int, version: int | None) -> Sheet:
    """The sheet that held at a version of the show.

    Where none was written (the show is older than sheets are) it is what the show costs today.
    """
    row = await tx.fetch_one(sql["sheet"], show_id, version)
    if row is not None:
        return msgspec.json.decode(row["sheet"], type=dict[str, Price])
    shows = await read_shows(tx, [show_id])
    return shows[0].prices if shows else {}
