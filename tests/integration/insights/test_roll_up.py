"""The roll-ups say what the orders say: whatever happened, in whatever order it was noticed."""

import pytest

from tessera.insights.marks import mark
from tessera.insights.roll_up import find_changes, roll_up_all, roll_up_some
from tessera.services import Services
from tests.integration.insights.life import (
    Key,
    Life,
    abandon,
    begin_life,
    buy,
    by_hand,
    give_back,
    go_in,
    live,
    take_for_nothing,
)

KEYS = ("scope", "scope_id", "hour", "currency", "organization_id")


async def rolled_up(services: Services) -> dict[Key, dict[str, int]]:
    """All that stands in the roll-ups; figures that are nought are left out."""
    rows = [dict(row) for row in await services.db.pool.fetch("SELECT * FROM insight_hours")]
    return {
        (r["scope"], r["scope_id"], r["hour"], r["currency"], r["organization_id"]): {
            name: n for name, n in r.items() if name not in KEYS and n
        }
        for r in rows
    }


async def days_off(services: Services) -> list[str]:
    """Days that do not say what their hours say."""
    said = """SELECT scope, scope_id, {at}, currency, organization_id, sum(orders), sum(tickets),
        sum(face), sum(back_face), sum(scans), sum(seated), sum(no_shows)
        FROM {table} WHERE scope <> 'show' GROUP BY 1, 2, 3, 4, 5"""
    hours, days = (
        said.format(at="hour::date", table="insight_hours"),
        said.format(at="day", table="insight_days"),
    )
    rows = await services.db.pool.fetch(
        f"(({hours}) EXCEPT ({days})) UNION ALL (({days}) EXCEPT ({hours}))"
    )
    return [str(row) for row in rows]


async def one_round(life: Life, shows_max: int = 400) -> None:
    """The roller, at the life's own time."""
    async with life.moment() as tx:
        await find_changes(tx)
    async with life.moment() as tx:
        await roll_up_some(tx, shows_max=shows_max)


@pytest.mark.parametrize("seed", range(3))
async def test_random_life_is_told_as_its_rows_tell_it(services: Services, seed: int) -> None:
    """Sales, gifts, abandoned orders, cancellations, doors, moves: every level, every hour."""
    life = await begin_life(services, seed)
    for _ in range(6):
        await live(life, 20)
        await one_round(life, shows_max=life.chance.choice([1, 400]))
    await roll_up_all(services.db)

    said, expected = await rolled_up(services), await by_hand(services)

    assert len({key[0] for key in expected}) == 5
    assert await days_off(services) == []
    assert said == {key: dict(figures) for key, figures in expected.items()}


async def test_change_is_found_without_looking_at_every_show(services: Services) -> None:
    """A sale, a gift and a cancellation for nothing: each is in the figures after one round."""
    life = await begin_life(services, 7)
    await roll_up_all(services.db)
    life.behind *= 0
    for act in (take_for_nothing, give_back, buy, abandon, give_back, go_in):
        async with life.moment() as tx:
            await act(life, tx)
        await services.db.pool.execute("UPDATE insight_state SET compared_at = '2200-01-01Z'")
        await one_round(life)

        said, expected = await rolled_up(services), await by_hand(services)
        assert said == {key: dict(figures) for key, figures in expected.items()}, act


async def test_mark_that_comes_while_a_show_is_rolled_up_stays(services: Services) -> None:
    """What commits in the meantime is not taken for done."""
    life = await begin_life(services, 13)
    await roll_up_all(services.db)
    show_id = life.shows[0].id
    async with services.db.transaction() as early:
        await mark(early, [show_id])
        async with services.db.transaction() as late:
            await mark(late, [show_id])
        async with services.db.transaction() as tx:
            assert await roll_up_some(tx) == 1
    left = await services.db.pool.fetch("SELECT show_id FROM insight_marks")

    assert [row["show_id"] for row in left] == [show_id]


async def test_looks_and_holds_are_folded_into_every_level_once(services: Services) -> None:
    """What processes counted is added by the hour of the venue, and is there once."""
    life = await begin_life(services, 17)
    await roll_up_all(services.db)
    for _ in range(2):
        services.visits.view(life.shows[0].id, "Mozilla/5.0")
        services.visits.held.update([life.shows[0].id, life.shows[1].id])
        await services.visits.write()
        await roll_up_all(services.db)
    rows = await services.db.pool.fetch(
        """SELECT scope, sum(viewed)::int AS viewed, sum(held)::int AS held
        FROM insight_visits GROUP BY 1"""
    )

    assert {(row["viewed"], row["held"]) for row in rows} == {(2, 4)}
    assert len(rows) == 5
