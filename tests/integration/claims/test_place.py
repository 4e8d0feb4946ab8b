"""Placing holds, batched, against real PostgreSQL."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.claims.model import (
    HoldPlaced,
    HoldRefusal,
    HoldRefused,
    KeptAnswer,
    KeyKnown,
    ReleaseHold,
)
from tessera.claims.place import place, sql
from tessera.claims.release import release
from tessera.kit.idempotency import Intent
from tessera.kit.ids import new_id
from tessera.services import Services
from tests.fixtures.house import counted, hold, let_time_pass

KEY = Intent(b"k" * 16, b"f" * 16)


async def test_free_places_asked_for_together_are_held_together(services: Services) -> None:
    """A hold of two free places gets both, until its deadline."""
    [outcome] = await place(services.db.pool, [hold(1, 4, 5)])

    rows = await services.db.pool.fetch("SELECT place, state FROM claims ORDER BY place")
    assert isinstance(outcome, HoldPlaced)
    assert [tuple(row) for row in rows] == [(4, "held"), (5, "held")]


async def test_hold_that_misses_one_place_gives_back_the_others(services: Services) -> None:
    """All or none: the loser's other place is free again, and it is told which one was taken."""
    await place(services.db.pool, [hold(1, 5)])

    [outcome] = await place(services.db.pool, [hold(1, 4, 5)])

    assert outcome == HoldRefused(HoldRefusal.PLACE_TAKEN, (5,))
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims WHERE place = 4") == 0


async def test_lapsed_hold_is_free_for_the_next_buyer_without_a_sweep(services: Services) -> None:
    """P5: nobody waits for the sweeper."""
    await place(services.db.pool, [hold(1, 5)])
    await let_time_pass(services.db, 601)

    [outcome] = await place(services.db.pool, [hold(1, 5, 6)])

    assert isinstance(outcome, HoldPlaced)


async def test_same_places_in_two_shows_are_held_independently(services: Services) -> None:
    """Acceptance 4: a label means a place of one show only."""
    outcomes = await place(services.db.pool, [hold(1, 7), hold(2, 7)])

    assert all(isinstance(outcome, HoldPlaced) for outcome in outcomes)


async def test_a_batch_of_holds_is_one_round_trip(database_url: str) -> None:
    """Fifty holds cost PostgreSQL's wire what one does."""
    async with counted(database_url) as connection:
        outcomes = await place(connection, [hold(1, 2 * n, 2 * n + 1) for n in range(50)])

        assert len(outcomes) == 50
        assert type(connection).trips == 1


async def test_known_key_places_nothing_twice(services: Services) -> None:
    """P9: the second hold with a key is told that the key is known, and takes no place."""
    first = hold(1, 1, answer=KeptAnswer(KEY, b"{}"))
    second = hold(1, 2, answer=KeptAnswer(KEY, b"{}"))

    await place(services.db.pool, [first])
    [outcome] = await place(services.db.pool, [second])

    assert outcome == KeyKnown(KEY)
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 1


async def test_refused_hold_leaves_its_key_free(services: Services) -> None:
    """A refusal has no effect, so the same key may succeed later."""
    await place(services.db.pool, [taken := hold(1, 1)])
    wanted = hold(1, 1, answer=KeptAnswer(KEY, b"{}"))
    await place(services.db.pool, [wanted])
    await release(services.db.pool, [ReleaseHold(taken.hold_id, 1, (1,))])

    [outcome] = await place(services.db.pool, [hold(1, 1, answer=KeptAnswer(KEY, b"{}"))])

    assert isinstance(outcome, HoldPlaced)


async def test_customer_at_the_limit_gets_no_more_places(services: Services) -> None:
    """P8: held places count towards the limit of the show."""
    limited = {"customer": 42, "customer_places_max": 3}
    await place(services.db.pool, [hold(1, 1, 2, **limited)])

    outcomes = await place(
        services.db.pool, [hold(1, 3, 4, **limited), hold(1, 5, customer=7, customer_places_max=3)]
    )

    assert outcomes[0] == HoldRefused(HoldRefusal.LIMIT_REACHED)
    assert isinstance(outcomes[1], HoldPlaced)


async def test_only_the_holder_releases_a_hold(services: Services) -> None:
    """Another hold's id frees nothing."""
    mine = hold(1, 1)
    await place(services.db.pool, [mine])

    freed = await release(
        services.db.pool, [ReleaseHold(new_id(), 1, (1,)), ReleaseHold(mine.hold_id, 1, (1,))]
    )

    assert freed == [(), (1,)]


WISHES = st.lists(
    st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True), min_size=1, max_size=8
)


@pytest.mark.parametrize("lapsed", [False, True])
@given(wishes=WISHES)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_batched_holds_end_like_simple_ones(
    services: Services, lapsed: bool, wishes: list[list[int]]
) -> None:
    """The batched function and the readable statement agree on what is held by whom."""
    pool = services.db.pool
    await pool.execute("DELETE FROM claims")
    await place(pool, [hold(9, 0, 1), hold(8, 0, 1)])
    if lapsed:
        await let_time_pass(services.db, 601)

    batched, simple = [], []
    for wish in wishes:
        batched += await place(pool, [hold(9, *wish)])
        simple.append(await _place_simply(pool, 8, wish))

    assert [isinstance(outcome, HoldPlaced) for outcome in batched] == simple
    held = [await pool.fetch("SELECT place FROM claims WHERE show_id = $1", s) for s in (9, 8)]
    assert {row["place"] for row in held[0]} == {row["place"] for row in held[1]}


async def _place_simply(pool: object, show_id: int, wish: list[int]) -> bool:
    """The oracle: one hold in its own transaction, given back where it got too little."""
    async with pool.acquire() as connection, connection.transaction() as _:  # type: ignore[attr-defined]
        rows = await connection.fetch(sql["place_hold_simply"], show_id, wish, new_id(), 600)
        if len(rows) == len(wish):
            return True
        got = [row["place"] for row in rows]
        await connection.execute(
            "DELETE FROM claims WHERE show_id = $1 AND place = ANY($2::integer[])", show_id, got
        )
        return False
