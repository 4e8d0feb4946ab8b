"""Many sessions at once, on real connections: one winner, no deadlock, totals conserved."""

import asyncio
import random

import asyncpg

from tessera.accounts.model import MemberRole, Person, Role
from tessera.claims.model import HoldPlaced, HoldRefused
from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.payments.settle import settle
from tessera.services import Services
from tessera.tickets.check_in import check_in
from tessera.tickets.model import CheckInResult
from tests.fixtures.house import create_house, create_show, hold
from tests.integration.payments.test_settle import started

SESSIONS = 24


async def test_overlapping_holds_of_many_sessions_never_deadlock_or_share(
    services: Services, database_url: str
) -> None:
    """Batches that overlap in every way end with each place held by one hold, whole."""
    connections = [await asyncpg.connect(database_url) for _ in range(SESSIONS)]
    wishes = random.Random(7)

    async def session(connection: object) -> list[HoldPlaced | HoldRefused]:
        outcomes = []
        for _ in range(12):
            places = wishes.sample(range(30), 4)
            commands = [hold(1, *places[:2]), hold(1, *places[2:])]
            outcomes += await place(connection, commands)
        return outcomes  # type: ignore[return-value]

    results = await asyncio.gather(*(session(connection) for connection in connections))
    for connection in connections:
        await connection.close()

    rows = await services.db.pool.fetch("SELECT owner, count(*) FROM claims GROUP BY owner")
    placed = {o.hold_id for some in results for o in some if isinstance(o, HoldPlaced)}
    assert {row["owner"] for row in rows} == placed
    assert all(row["count"] == 2 for row in rows)


async def test_two_hundred_sessions_want_one_place_and_one_gets_it(
    services: Services, database_url: str
) -> None:
    """Exactly one hold is placed; the losers are told which place was taken."""
    pool = await asyncpg.create_pool(database_url, min_size=20, max_size=20)

    results = await asyncio.gather(*(place(pool, [hold(1, 0)]) for _ in range(200)))
    await pool.close()

    outcomes = [outcome for [outcome] in results]
    assert sum(isinstance(outcome, HoldPlaced) for outcome in outcomes) == 1
    assert {o.places for o in outcomes if isinstance(o, HoldRefused)} == {(0,)}


async def test_many_doors_admit_a_ticket_once(services: Services) -> None:
    """Of twenty scanners that read one code at once, one admits."""
    opening, yes = await started(services, 0)
    await settle(services.db.pool, [yes])
    organization = await services.db.pool.fetchval("SELECT organization_id FROM shows")
    door = Person(
        account_id=new_id(),
        session_id=new_id(),
        email="d@house.test",
        name="Dora",
        role=Role.CUSTOMER,
        locale="en",
        memberships={organization: MemberRole.DOOR},
    )
    code = f"{opening.reference}-1"

    async def scan() -> CheckInResult:
        async with services.db.transaction() as tx:
            outcome = await check_in(
                tx, services.ticket_codes, door, code=code, gate="1", show_id=None
            )
        return outcome.result

    results = await asyncio.gather(*(scan() for _ in range(20)))

    assert sorted(results) == ["admitted"] + ["already_used"] * 19


async def test_hall_never_has_two_shows_at_once(services: Services) -> None:
    """The exclusion constraint holds under concurrency; the loser is told who is in the way."""
    house = await create_house(services)

    results = await asyncio.gather(
        *(create_show(services, house, days=3) for _ in range(6)), return_exceptions=True
    )

    refusals = [r for r in results if isinstance(r, BaseException)]
    assert len(refusals) == 5
    assert {getattr(r, "code", repr(r)) for r in refusals} == {"hall_busy"}
