"""Lives on the real verbs and the real PostgreSQL: whatever the seed, the promises hold."""

import os
from collections.abc import AsyncIterator
from random import Random

import msgspec
import pytest

from tessera.main import open_services
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.house import create_house, create_show
from tests.simulation.gateway import Bank
from tests.simulation.life import CUSTOMER_PLACES_MAX, PLACES, Life
from tests.simulation.postgres import PostgresStore
from tests.simulation.promises import broken

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "600"))
ONE = os.environ.get("SIMULATION_SEED")
CHUNKS = 8
STEPS = 24

COPY = """
WITH copied AS (
    INSERT INTO shows (organization_id, title_id, hall_id, seat_plan_id, status, starts_at, ends_at,
        hall_busy_until, sales_open_at, sales_close_at, currency, capacity, places_per_customer_max)
    SELECT organization_id, title_id, hall_id, seat_plan_id, 'on_sale',
        starts_at + $2 * interval '6 hours', ends_at + $2 * interval '6 hours',
        hall_busy_until + $2 * interval '6 hours', sales_open_at,
        sales_close_at + $2 * interval '6 hours', currency, capacity, $3
    FROM shows WHERE id = $1 RETURNING id, version
), priced AS (
    INSERT INTO show_prices SELECT c.id, p.category, p.amount
    FROM copied c, show_prices p WHERE p.show_id = $1
)
INSERT INTO price_sheets (show_id, version, sheet)
SELECT c.id, c.version, s.sheet FROM copied c, price_sheets s WHERE s.show_id = $1
RETURNING show_id
"""


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    """One connection each way, so that one session's clock is everybody's."""
    one = msgspec.structs.replace(settings, database_connections_max=1)
    async with open_services(one, name="simulation") as opened:
        yield opened


async def lived(services: Services, seed: int, show_id: int) -> tuple[list[str], list[str]]:
    """What is broken after the life of a seed, and what happened in it."""
    rng = Random(seed)
    bank = Bank(Random(rng.getrandbits(64)))
    store = PostgresStore(services, show_id, bank=bank, rng=rng)
    life = Life(rng, store, bank, steps=STEPS)
    await life.live()
    return broken(await life.store.facts()), life.log


def seeds_of(chunk: int) -> list[int]:
    """The seeds of a chunk; or the one that is asked for."""
    if ONE is not None:
        return [int(ONE)] if chunk == 0 else []
    return list(range(chunk, SEEDS, CHUNKS))


@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_promises_hold_on_the_real_database(services: Services, chunk: int) -> None:
    """A failing seed names itself: SIMULATION_SEED=… lives it again."""
    house = await create_house(services, places=PLACES)
    model = await create_show(services, house, places_per_customer_max=CUSTOMER_PLACES_MAX)

    for number, seed in enumerate(seeds_of(chunk), start=1):
        show_id = await services.db.pool.fetchval(COPY, model.id, number, CUSTOMER_PLACES_MAX)
        wrong, log = await lived(services, seed, show_id)
        assert not wrong, f"seed {seed}: {wrong}\n" + "\n".join(log)
