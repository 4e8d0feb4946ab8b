"""Tickets of those who wait and admissions of those who may go in: signed, and kept by nobody here.

A place is `TWP1.` and a turn `TWT1.`, each with what it says in fixed fields after its signature
(`kit/stamps.py`). Checking one costs 100 µs, so what was checked is remembered, within a bound.
"""

import struct
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from tessera.kit.stamps import Stamps
from tessera.waiting_room.model import Lane, QueuePlace, Turn

PLACE_PREFIX = "TWP1."
TURN_PREFIX = "TWT1."
KEPT_MAX = 50_000
_LANES = tuple(Lane)
_PLACE = struct.Struct(">QBQ16sqq")
_TURN = struct.Struct(">16sQBQqq")

Said = TypeVar("Said")


class Words(Protocol, Generic[Said]):
    """How a kind of token is written."""

    def pack(self, said: Said) -> bytes: ...
    def unpack(self, message: bytes) -> Said | None: ...


class _Places:
    def pack(self, said: QueuePlace) -> bytes:
        lane = _LANES.index(said.lane)
        return _PLACE.pack(said.room_id, lane, said.n, said.visitor.bytes, said.at, said.who)

    def unpack(self, message: bytes) -> QueuePlace | None:
        return read_place(message)


class _Turns:
    def pack(self, said: Turn) -> bytes:
        lane = _LANES.index(said.lane)
        who = (said.until, said.who)
        return _TURN.pack(said.admission_id.bytes, said.room_id, lane, said.n, *who)

    def unpack(self, message: bytes) -> Turn | None:
        if len(message) != _TURN.size:
            return None
        admission, room_id, lane, n, until, who = _TURN.unpack(message)
        return Turn(UUID(bytes=admission), room_id, _LANES[lane], n, until, who)


def read_place(message: bytes) -> QueuePlace | None:
    """What the message of a place's token says."""
    if len(message) != _PLACE.size:
        return None
    room_id, lane, n, visitor, at, who = _PLACE.unpack(message)
    return QueuePlace(room_id, _LANES[lane], n, UUID(bytes=visitor), at, who)


class Tokens(Generic[Said]):
    """Seals and opens one kind; what was opened is remembered, the longest unused goes first."""

    def __init__(self, stamps: Stamps, words: Words[Said]) -> None:
        self._stamps = stamps
        self._words = words
        self._kept: OrderedDict[str, Said] = OrderedDict()

    def public_text(self) -> str:
        """The public key that these are checked with."""
        return self._stamps.public_text()

    def seal(self, said: Said) -> str:
        """The token that says it."""
        return self._stamps.seal(self._words.pack(said))

    def open(self, token: str) -> Said | None:
        """What a token says, or None where it is not one of ours."""
        kept = self._kept.get(token)
        if kept is not None:
            self._kept.move_to_end(token)
            return kept
        message = self._stamps.open(token)
        said = self._words.unpack(message) if message is not None else None
        if said is not None:
            self._kept[token] = said
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return said


def place_tokens(secret: str) -> Tokens[QueuePlace]:
    """The tickets of those who wait."""
    return Tokens(Stamps(secret, "waiting-place", prefix=PLACE_PREFIX), _Places())


def turn_tokens(secret: str) -> Tokens[Turn]:
    """The admissions."""
    return Tokens(Stamps(secret, "waiting-turn", prefix=TURN_PREFIX), _Turns())
