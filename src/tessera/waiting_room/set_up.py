"""Set a waiting room up before one show or a group of shows of one organization."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.clock import AwareInstant
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.vault import Vault
from tessera.kit.versions import Version, still
from tessera.waiting_room.draw import SEED_BYTES, commitment_of
from tessera.waiting_room.model import Guard, Phase, Room, RulesRefusal
from tessera.waiting_room.read import read_room

sql = named.beside(__file__)

SHOWS_MAX = 200
CONTEXT = "waiting-room-seed:"

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Message = Annotated[str, Meta(max_length=500)]
PerMinute = Annotated[int, Meta(ge=1, le=1_000_000)]
Pace = Annotated[int, Meta(ge=0, le=600_000)]
TurnSeconds = Annotated[int, Meta(ge=60, le=3600)]
Inside = Annotated[int, Meta(ge=1, le=100_000)]


class NewRoom(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A room as somebody plans it. It opens at `opens_at`, or by itself when `automatic_per_minute`
    people come to its shows in a minute, or at whichever is first."""

    name: Name
    show_ids: Annotated[tuple[int, ...], Meta(min_length=1, max_length=SHOWS_MAX)]
    gathers_at: AwareInstant | None = None
    presale_at: AwareInstant | None = None
    opens_at: AwareInstant | None = None
    automatic_per_minute: PerMinute | None = None
    one_per_account: bool = False
    turn_seconds: TurnSeconds = 600
    inside_max: Inside = 500
    fixed_pace: Pace | None = None
    guard: Guard = Guard.AUTOMATIC
    message: Message = ""


class RoomChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a room; a field that is not named stays. Times and who may queue how often
    stay from the moment on at which people gather."""

    name: Name | UnsetType = UNSET
    gathers_at: AwareInstant | UnsetType | None = UNSET
    presale_at: AwareInstant | UnsetType | None = UNSET
    opens_at: AwareInstant | UnsetType | None = UNSET
    automatic_per_minute: PerMinute | UnsetType | None = UNSET
    one_per_account: bool | UnsetType = UNSET
    turn_seconds: TurnSeconds | UnsetType = UNSET
    inside_max: Inside | UnsetType = UNSET
    fixed_pace: Pace | UnsetType | None = UNSET
    guard: Guard | UnsetType = UNSET
    message: Message | UnsetType = UNSET
    version: Version | UnsetType = UNSET


SETTLED_WHEN_BEGUN = ("gathers_at", "presale_at", "opens_at", "one_per_account")
FIELDS = tuple(f for f in msgspec.structs.fields(RoomChange) if f.name != "version")


async def set_up(tx: Tx, vault: Vault, organization_id: int, *, new: NewRoom) -> Room:
    """A new room, whose commitment is public from now on. Its seed is sealed until it opens.

    Raises `Invalid` with every problem, `Refused(show_has_room)`.
    """
    problems = _problems(msgspec.structs.asdict(new))
    shows = await tx.fetch(sql["shows_of"], list(new.show_ids), organization_id)
    known = {row["id"] for row in shows}
    problems += [
        Problem(f"show_ids[{i}]", f"there is no show {show_id} of yours")
        for i, show_id in enumerate(new.show_ids)
        if show_id not in known
    ]
    if len(set(new.show_ids)) < len(new.show_ids):
        problems.append(Problem("show_ids", "names a show twice"))
    if problems:
        raise Invalid(problems)
    await _refuse_two_rooms(tx, new.show_ids)
    seed = os.urandom(SEED_BYTES)
    commitment = commitment_of(seed)
    sealed = vault.seal(seed, context=CONTEXT + commitment.hex())
    row = await tx.fetch_one(
        sql["add_room"],
        organization_id,
        *_stored(msgspec.structs.asdict(new)),
        commitment,
        sealed.blob,
        sealed.key_id,
    )
    assert row is not None, "an insert that returns has a row"
    room_id: int = row["id"]
    await tx.fetch(sql["add_lanes"], room_id)
    await tx.fetch(sql["add_shows"], room_id, list(new.show_ids))
    return await read_room(tx, room_id)


async def change_room(tx: Tx, room: Room, change: RoomChange) -> Room:
    """Change what is named. Raises `Invalid`, `Refused`: `changed_meanwhile`, `room_begun`."""
    await tx.fetch(sql["lock_settings"], room.id)
    room = await read_room(tx, room.id)
    named_fields = given(change)
    still(room, named_fields.pop("version", None), named_fields)
    begun = room.phase is not Phase.PLANNED or room.opened_at is not None
    if begun and any(
        name in named_fields and named_fields[name] != getattr(room, name)
        for name in SETTLED_WHEN_BEGUN
    ):
        raise Refused(RulesRefusal.ROOM_BEGUN)
    fields = {field.name: getattr(room, field.name) for field in FIELDS} | named_fields
    if problems := _problems(fields):
        raise Invalid(problems)
    await tx.fetch(sql["change_room"], room.id, *_stored(fields))
    return await read_room(tx, room.id)


async def _refuse_two_rooms(tx: Tx, show_ids: Sequence[int]) -> None:
    """The unique index says the same to two who come at once."""
    taken = await tx.fetch(sql["shows_in_rooms"], sorted(show_ids), 0)
    if taken:
        raise Refused(RulesRefusal.SHOW_HAS_ROOM, show_ids=[row["show_id"] for row in taken])


def _stored(fields: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        fields[field.name].strip() if field.name == "name" else fields[field.name]
        for field in FIELDS
    )


def _problems(fields: dict[str, Any]) -> list[Problem]:
    """Everything that keeps a room from being like this (migrations/0019 agrees)."""
    problems = []
    opens: datetime | None = fields["opens_at"]
    if not fields["name"].strip() or not fields["name"].isprintable():
        problems.append(Problem("name", "must have printable characters"))
    if opens is None and fields["automatic_per_minute"] is None:
        problems.append(Problem("opens_at", "is required where a room does not open by itself"))
    for name in ("gathers_at", "presale_at"):
        if fields[name] is not None and opens is None:
            problems.append(Problem(name, "needs opens_at"))
        elif fields[name] is not None and opens is not None and fields[name] > opens:
            problems.append(Problem(name, "must not lie after opens_at"))
    gathers, presale = fields["gathers_at"], fields["presale_at"]
    if presale is not None and (gathers is None or presale < gathers):
        problems.append(Problem("presale_at", "must not lie before gathers_at"))
    return problems
