"""Recompute the whole draw from what is public, as anybody can.

Nothing here asks the server: a document and perhaps a ticket go in, and what they come to is told.
"""

import base64
import binascii
from array import array
from collections.abc import Mapping
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tessera.kit.errors import Invalid, Problem
from tessera.kit.stamps import opened
from tessera.waiting_room.draw import FORMAT, SEED_BYTES, commitment_of, draw
from tessera.waiting_room.model import Lane, LaneState, QueuePlace
from tessera.waiting_room.tokens import PLACE_PREFIX, read_place

RANKS_OF_ADMITTED = """SELECT lane, n, rank FROM admissions WHERE room_id = $1 ORDER BY lane, n"""


class Document(msgspec.Struct, frozen=True):
    """What is read of `GET /api/v1/waiting-rooms/{id}`."""

    id: int
    draw: str
    commitment: str
    seed: str | None
    public_key: str
    lanes: dict[Lane, LaneState]


class Verified(msgspec.Struct, frozen=True):
    """What a document comes to. `faults` is empty where everything holds."""

    faults: tuple[str, ...]
    drawn: Mapping[Lane, "array[int]"]


def read_document(text: bytes) -> Document:
    """A public document of a room. Raises `Invalid`."""
    try:
        return msgspec.json.decode(text, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid([Problem("document", f"is none of a waiting room: {error}")]) from None


def verify(document: Document) -> Verified:
    """Hold the seed to its promise and draw every lane anew."""
    if document.draw != FORMAT:
        return Verified((f"the draw {document.draw} is not known here",), {})
    if document.seed is None:
        return Verified(("the seed is not revealed before the opening",), {})
    try:
        seed = bytes.fromhex(document.seed)
    except ValueError:
        seed = b""
    faults = []
    if len(seed) != SEED_BYTES:
        faults.append(f"the seed has not {SEED_BYTES} bytes")
    if commitment_of(seed).hex() != document.commitment.lower():
        faults.append("the seed is not the one that was promised")
    drawn = {
        lane: draw(seed, room_id=document.id, lane=lane.value, early=state.early)
        for lane, state in document.lanes.items()
        if state.early
    }
    return Verified(tuple(faults), drawn)


def rank_of_ticket(document: Document, verified: Verified, ticket: str) -> tuple[QueuePlace, int]:
    """The rank that the document gives a ticket. Raises `Invalid` for one that is not signed by the
    document's key, or of another room."""
    place = _place_of(document, ticket)
    if place is None or place.room_id != document.id:
        raise Invalid([Problem("ticket", "is not signed by this room's key")])
    ranks = verified.drawn.get(place.lane, array("I"))
    return place, ranks[place.n - 1] if place.n <= len(ranks) else place.n


def faults_of_admitted(verified: Verified, rows: list[Mapping[str, Any]]) -> list[str]:
    """Where somebody was let in by another rank than the draw gave them."""
    faults = []
    for row in rows:
        ranks = verified.drawn.get(Lane(row["lane"]), array("I"))
        rank = ranks[row["n"] - 1] if row["n"] <= len(ranks) else row["n"]
        if rank != row["rank"]:
            faults.append(f"{row['lane']} {row['n']}: let in as {row['rank']}, drawn {rank}")
    return faults


def _place_of(document: Document, ticket: str) -> QueuePlace | None:
    try:
        raw = base64.b64decode(document.public_key, validate=True)
        key = Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError):
        raise Invalid([Problem("public_key", "is no Ed25519 key")]) from None
    message = opened(ticket.strip(), key, prefix=PLACE_PREFIX)
    return read_place(message) if message is not None else None
