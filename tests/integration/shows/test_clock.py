"""Shows and titles move by the clock; the rule and the statement say the same."""

from datetime import timedelta

import pytest

from tessera.allotments.keep import enter_allotment
from tessera.allotments.model import NewAllotment, Purpose
from tessera.claims.place import place
from tessera.services import Services
from tessera.shows.model import ShowStatus
from tessera.shows.rules import status_at
from tessera.shows.tasks import mark_sold_out, move_by_clock
from tests.fixtures.house import create_house, create_show, hold

SET = """UPDATE shows SET status = $1, sales_open_at = $2, sales_close_at = $3, starts_at = $4,
    ends_at = $5, hall_busy_until = $5"""


@pytest.mark.parametrize("hours", [-30, -20, 0, 1, 3])
@pytest.mark.parametrize("status", [s for s in ShowStatus if s is not ShowStatus.CANCELLED])
async def test_statement_moves_a_show_as_the_rule_says(
    services: Services, status: ShowStatus, hours: int
) -> None:
    """For every status and time: `move_by_clock` in SQL is `rules.status_at`."""
    show = await create_show(services, await create_house(services), days=2)
    starts = services.clock() - timedelta(hours=hours)
    times = (starts - timedelta(hours=24), starts, starts, starts + timedelta(hours=2))
    await services.db.pool.execute(SET, status, *times)

    await move_by_clock(services.db)

    names = ("sales_open_at", "sales_close_at", "starts_at", "ends_at")
    expected = status_at(status, services.clock(), **dict(zip(names, times, strict=True)))
    moved = await services.db.pool.fetchval("SELECT status FROM shows WHERE id = $1", show.id)
    # A sold-out show with free places is on sale again at the next look.
    allowed = {expected, ShowStatus.ON_SALE} if expected is ShowStatus.SOLD_OUT else {expected}
    assert moved in allowed


async def test_show_is_sold_out_with_its_last_place_and_back_with_the_first(
    services: Services,
) -> None:
    """The live map sees the last place go, PostgreSQL counts; a place that comes back reopens."""
    show = await create_show(services, await create_house(services, places=2))
    await place(services.db.pool, [hold(show.id, 0, 1)])
    await services.db.pool.execute("UPDATE claims SET state = 'sold', until = NULL")
    services.maps.full.add(show.id)

    sold_out = await mark_sold_out(services.db, services.maps)
    await services.db.pool.execute("DELETE FROM claims WHERE place = 1")
    await move_by_clock(services.db)

    assert sold_out == 1
    assert await services.db.pool.fetchval("SELECT status FROM shows") == "on_sale"


async def test_show_that_opens_with_everything_kept_back_is_sold_out_at_once(
    services: Services,
) -> None:
    """Nobody sees a last place go there."""
    opens = services.clock() + timedelta(hours=1)
    house = await create_house(services, places=2)
    show = await create_show(services, house, days=2, sales_open_at=opens)
    new = NewAllotment(purpose=Purpose.SPONSOR, name="All of it", quantity=2)
    async with services.db.transaction() as tx:
        await enter_allotment(tx, await services.shows.get(show.id), new)
    await services.db.pool.execute("UPDATE shows SET sales_open_at = now() - interval '1 s'")

    await move_by_clock(services.db)

    assert await services.db.pool.fetchval("SELECT status FROM shows") == "sold_out"


async def test_full_show_that_nobody_marked_is_marked_when_somebody_looks(
    services: Services,
) -> None:
    """The process that saw the last place go died before it said so."""
    show = await create_show(services, await create_house(services, places=2))
    await place(services.db.pool, [hold(show.id, 0, 1)])
    await services.db.pool.execute("UPDATE claims SET state = 'sold', until = NULL")

    await services.maps.get(show.id)

    assert await mark_sold_out(services.db, services.maps) == 1
    assert await services.db.pool.fetchval("SELECT status FROM shows") == "sold_out"
