"""Enable and disable many venues at once, after a look at what hangs on them."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem

sql = named.beside(__file__)

AT_ONCE_MAX = 500


class SwitchWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which venues are to be on or off. With `preview` nothing changes."""

    venue_ids: Annotated[tuple[int, ...], Meta(min_length=1, max_length=AT_ONCE_MAX)]
    enabled: bool
    preview: bool = False


class VenueUse(msgspec.Struct, frozen=True, kw_only=True):
    """A venue before it is switched: `changes` says whether anything would."""

    id: int
    name: str
    city: str
    enabled: bool
    changes: bool
    shows_to_come: int
    tickets_sold: int


async def look(tx: Tx, organization_id: int, wanted: SwitchWanted) -> Sequence[VenueUse]:
    """What switching would mean. Raises `Invalid` naming venues that are not of the house."""
    ids = list(dict.fromkeys(wanted.venue_ids))
    rows = await tx.fetch(sql["use_of_venues"], organization_id, ids)
    known = {row["id"] for row in rows}
    if missing := [venue_id for venue_id in ids if venue_id not in known]:
        raise Invalid([Problem("venue_ids", f"there is no venue {n} of yours") for n in missing])
    return [
        VenueUse(
            id=row["id"],
            name=row["name"],
            city=row["city"],
            enabled=row["enabled"],
            changes=row["enabled"] != wanted.enabled,
            shows_to_come=row["shows"],
            tickets_sold=int(row["sold"]),
        )
        for row in rows
    ]


async def switch_venues(tx: Tx, organization_id: int, wanted: SwitchWanted) -> list[int]:
    """Switch them; answers which were otherwise before. Raises `Invalid`."""
    await look(tx, organization_id, wanted)
    ids = sorted(set(wanted.venue_ids))
    rows = await tx.fetch(sql["switch_venues"], organization_id, ids, wanted.enabled)
    return sorted(row["id"] for row in rows)
