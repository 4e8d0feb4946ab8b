"""Pure decisions of the waiting room: phases, pace, who is called, what one person may hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from tessera.waiting_room.model import TRANSITIONS, Guard, Lane, LaneState, Phase, Room

PACE_MIN = 6
PACE_MAX = 600_000
"""People called a minute: the controller never stops by itself for long, and has an end."""
PACE_STEP = 60
"""Added each second in which all is well."""
HOLD_MS_MAX = 250.0
"""95 of 100 holds are answered within this long, or the pace is halved."""
SLOW_SHARE = 10
"""One call in so many goes to the slow lane while others wait."""
SHOW_UP_SECONDS = 30
"""So long those who were called are expected and keep a place inside free."""
ROOM_TO_GROW = 1.5
"""Times as many are called as finish, so that the sale can become quicker."""
STAND_DOWN_SECONDS = 300
POLL_SECONDS_MIN = 4
KNOCKS_SECONDS = 10
"""Arrivals are counted in windows of this length."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What the controller sees of a room and its sale.

    `expected` were called a moment ago and have not come in; `free` are places that nobody has;
    `left_per_minute` counts turns that ended, by a purchase or without.
    """

    seconds: float
    inside: int
    expected: int
    free: int
    left_per_minute: int
    hold_ms: float | None


def may_turn(was: Phase, becomes: Phase) -> bool:
    """Whether a phase may follow another."""
    return becomes in TRANSITIONS[was]


def phase_at(
    room: Room,
    now: datetime,
    *,
    knocks_per_minute: int = 0,
    quiet: bool = False,
    over: bool = False,
) -> Phase:
    """What the clock and the crowd make of a room. `quiet`: few came for some minutes; `over`: none
    of its shows will be played any more."""
    if over:
        return Phase.CLOSED
    automatic = room.automatic_per_minute
    before = room.phase in (Phase.PLANNED, Phase.GATHERING)
    # A room that has been open before waits for the next crowd, and for no clock.
    if before and room.opened_at is None:
        if room.opens_at is not None and now >= room.opens_at:
            return Phase.OPEN
        if room.gathers_at is not None and now >= room.gathers_at:
            return Phase.GATHERING
    if room.phase is Phase.PLANNED and automatic is not None and knocks_per_minute >= automatic:
        return Phase.OPEN
    if room.phase is Phase.OPEN and automatic is not None and quiet and room.waiting == 0:
        return Phase.PLANNED
    return room.phase


def next_pace(room: Room, load: Load) -> int:
    """People a minute: additive increase, multiplicative decrease (Chiu and Jain, 1989).

    Halved where holds are slow. Otherwise a step more, up to a bit above what really finishes once
    half of the house inside is full: calling more only lets them wait inside.
    """
    if room.fixed_pace is not None:
        return room.fixed_pace
    if load.hold_ms is not None and load.hold_ms > HOLD_MS_MAX:
        return max(PACE_MIN, room.pace // 2)
    wanted = room.pace + max(1, round(PACE_STEP * load.seconds))
    if 2 * load.inside >= room.inside_max:
        wanted = min(wanted, round(load.left_per_minute * ROOM_TO_GROW))
    return min(PACE_MAX, max(PACE_MIN, wanted))


def calls(room: Room, load: Load, *, pace: int, carry: float) -> tuple[int, float]:
    """How many to call now, and the part of a person left for the next time.

    None beyond the room inside, and none once fewer places are free than people are inside to buy
    them.
    """
    due = carry + pace * load.seconds / 60
    present = load.inside + load.expected
    most = max(0, min(room.inside_max - present, load.free - present))
    whole = min(int(due), most)
    # What could not be called is not saved up for a burst.
    return whole, min(due - whole, 1.0)


def share(
    count: int, lanes: Mapping[Lane, LaneState], *, only: Sequence[Lane] = tuple(Lane)
) -> dict[Lane, int]:
    """How many of the calls each lane gets: presale first, one in ten for the slow lane."""
    waiting = {lane: lanes[lane].waiting if lane in only and lane in lanes else 0 for lane in Lane}
    presale = min(count, waiting[Lane.PRESALE])
    left = count - presale
    # What one lane does not take goes to the other.
    slow = min(waiting[Lane.SLOW], -(-left // SLOW_SHARE))
    main = min(left - slow, waiting[Lane.MAIN])
    slow = min(left - main, waiting[Lane.SLOW])
    return {Lane.PRESALE: presale, Lane.MAIN: main, Lane.SLOW: slow}


def served(room: Room, now: datetime) -> tuple[Lane, ...]:
    """The lanes that are called at the moment."""
    if room.phase is Phase.OPEN:
        return tuple(Lane)
    early = room.presale_at is not None and now >= room.presale_at
    return (Lane.PRESALE,) if room.phase is Phase.GATHERING and early else ()


def guarded(room: Room, *, doubtful: int, arrivals: int) -> bool:
    """Whether arrivals are asked for a proof of work: while half of them look doubtful."""
    if room.guard is not Guard.AUTOMATIC:
        return room.guard is Guard.ALWAYS
    # Once asked, it goes on until less than a tenth is doubtful, so that it does not flicker.
    least = arrivals // 10 if room.guarded else arrivals // 2
    return arrivals >= 60 and doubtful > least


def lane_of(room: Room, *, coded: bool, doubtful: bool, worked: bool) -> Lane:
    """Where somebody who arrives queues. A code is a promise; doubt makes it slow, not closed."""
    if coded:
        return Lane.PRESALE
    return Lane.SLOW if doubtful or (room.guarded and not worked) else Lane.MAIN


def wait_seconds(room: Room, lane: Lane, rank: int) -> int | None:
    """About how long until `rank` is called; None where nobody is."""
    state = room.lanes[lane]
    if rank <= state.serving:
        return 0
    if room.phase is not Phase.OPEN or room.pace <= 0:
        return None
    ahead = rank - state.serving
    if lane is Lane.SLOW:
        main = room.lanes[Lane.MAIN].waiting + room.lanes[Lane.PRESALE].waiting
        ahead = min(ahead * SLOW_SHARE, ahead + main)
    return round(60 * ahead / room.pace)


def poll_seconds(waiting: int, polls_per_second: int) -> int:
    """How often each of those who wait may look, so that all together can be served."""
    return max(POLL_SECONDS_MIN, -(-waiting // polls_per_second))


class HoldCaps(msgspec.Struct, frozen=True):
    """How many live holds one may have, and the first pause after holds that were left to lapse."""

    session_max: int
    account_max: int
    block_max: int
    cool_seconds: int


class HoldStory(msgspec.Struct, frozen=True):
    """What somebody has held: live holds by session, account and network; of the last hour, the
    ends of those that lapsed."""

    session: int = 0
    account: int = 0
    block: int = 0
    lapsed: tuple[datetime, ...] = ()


def cap_refusal(story: HoldStory, caps: HoldCaps, now: datetime) -> str | None:
    """Why a hold is not reserved (migrations/0019, reserve_room_hold_v1, says the same)."""
    session, account = story.session >= caps.session_max, story.account >= caps.account_max
    if session or account or story.block >= caps.block_max:
        return "too_many_holds"
    until = cooling_until(story.lapsed, caps)
    return "cooling_down" if until is not None and now < until else None


def cooling_until(lapsed: Sequence[datetime], caps: HoldCaps) -> datetime | None:
    """The pause after holds that were left to lapse: none after one, then twice as long each."""
    if len(lapsed) < 2:
        return None
    steps = 2 ** (min(len(lapsed), 10) - 2)
    return max(lapsed) + timedelta(seconds=caps.cool_seconds * steps)
