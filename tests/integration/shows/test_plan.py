"""Plan shows: what cannot be is told at once, and a hall has one show at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tessera.kit.database import Database
from tessera.kit.errors import Invalid, Refused
from tessera.shows.model import Show
from tests.integration.operations.world import Stage, build_show, build_stage, opened


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Both ways to a fresh database."""
    async with opened(database_url) as both:
        yield both


@pytest.fixture
async def stage(db: Database) -> Stage:
    """A title and a hall for it."""
    async with db.transaction() as tx:
        return await build_stage(tx)


async def planned(db: Database, stage: Stage, starts_at: datetime) -> Show | Refused:
    """A show in a session of its own, or why not."""
    try:
        async with db.transaction() as tx:
            return await build_show(tx, stage, starts_at=starts_at)
    except Refused as refused:
        return refused


async def test_two_sessions_plan_one_hall_and_one_wins(db: Database, stage: Stage) -> None:
    """Whoever comes second is told which show is in the way, under concurrency too."""
    evening = datetime.now(UTC) + timedelta(days=30)
    starts = (evening, evening + timedelta(minutes=45))

    ends = await asyncio.gather(*(planned(db, stage, at) for at in starts))

    [won] = [end for end in ends if isinstance(end, Show)]
    [lost] = [end for end in ends if isinstance(end, Refused)]
    assert lost.code == "hall_busy"
    assert (lost.facts["show"]["id"], lost.facts["show"]["name"]) == (won.id, "Night")


async def test_hall_is_free_again_after_its_turnaround(db: Database, stage: Stage) -> None:
    """90 minutes of film and 15 of sweeping: not earlier, not later."""
    evening = datetime.now(UTC) + timedelta(days=30)

    first = await planned(db, stage, evening)
    early = await planned(db, stage, evening + timedelta(minutes=104))
    after = await planned(db, stage, evening + timedelta(minutes=105))

    assert isinstance(first, Show)
    assert isinstance(early, Refused)
    assert isinstance(after, Show)


async def test_every_problem_of_a_show_is_told_at_once(db: Database, stage: Stage) -> None:
    """Each with its path; nothing is planned."""
    wrong = {
        "starts_at": datetime.now(UTC) - timedelta(days=1),
        "prices": {"balcony": 1},
        "format": "IMAX",
    }

    with pytest.raises(Invalid) as told:
        await attempt(db, stage, **wrong)

    paths = {problem.path for problem in told.value.problems}
    assert {"starts_at", "prices.balcony", "prices.prime", "format"} <= paths
    assert await db.pool.fetchval("SELECT count(*) FROM shows") == 0


async def attempt(db: Database, stage: Stage, **wrong: object) -> None:
    """Plan a show in a transaction."""
    async with db.transaction() as tx:
        await build_show(tx, stage, **wrong)
