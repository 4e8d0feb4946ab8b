"""What everybody who waits asks for: one small public document that any cache may serve.

It names nobody, so it is the same for all; a browser works out its own position from it.
"""

import base64
import hashlib
from collections import OrderedDict
from typing import Any, NamedTuple

import msgspec

from tessera.kit.clock import rfc3339
from tessera.waiting_room.draw import FORMAT
from tessera.waiting_room.model import Room
from tessera.waiting_room.puzzle import PUZZLE_BITS
from tessera.waiting_room.rules import poll_seconds

KEPT_BY_CACHES = "public, max-age=2, stale-while-revalidate=4, stale-if-error=30"
KEPT_MAX = 1_000
POLLS_PER_SECOND = 20_000
"""What one nginx on two cores serves with room to spare (docs/hot-path.md)."""


class Document(NamedTuple):
    """The document as it is sent."""

    body: bytes
    etag: str


def status_of(
    room: Room, *, public_key: str, polls_per_second: int = POLLS_PER_SECOND
) -> dict[str, Any]:
    """The public facts of a room; `poll_seconds` is how often a browser should look."""
    instants = {
        name: rfc3339(at) if (at := getattr(room, name)) is not None else None
        for name in ("gathers_at", "presale_at", "opens_at", "opened_at")
    }
    return {
        "id": room.id,
        "name": room.name,
        "phase": room.phase.value,
        "message": room.message,
        **instants,
        "show_ids": room.show_ids,
        "lanes": {lane.value: state for lane, state in room.lanes.items()},
        "pace_per_minute": room.pace,
        "poll_seconds": poll_seconds(room.waiting, polls_per_second),
        "one_per_account": room.one_per_account,
        "turn_seconds": room.turn_seconds,
        "proof_of_work_bits": PUZZLE_BITS if room.guarded else 0,
        "draw": FORMAT,
        "commitment": room.commitment.hex(),
        "seed": room.seed.hex() if room.seed is not None else None,
        "public_key": public_key,
    }


class Documents:
    """The documents of one process, written once for each look at a room."""

    def __init__(self, public_key: str, *, polls_per_second: int) -> None:
        self._public_key = public_key
        self._polls = polls_per_second
        self._kept: OrderedDict[int, tuple[Room, Document]] = OrderedDict()
        self.asked = 0

    def of(self, room: Room) -> Document:
        """The document of a room as it stands."""
        self.asked += 1
        kept = self._kept.get(room.id)
        if kept is not None and kept[0] is room:
            return kept[1]
        status = status_of(room, public_key=self._public_key, polls_per_second=self._polls)
        body = msgspec.json.encode(status)
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:12]).decode()
        document = Document(body, f'"{digest}"')
        self._kept[room.id] = (room, document)
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return document
