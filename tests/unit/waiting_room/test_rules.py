"""The pure rules of the waiting room: pace, calls, lanes, phases, caps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.waiting_room import rules
from tessera.waiting_room.model import TRANSITIONS, Guard, Lane, LaneState, Phase, Room
from tessera.waiting_room.rules import HoldCaps, HoldStory, Load

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOM = Room(
    id=1,
    organization_id=1,
    name="Room",
    phase=Phase.OPEN,
    gathers_at=None,
    presale_at=None,
    opens_at=None,
    automatic_per_minute=None,
    one_per_account=False,
    turn_seconds=600,
    inside_max=500,
    fixed_pace=None,
    pace=600,
    guard=Guard.AUTOMATIC,
    guarded=False,
    message="",
    commitment=b"",
    seed=None,
    code_generation=1,
    codes_issued=0,
    admitted=0,
    bought=0,
    created_at=NOW,
    opened_at=NOW,
    closed_at=None,
    show_ids=(1,),
    lanes=dict.fromkeys(Lane, LaneState()),
)
WELL = Load(seconds=1, inside=0, expected=0, free=10_000, left_per_minute=0, hold_ms=20)
COUNTS = st.integers(0, 300)
LOADS = st.builds(
    Load,
    seconds=st.floats(0, 5),
    inside=COUNTS,
    expected=COUNTS,
    free=st.integers(-10, 700),
    left_per_minute=COUNTS,
    hold_ms=st.none() | st.floats(0, 10_000),
)
LANES = st.fixed_dictionaries(
    {lane: st.integers(0, 50).map(lambda n: LaneState(n, 0, 0)) for lane in Lane}
)


def room(**fields: Any) -> Room:
    """An open room, changed."""
    return msgspec.structs.replace(ROOM, **fields)


@given(LOADS, st.integers(0, 600_000), st.floats(0, 1))
def test_no_more_are_called_than_there_is_room_and_stock(
    load: Load, pace: int, carry: float
) -> None:
    """Inside, with who is on the way, never passes the bound, nor what is free to be bought."""
    count, rest = rules.calls(ROOM, load, pace=pace, carry=carry)

    present = load.inside + load.expected
    assert count >= 0
    assert 0 <= rest <= 1
    if count:
        assert present + count <= min(ROOM.inside_max, load.free)


@given(LOADS, st.integers(0, 600_000))
def test_pace_stays_between_its_bounds_and_falls_when_holds_are_slow(load: Load, pace: int) -> None:
    """Additive increase, multiplicative decrease, never below what keeps the queue moving."""
    before = room(pace=pace)

    after = rules.next_pace(before, load)

    assert rules.PACE_MIN <= after <= rules.PACE_MAX
    assert after <= pace + max(1, round(rules.PACE_STEP * load.seconds)) or after == rules.PACE_MIN
    if load.hold_ms is not None and load.hold_ms > rules.HOLD_MS_MAX:
        assert after == max(rules.PACE_MIN, pace // 2)


def test_pace_of_a_full_house_follows_what_finishes() -> None:
    """Half of the places inside are taken: a bit more than who leaves, and no more."""
    full = msgspec.structs.replace(WELL, inside=400, left_per_minute=100)

    assert rules.next_pace(room(pace=600), full) == 150
    assert rules.next_pace(room(pace=90), full) == 150
    assert rules.next_pace(room(pace=600, fixed_pace=7), full) == 7


def test_many_small_looks_call_as_many_as_few_long_ones() -> None:
    """What is left of a person is carried on, so a slow pace calls too."""
    carry, called = 0.0, 0
    short = msgspec.structs.replace(WELL, seconds=0.25)
    for _ in range(240):
        count, carry = rules.calls(ROOM, short, pace=30, carry=carry)
        called += count

    assert called == 30


@given(LANES, st.integers(0, 200))
def test_calls_are_shared_among_lanes_without_loss(
    lanes: dict[Lane, LaneState], count: int
) -> None:
    """Nobody is called who does not wait, and nobody waits while calls are left."""
    given_ = rules.share(count, lanes)

    assert all(0 <= given_[lane] <= lanes[lane].waiting for lane in Lane)
    assert sum(given_.values()) == min(count, sum(state.waiting for state in lanes.values()))
    assert given_[Lane.PRESALE] == min(count, lanes[Lane.PRESALE].waiting)


def test_slow_lane_gets_one_in_ten_while_others_wait() -> None:
    """Doubtful traffic waits longer and is not kept out."""
    lanes = {lane: LaneState(1_000, 0, 0) for lane in (Lane.MAIN, Lane.SLOW)}

    assert rules.share(100, lanes) == {Lane.PRESALE: 0, Lane.MAIN: 90, Lane.SLOW: 10}
    assert rules.share(10, {Lane.SLOW: LaneState(4, 0, 0)})[Lane.SLOW] == 4


@pytest.mark.parametrize(
    ("fields", "minutes", "knocks", "quiet", "becomes"),
    [
        ({"phase": "planned", "gathers_at": 5, "opens_at": 9}, 4, 0, False, "planned"),
        ({"phase": "planned", "gathers_at": 5, "opens_at": 9}, 5, 0, False, "gathering"),
        ({"phase": "planned", "gathers_at": 5, "opens_at": 9}, 9, 0, False, "open"),
        ({"phase": "gathering", "opens_at": 9}, 9, 0, False, "open"),
        ({"phase": "planned", "automatic": 100}, 0, 99, False, "planned"),
        ({"phase": "planned", "automatic": 100}, 0, 100, False, "open"),
        ({"phase": "open", "automatic": 100}, 0, 0, True, "planned"),
        ({"phase": "open", "automatic": 100}, 0, 0, False, "open"),
        ({"phase": "open"}, 0, 0, True, "open"),
        ({"phase": "paused", "opens_at": 0, "automatic": 1}, 9, 999, True, "paused"),
    ],
)
def test_phase_follows_the_clock_and_the_crowd(
    fields: dict[str, Any], minutes: int, knocks: int, quiet: bool, becomes: str
) -> None:
    """By time, by how many come, and back when nobody does; a pause is ended by hand alone."""
    phase = Phase(fields["phase"])
    times = {
        name: NOW + timedelta(minutes=fields[name])
        for name in ("gathers_at", "opens_at")
        if name in fields
    }
    opened = None if phase in (Phase.PLANNED, Phase.GATHERING) else NOW
    automatic = fields.get("automatic")
    it = room(phase=phase, automatic_per_minute=automatic, opened_at=opened, **times)
    now = NOW + timedelta(minutes=minutes)

    after = rules.phase_at(it, now, knocks_per_minute=knocks, quiet=quiet)

    assert after == becomes
    assert after is phase or after in TRANSITIONS[phase]


CAPS = HoldCaps(session_max=2, account_max=3, block_max=5, cool_seconds=30)


@pytest.mark.parametrize(
    ("story", "refusal"),
    [
        (HoldStory(), None),
        (HoldStory(session=2), "too_many_holds"),
        (HoldStory(session=1, account=3), "too_many_holds"),
        (HoldStory(session=1, block=5), "too_many_holds"),
        (HoldStory(lapsed=(NOW,)), None),
        (HoldStory(lapsed=(NOW, NOW - timedelta(minutes=1))), "cooling_down"),
        (HoldStory(lapsed=(NOW - timedelta(seconds=30),) * 2), None),
        (HoldStory(lapsed=(NOW - timedelta(seconds=59),) * 3), "cooling_down"),
        (HoldStory(lapsed=(NOW - timedelta(seconds=60),) * 3), None),
    ],
)
def test_caps_and_pauses(story: HoldStory, refusal: str | None) -> None:
    """Live holds are capped by session, account and network; lapsed ones ask for longer pauses."""
    assert rules.cap_refusal(story, CAPS, NOW) == refusal


def test_work_is_asked_for_while_much_is_doubtful() -> None:
    """It begins at half and ends at a tenth, so it does not flicker."""
    calm, asked = room(), room(guarded=True)

    assert not rules.guarded(calm, doubtful=40, arrivals=100)
    assert rules.guarded(calm, doubtful=51, arrivals=100)
    assert rules.guarded(calm, doubtful=31, arrivals=60)
    assert not rules.guarded(calm, doubtful=59, arrivals=59)
    assert rules.guarded(asked, doubtful=20, arrivals=100)
    assert not rules.guarded(asked, doubtful=9, arrivals=100)
    assert rules.guarded(room(guard=Guard.ALWAYS), doubtful=0, arrivals=0)
    assert not rules.guarded(room(guard=Guard.NEVER), doubtful=99, arrivals=100)


@pytest.mark.parametrize(
    ("coded", "doubtful", "worked", "asked", "lane"),
    [
        (True, True, False, True, Lane.PRESALE),
        (False, False, False, False, Lane.MAIN),
        (False, True, True, False, Lane.SLOW),
        (False, False, False, True, Lane.SLOW),
        (False, False, True, True, Lane.MAIN),
    ],
)
def test_lane_is_chosen_by_code_doubt_and_work(
    coded: bool, doubtful: bool, worked: bool, asked: bool, lane: Lane
) -> None:
    """A code is a promise; doubt makes it slow, and work does not buy it off."""
    it = room(guarded=asked)

    assert rules.lane_of(it, coded=coded, doubtful=doubtful, worked=worked) is lane


@pytest.mark.parametrize(
    ("waiting", "seconds"), [(0, 4), (79_999, 4), (100_000, 5), (1_000_000, 50)]
)
def test_the_more_wait_the_less_often_each_of_them_looks(waiting: int, seconds: int) -> None:
    """Together they are never more than the caches in front can serve."""
    assert rules.poll_seconds(waiting, 20_000) == seconds


@pytest.mark.parametrize("was", Phase)
def test_phase_turns_as_the_table_says(was: Phase) -> None:
    """What the table names, and nothing else."""
    assert {after for after in Phase if rules.may_turn(was, after)} == TRANSITIONS[was]


@pytest.mark.parametrize(
    ("phase", "minutes", "lanes"),
    [
        (Phase.OPEN, 0, tuple(Lane)),
        (Phase.GATHERING, 0, (Lane.PRESALE,)),
        (Phase.GATHERING, -1, ()),
        (Phase.PLANNED, 0, ()),
        (Phase.PAUSED, 0, ()),
        (Phase.CLOSED, 0, ()),
    ],
)
def test_lanes_are_served_by_phase_and_presale(
    phase: Phase, minutes: int, lanes: tuple[Lane, ...]
) -> None:
    """All when it is open; before that the presale alone, once it has begun."""
    it = room(phase=phase, presale_at=NOW)

    assert rules.served(it, NOW + timedelta(minutes=minutes)) == lanes
    assert rules.served(room(phase=Phase.GATHERING), NOW) == ()


def test_wait_is_told_by_pace_and_lane() -> None:
    """Sixty a minute are one a second; the slow lane waits ten times as long, or for all others."""
    lanes = {
        Lane.PRESALE: LaneState(30, 0, 10),
        Lane.MAIN: LaneState(140, 0, 100),
        Lane.SLOW: LaneState(50, 0, 0),
    }
    it = room(pace=60, lanes=lanes)

    assert rules.wait_seconds(it, Lane.MAIN, 100) == 0
    assert rules.wait_seconds(it, Lane.MAIN, 130) == 30
    assert rules.wait_seconds(it, Lane.SLOW, 3) == 30
    assert rules.wait_seconds(it, Lane.SLOW, 40) == 40 + 60
    assert rules.wait_seconds(room(pace=0, lanes=lanes), Lane.MAIN, 130) is None
    assert rules.wait_seconds(room(phase=Phase.PAUSED, lanes=lanes), Lane.MAIN, 130) is None
    assert rules.wait_seconds(room(phase=Phase.PAUSED, lanes=lanes), Lane.MAIN, 100) == 0


def test_story_of_somebody_new_is_empty() -> None:
    """Nothing held, nothing lapsed."""
    tight = HoldCaps(session_max=1, account_max=1, block_max=1, cool_seconds=30)

    assert rules.cap_refusal(HoldStory(), tight, NOW) is None
    assert rules.cap_refusal(HoldStory(account=1), tight, NOW) == "too_many_holds"
    assert rules.cap_refusal(HoldStory(block=1), tight, NOW) == "too_many_holds"


def test_pace_turns_exactly_at_its_limits() -> None:
    """At 250 ms all is well; at half of the house what finishes counts; a step is never nothing."""
    edge = msgspec.structs.replace(WELL, hold_ms=rules.HOLD_MS_MAX, inside=249)
    half = msgspec.structs.replace(edge, inside=250, left_per_minute=10)

    assert rules.next_pace(ROOM, edge) == ROOM.pace + rules.PACE_STEP
    assert rules.next_pace(ROOM, half) == 15
    assert rules.next_pace(ROOM, msgspec.structs.replace(WELL, seconds=0)) == ROOM.pace + 1
    assert rules.calls(ROOM, WELL, pace=600, carry=0) == (10, 0)


def test_room_is_over_with_its_shows_and_opens_by_no_clock_a_second_time() -> None:
    """Over comes before everything; what stood down waits for a crowd."""
    due = room(phase=Phase.PLANNED, opens_at=NOW, automatic_per_minute=5)

    assert rules.phase_at(due, NOW, over=True) is Phase.CLOSED
    assert rules.phase_at(due, NOW) is Phase.PLANNED
    assert rules.phase_at(room(automatic_per_minute=5), NOW) is Phase.OPEN
