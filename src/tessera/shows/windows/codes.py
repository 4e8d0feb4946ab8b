"""Presale codes of a show: issue a series, list what was issued, end all of them.

The codes are those of waiting rooms (waiting_room/codes.py) under a key of their own: signed, and
kept nowhere. How often one may be used, the show's limit for each customer says.
"""

from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.trail import note_named
from tessera.shows.model import Show
from tessera.waiting_room.access import CodesWanted
from tessera.waiting_room.codes import AccessCodes

sql = named.beside(__file__)


class ShowCodes(msgspec.Struct, frozen=True):
    """One series of codes; `works` until all are ended."""

    first: int
    quantity: int
    generation: int
    label: str
    created_at: Instant
    works: bool


async def issue_show_codes(tx: Tx, show: Show, wanted: CodesWanted) -> ShowCodes:
    """A series of codes that nobody had before. Raises `Invalid`."""
    label = wanted.label.strip()
    if label and not label.isprintable():
        raise Invalid([Problem("label", "must have printable characters")])
    row = await tx.fetch_one(sql["add_codes"], show.id, wanted.quantity)
    assert row is not None, "the show was read a moment ago"
    numbers = (row["first"], wanted.quantity, row["generation"])
    await tx.fetch(sql["note_codes"], show.id, *numbers, label)
    await note_named(
        tx,
        "show.presale_issued",
        subject=("show", show.id),
        organization_id=show.organization_id,
        after={"quantity": wanted.quantity, "label": label},
    )
    return (await show_codes_of(tx, show.id))[0]


async def show_codes_of(connection: Any, show_id: int) -> list[ShowCodes]:
    """What was issued, the newest first."""
    return [ShowCodes(**dict(row)) for row in await connection.fetch(sql["codes_of"], show_id)]


async def revoke_show_codes(tx: Tx, show: Show) -> int:
    """End every code there is; answers the new generation. What was bought with them stays."""
    row = await tx.fetch_one(sql["revoke_codes"], show.id)
    assert row is not None, "the show was read a moment ago"
    generation: int = row["code_generation"]
    await note_named(
        tx,
        "show.presale_revoked",
        subject=("show", show.id),
        organization_id=show.organization_id,
        after={"generation": generation},
    )
    return generation


def codes_written(
    codes: AccessCodes, show_id: int, issued: list[ShowCodes], *, first: int
) -> list[str]:
    """The codes of one series. Raises `NotFound`."""
    found = next((one for one in issued if one.first == first), None)
    if found is None:
        raise NotFound("series")
    return list(
        codes.series(show_id, generation=found.generation, first=first, quantity=found.quantity)
    )
