"""The live map, in the way of Zulip: an old snapshot and the deltas since make a fresh snapshot."""

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from tessera.claims.live_map import FREE, JOURNAL_MAX, LiveMap
from tessera.claims.model import ClaimState

CAPACITY = 12
LAPSING = (ClaimState.HELD, ClaimState.PENDING)

places = st.lists(st.integers(0, CAPACITY - 1), min_size=1, max_size=4, unique=True)
states = st.sampled_from([None, *ClaimState])
steps = st.one_of(
    st.tuples(st.just("apply"), places, states, st.integers(1, 40)),
    st.tuples(st.just("pencil"), places),
    st.tuples(st.just("rub_out"), places),
    st.tuples(st.just("pass"), st.integers(0, 15)),
    st.tuples(st.just("begin_read")),
    st.tuples(st.just("heal")),
)


class World:
    """What PostgreSQL knows, beside a map that hears of most of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.rows: dict[int, tuple[ClaimState, float | None]] = {}
        self.read: dict[int, tuple[ClaimState, float | None]] | None = None
        self.map = LiveMap(CAPACITY)

    def take(self, step: tuple) -> None:  # type: ignore[type-arg]
        """One thing happens."""
        kind, *facts = step
        getattr(self, f"do_{kind}")(*facts)

    def do_apply(self, chosen: list[int], state: ClaimState | None, seconds: int) -> None:
        """A claim changes, and the map is told."""
        until = self.now + seconds if state in LAPSING else None
        for place in chosen:
            self.rows.pop(place, None)
            if state is not None:
                self.rows[place] = (state, until)
        self.map.apply(chosen, state, until)

    def do_pencil(self, chosen: list[int]) -> None:
        """Somebody is proposed these."""
        self.map.pencil(chosen)

    def do_rub_out(self, chosen: list[int]) -> None:
        """The proposal was decided."""
        self.map.rub_out(chosen)

    def do_pass(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds
        self.map.lapse(self.now)

    def do_begin_read(self) -> None:
        """The truth is read, but takes its time to arrive."""
        self.map.begin_read()
        self.read = dict(self.live())

    def do_heal(self) -> None:
        """What was read arrives, stale as it may be by now."""
        if self.read is not None:
            found = {p: c for p, c in self.read.items() if c[1] is None or c[1] > self.now}
            self.read = None
            self.map.heal([*found], [s for s, _ in found.values()], [u for _, u in found.values()])

    def live(self) -> Iterator[tuple[int, tuple[ClaimState, float | None]]]:
        """Claims that have not lapsed."""
        return ((p, (s, u)) for p, (s, u) in self.rows.items() if u is None or u > self.now)

    def truth(self) -> str:
        """The signs as PostgreSQL would tell them now."""
        sign = {"held": "h", "pending": "p", "sold": "s", "blocked": "x"}
        known = {place: sign[state] for place, (state, _) in self.live()}
        return "".join(known.get(place, ".") for place in range(CAPACITY))


@given(before=st.lists(steps, max_size=15), after=st.lists(steps, max_size=25))
def test_old_snapshot_and_deltas_make_a_fresh_snapshot(
    before: list[tuple[object, ...]], after: list[tuple[object, ...]]
) -> None:
    """A reader who missed nothing sees what a reader who just came sees."""
    world = World()
    for step in before:
        world.take(step)
    version, signs = world.map.version, list(world.map.signs(world.now))

    for step in after:
        world.take(step)
    fresh = world.map.signs(world.now)
    for entry in world.map.since(version) or ():
        signs[entry.place] = entry.sign

    assert "".join(signs) == fresh
    assert world.map.available == fresh.count(".")


@given(done=st.lists(steps, max_size=40))
def test_map_that_hears_everything_is_the_truth(done: list[tuple[object, ...]]) -> None:
    """However reads overlap with changes, a stale read never undoes what was heard meanwhile."""
    world = World()

    for step in done:
        world.take(step)

        assert world.map.signs(world.now) == world.truth()


@given(done=st.lists(steps, max_size=20), noise=st.lists(states, min_size=12, max_size=12))
def test_one_read_heals_whatever_was_missed(
    done: list[tuple[object, ...]], noise: list[ClaimState | None]
) -> None:
    """A map that heard wrong things is the truth again after one read."""
    world = World()
    for step in done:
        world.take(step)
    for place, state in enumerate(noise):
        world.map.apply([place], state, world.now + 30 if state in LAPSING else None)

    world.do_begin_read()
    world.do_heal()

    assert world.map.signs(world.now) == world.truth()


def test_reader_too_far_behind_is_told_so() -> None:
    """Before the journal, or from the future of another process: a snapshot is due."""
    live = LiveMap(CAPACITY, version=100)
    live.apply([1], ClaimState.SOLD)

    assert live.since(99) is None
    assert live.since(102) is None
    assert [entry.place for entry in live.since(100) or ()] == [1]
    assert live.since(101) == []


def test_bell_rings_at_a_change_and_only_then() -> None:
    """Whoever waits is woken by what is told, by a deadline, and by what a read puts right."""
    live = LiveMap(CAPACITY)

    def rings(change: Callable[[], object]) -> bool:
        bell = live.bell
        assert bell is live.bell
        change()
        return bell.is_set()

    assert rings(lambda: live.apply([1], ClaimState.HELD, 10))
    assert not rings(lambda: live.lapse(9.9))
    assert rings(lambda: live.lapse(10))
    assert not rings(lambda: live.heal([], [], []))
    assert rings(lambda: live.heal([2], ["sold"], [None]))
    assert not rings(lambda: live.heal([2], ["sold"], [None]))


def test_place_is_free_at_its_deadline_and_not_before() -> None:
    """The very instant counts as over, as in the database."""
    live = LiveMap(CAPACITY)
    live.apply([3], ClaimState.PENDING, 10)
    live.apply([4], ClaimState.SOLD)

    assert live.taken([3, 4, 5], 9.9) == (3, 4)
    assert live.taken([3, 4, 5], 10) == (4,)
    assert live.signs(10) == "....s" + "." * 7


def test_longer_deadline_outlives_the_first() -> None:
    """Whoever holds again is not freed by the deadline of before."""
    live = LiveMap(CAPACITY)
    live.apply([3], ClaimState.HELD, 10)
    live.apply([3], ClaimState.HELD, 20)

    assert live.taken([3], 15) == (3,)
    assert live.taken([3], 20) == ()


def test_pencilled_place_is_free_to_see_and_not_to_propose() -> None:
    """What somebody has stays theirs; once decided, the rest can be proposed again."""
    live = LiveMap(CAPACITY)
    live.apply([0], ClaimState.SOLD)

    live.pencil([0, 1])
    pencilled = [live.states[place] != FREE for place in (0, 1, 2)]
    seen = live.signs(0), live.taken([0, 1, 2], 0), live.available
    live.apply([2], ClaimState.HELD, 9)
    live.rub_out([0, 1, 2])

    assert pencilled == [True, True, False]
    assert seen == ("s" + "." * 11, (0,), 11)
    assert live.signs(0) == "s.h" + "." * 9
    assert live.states[1] == FREE


def test_place_that_is_not_there_changes_nothing() -> None:
    """News of a larger plan, a moment before this process hears of the move."""
    live = LiveMap(CAPACITY)

    live.apply([-1, CAPACITY], ClaimState.SOLD)

    assert (live.version, live.available, live.signs(0)) == (0, CAPACITY, "." * CAPACITY)


def test_large_map_is_healed_wherever_it_was_wrong() -> None:
    """Also at the seams of the stretches that are compared at once; answers how many were wrong."""
    capacity, wrong = 3_000, [0, 1_023, 1_024, 2_047, 2_048, 2_999]
    live = LiveMap(capacity)

    healed = live.heal(wrong, ["sold"] * len(wrong), [None] * len(wrong))

    assert healed == len(wrong)
    assert [place for place, sign in enumerate(live.signs(0)) if sign == "s"] == wrong
    assert live.available == capacity - len(wrong)
    assert live.heal(wrong, ["sold"] * len(wrong), [None] * len(wrong)) == 0


def test_deadline_that_was_missed_is_learnt_from_the_truth() -> None:
    """The same state until another instant: the place is freed at that one."""
    live = LiveMap(CAPACITY)
    live.apply([1], ClaimState.HELD, 10)

    assert live.heal([1], ["held"], [20.0]) == 0

    assert live.taken([1], 19.9) == (1,)
    assert live.taken([1], 20) == ()


def test_journal_reaches_back_as_far_as_it_says() -> None:
    """The last changes are all there, in order, each with its sign; one more is not."""
    live = LiveMap(CAPACITY, version=5)
    for n in range(JOURNAL_MAX + 1):
        live.apply([n % CAPACITY], None if n // CAPACITY % 2 else ClaimState.SOLD)

    entries = live.since(6)

    assert live.version == 5 + JOURNAL_MAX + 1
    assert live.since(5) is None
    assert entries is not None
    assert [entry.version for entry in entries] == list(range(7, live.version + 1))
    assert entries[:2] == [(7, 1, "s"), (8, 2, "s")]
    assert live.since(live.version - 1) == [entries[-1]]
