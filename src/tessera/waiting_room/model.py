"""Waiting rooms: who came when, who is called, who is inside."""

from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.kit.clock import Instant


class Phase(StrEnum):
    """The lifecycle of a room; `TRANSITIONS` says what may follow what."""

    PLANNED = "planned"
    GATHERING = "gathering"
    """Before the opening: whoever comes now gets a place by draw."""
    OPEN = "open"
    PAUSED = "paused"
    """Nobody new is let in; who is inside goes on."""
    CLOSED = "closed"


TRANSITIONS: dict[Phase, frozenset[Phase]] = {
    Phase.PLANNED: frozenset({Phase.GATHERING, Phase.OPEN, Phase.CLOSED}),
    Phase.GATHERING: frozenset({Phase.OPEN, Phase.CLOSED}),
    Phase.OPEN: frozenset({Phase.PAUSED, Phase.CLOSED, Phase.PLANNED}),
    Phase.PAUSED: frozenset({Phase.OPEN, Phase.CLOSED}),
    Phase.CLOSED: frozenset(),
}
"""`open → planned`: a room that switched itself on stands down when nobody waits any more."""

STANDING = frozenset({Phase.GATHERING, Phase.OPEN, Phase.PAUSED})
"""While a room stands before a sale, places are held with an admission only."""


class Lane(StrEnum):
    """A queue of a room, in the order in which they are served."""

    PRESALE = "presale"
    """Who brings an access code: first come, first served, from `presale_at` on."""
    MAIN = "main"
    SLOW = "slow"
    """Doubtful traffic: it waits longer, and is not turned away."""


class Guard(StrEnum):
    """When arrivals are asked for a proof of work."""

    NEVER = "never"
    AUTOMATIC = "automatic"
    ALWAYS = "always"


class RoomRefusal(StrEnum):
    """Why somebody does not get on, in the order in which the reasons are looked at."""

    ROOM_NOT_OPEN = "room_not_open"
    ROOM_CLOSED = "room_closed"
    CODE_UNKNOWN = "code_unknown"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_OF_ANOTHER = "place_of_another"
    NOT_YOUR_TURN = "not_your_turn"
    TURN_OVER = "turn_over"


class RulesRefusal(StrEnum):
    """Why a room is not set up or changed like that."""

    SHOW_HAS_ROOM = "show_has_room"
    ROOM_BEGUN = "room_begun"
    PHASE_NOT_POSSIBLE = "phase_not_possible"


class RoomRef(msgspec.Struct, frozen=True):
    """The room before a show, as far as selling needs to know it."""

    id: int
    phase: Phase
    counts_knocks: bool = False
    """Whether it may switch itself on, so that arrivals are counted."""

    @property
    def stands(self) -> bool:
        """Whether places are held with an admission only."""
        return self.phase in STANDING


class LaneState(msgspec.Struct, frozen=True):
    """The counters of a lane. Ranks are from 1: everybody up to `serving` is called."""

    arrived: int = 0
    early: int | None = None
    """How many came before the opening; None until then."""
    serving: int = 0

    @property
    def waiting(self) -> int:
        """Who came and is not called yet."""
        return self.arrived - self.serving


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room as it stands. `seed` is what the draw hangs on, unknown until the opening."""

    id: int
    organization_id: int
    name: str
    phase: Phase
    gathers_at: Instant | None
    presale_at: Instant | None
    opens_at: Instant | None
    automatic_per_minute: int | None
    one_per_account: bool
    turn_seconds: int
    inside_max: int
    fixed_pace: int | None
    pace: int
    guard: Guard
    guarded: bool
    message: str
    commitment: bytes
    seed: bytes | None
    code_generation: int
    codes_issued: int
    admitted: int
    bought: int
    created_at: Instant
    opened_at: Instant | None
    closed_at: Instant | None
    version: int = 1
    show_ids: tuple[int, ...]
    lanes: dict[Lane, LaneState]

    @property
    def waiting(self) -> int:
        """Who waits in all lanes."""
        return sum(lane.waiting for lane in self.lanes.values())


class QueuePlace(msgspec.Struct, frozen=True):
    """What the ticket of somebody who waits says: there is no row of them.

    `at` is Unix seconds; `who` the keyed hash of an account or an access code, 0 for nobody's.
    """

    room_id: int
    lane: Lane
    n: int
    visitor: UUID
    at: int
    who: int = 0


class Turn(msgspec.Struct, frozen=True):
    """What an admission says: who may hold places until when (Unix seconds)."""

    admission_id: UUID
    room_id: int
    lane: Lane
    n: int
    until: int
    who: int = 0


class TakeNumber(msgspec.Struct, frozen=True):
    """The next number of a lane."""

    room_id: int
    lane: Lane


class Admit(msgspec.Struct, frozen=True):
    """Let a place in, if it is called and there is room."""

    place: QueuePlace
    rank: int
    admission_id: UUID


class Admitted(msgspec.Struct, frozen=True):
    """A turn, from now or from before."""

    admission_id: UUID
    until: Instant


class NotYet(msgspec.Struct, frozen=True):
    """Not called, or nobody is let in at the moment."""


class TurnOver(msgspec.Struct, frozen=True):
    """The place has had its turn."""


AdmitOutcome = Admitted | NotYet | TurnOver
