"""Access codes of a presale: issue a series, list what was issued, end all of them."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.trail import Who, note
from tessera.waiting_room.codes import AccessCodes
from tessera.waiting_room.model import Room

sql = named.beside(__file__)

QUANTITY_MAX = 100_000


class CodesWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many codes, and who they are for."""

    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    label: Annotated[str, Meta(max_length=120)] = ""


class Issue(msgspec.Struct, frozen=True):
    """One series: its codes can be written again at any time, and are kept nowhere."""

    first: int
    quantity: int
    generation: int
    label: str
    created_at: Instant


async def issue_codes(tx: Tx, room: Room, wanted: CodesWanted, *, who: Who) -> Issue:
    """A series of codes that nobody had before. Raises `Invalid`."""
    label = wanted.label.strip()
    if label and not label.isprintable():
        raise Invalid([Problem("label", "must have printable characters")])
    row = await tx.fetch_one(sql["add_codes"], room.id, wanted.quantity)
    assert row is not None, "the room was read a moment ago"
    first, generation = row["first"], row["generation"]
    await tx.fetch(sql["note_codes"], room.id, first, wanted.quantity, generation, label)
    await note(
        tx,
        who,
        "waiting_room.issued",
        subject=("waiting_room", room.id),
        organization_id=room.organization_id,
        after={"quantity": wanted.quantity, "label": label},
    )
    return (await issues_of(tx, room.id))[0]


async def issues_of(connection: Any, room_id: int) -> list[Issue]:
    """What was issued, the newest first."""
    rows = await connection.fetch(sql["codes_of"], room_id)
    return [Issue(**dict(row)) for row in rows]


async def revoke_codes(tx: Tx, room: Room, *, who: Who) -> int:
    """End every code there is; answers the new generation. Places taken with them stay."""
    row = await tx.fetch_one(sql["revoke_codes"], room.id)
    assert row is not None, "the room was read a moment ago"
    generation: int = row["code_generation"]
    await note(
        tx,
        who,
        "waiting_room.revoked",
        subject=("waiting_room", room.id),
        organization_id=room.organization_id,
        after={"generation": generation},
    )
    return generation


def written(codes: AccessCodes, room_id: int, issues: list[Issue], *, first: int) -> Iterator[str]:
    """The codes of one series, a line each. Raises `NotFound`."""
    issue = next((issue for issue in issues if issue.first == first), None)
    if issue is None:
        raise NotFound("series")
    yield from codes.series(
        room_id, generation=issue.generation, first=issue.first, quantity=issue.quantity
    )
