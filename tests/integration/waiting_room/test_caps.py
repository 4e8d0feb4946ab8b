"""The caps as PostgreSQL decides them: the same as the rule, and for many at once."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.kit.ids import new_id
from tessera.services import Services
from tessera.waiting_room import rules
from tessera.waiting_room.holds import Holder, NotReserved, reserve
from tessera.waiting_room.model import Lane, Phase, Turn
from tessera.waiting_room.rules import HoldCaps, HoldStory
from tests.fixtures.rooms import Sale, arrivals, call, create_sale, go_in, turn

CAPS = HoldCaps(session_max=2, account_max=3, block_max=4, cool_seconds=30)
WIDE = HoldCaps(session_max=100, account_max=100, block_max=100, cool_seconds=30)
ACCOUNT, BLOCK = 11, 22
ADD = """INSERT INTO room_holds (id, room_id, lane, n, account, block, reserved_at, confirmed_at,
    until) VALUES ($1, $2, 'main', $3, $4, $5, now(), now(), tessera_now() + $6::interval)"""


async def one_inside(services: Services, people: int = 1) -> tuple[Sale, list[Holder]]:
    """A room with people inside, of one account and one network each."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    places = await arrivals(services, room, people)
    await call(services, room, people)
    await go_in(services, places)
    turns = [Turn(new_id(), room.id, Lane.MAIN, place.n, 0) for place in places]
    return sale, [Holder(each, ACCOUNT, BLOCK) for each in turns]


async def test_burst_of_one_session_reserves_no_more_than_its_cap(services: Services) -> None:
    """Twenty at once are counted one after the other."""
    _, [holder] = await one_inside(services)

    came = await asyncio.gather(*(reserve(services.db.pool, holder, CAPS) for _ in range(20)))

    assert sum(not isinstance(each, NotReserved) for each in came) == CAPS.session_max


async def test_burst_of_many_sessions_of_one_account_or_network_is_capped_too(
    services: Services,
) -> None:
    """Each session has its own row, so what they share is locked by its hash."""
    _, holders = await one_inside(services, people=8)
    by_network = [holder._replace(account=None) for holder in holders]

    mine = await asyncio.gather(*(reserve(services.db.pool, each, CAPS) for each in holders))
    ours = await asyncio.gather(*(reserve(services.db.pool, each, CAPS) for each in by_network))

    assert sum(not isinstance(each, NotReserved) for each in mine) == CAPS.account_max
    assert sum(not isinstance(each, NotReserved) for each in ours) == 1


async def test_account_is_capped_wherever_it_comes_from_and_a_trusted_network_is_not(
    services: Services,
) -> None:
    """Only the cap of networks is left out for trusted ones."""
    _, holders = await one_inside(services, people=6)
    trusted = [holder._replace(block=None, account=None) for holder in holders]

    came = [await reserve(services.db.pool, each, CAPS) for each in trusted]
    accounts = [await reserve(services.db.pool, h._replace(block=None), CAPS) for h in holders]

    assert not any(isinstance(each, NotReserved) for each in came)
    assert sum(not isinstance(each, NotReserved) for each in accounts) == CAPS.account_max


@pytest.mark.parametrize("caps", [CAPS, WIDE], ids=["tight", "wide"])
async def test_database_refuses_what_the_rule_refuses(services: Services, caps: HoldCaps) -> None:
    """For any story of live and lapsed holds both say the same."""
    sale, [holder] = await one_inside(services)
    pool, n = services.db.pool, holder.turn.n

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(-200, 60).filter(lambda s: s != 0), max_size=6))
    def stories(ends: list[int]) -> None:
        found.append(ends)

    found: list[list[int]] = []
    stories()
    for ends in found:
        await pool.execute("DELETE FROM room_holds")
        now = await pool.fetchval("SELECT tessera_now()")
        for seconds in ends:
            until = timedelta(seconds=seconds)
            await pool.execute(ADD, new_id(), sale.room.id, n, ACCOUNT, BLOCK, until)
        lapsed = tuple(now + timedelta(seconds=s) for s in ends if s < 0)
        live = sum(s > 0 for s in ends)
        wanted = rules.cap_refusal(HoldStory(live, live, live, lapsed), caps, now)

        came = await reserve(pool, holder, caps)

        assert (came.code if isinstance(came, NotReserved) else None) == wanted, ends
