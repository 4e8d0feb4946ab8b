"""Seat plans in the database: never changed, only followed by newer versions."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tessera.kit.database import Database
from tessera.venues.enter import enter_seat_plan
from tessera.venues.plan.generate.club import club
from tests.integration.operations.world import Stage, build_stage, opened


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Both ways to a fresh database."""
    async with opened(database_url) as both:
        yield both


@pytest.fixture
async def stage(db: Database) -> Stage:
    """An organization with a hall."""
    async with db.transaction() as tx:
        return await build_stage(tx)


async def test_same_plan_again_is_the_same_version(db: Database, stage: Stage) -> None:
    """Importing a file twice makes nothing new."""
    async with db.transaction() as tx:
        first = await enter_seat_plan(tx, stage.organization_id, club(name="Bar"))
        again = await enter_seat_plan(tx, stage.organization_id, club(name="Bar"))

    assert (again.id, again.version) == (first.id, 1)


async def test_changed_plan_is_the_next_version(db: Database, stage: Stage) -> None:
    """The old one stays as it was, for the shows that use it."""
    async with db.transaction() as tx:
        first = await enter_seat_plan(tx, stage.organization_id, club(name="Bar"))
        second = await enter_seat_plan(tx, stage.organization_id, club(name="Bar", standing=200))

    assert (first.version, second.version) == (1, 2)
    assert second.capacity == first.capacity + 80


@pytest.mark.usefixtures("stage")
async def test_database_refuses_to_change_a_plan(db: Database) -> None:
    """Whoever tries, by whatever way: a place's number keeps its meaning."""
    with pytest.raises(asyncpg.RaiseError, match="immutable"):
        await db.pool.execute("UPDATE seat_plans SET capacity = capacity + 1")
