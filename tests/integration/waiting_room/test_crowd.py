"""A room that follows the crowd: switches itself on, stands down; doubtful traffic is slow."""

from typing import Any

import msgspec
import pytest

from tessera.services import Services
from tessera.settings import Settings
from tessera.waiting_room.model import Lane, Phase
from tessera.waiting_room.puzzle import solve
from tessera.waiting_room.tasks import tick_rooms
from tessera.waiting_room.tick import Knocks
from tests.fixtures.inside import Inside
from tests.fixtures.rooms import arrivals, create_sale, fresh, look, turn


async def test_room_switches_itself_on_when_many_come_to_its_show(inside: Inside) -> None:
    """Twelve in ten seconds are 72 a minute: from then on the sale is behind the room."""
    services = inside.services
    times: dict[str, Any] = {"gathers_at": None, "opens_at": None}
    sale = await create_sale(services, automatic_per_minute=60, **times)
    holds = f"/shows/{sale.show.id}/holds"
    async with inside.by() as client:
        before = [await client.post(holds, json={"places": [n]}) for n in range(12)]
        await services.rooms.tell()
        ticked = await look(services, sale.room, knocks=await services.rooms.knocks(sale.room.id))
        after = await client.post(holds, json={"places": [15]})

    assert {answer.status_code for answer in before} == {201}
    assert ticked.room.phase is Phase.OPEN
    assert after.json()["code"] == "admission_required"


async def test_room_that_switched_itself_on_stands_down_when_nobody_comes(
    services: Services,
) -> None:
    """After some quiet minutes, and not while somebody waits; a next crowd opens it again."""
    sale = await create_sale(services, automatic_per_minute=60, gathers_at=None, opens_at=None)
    await look(services, sale.room, knocks=Knocks(at_shows=10))
    await look(services, sale.room)
    await services.db.pool.execute("UPDATE room_ticks SET at = at - interval '6 min'")

    quiet = await look(services, sale.room)
    again = await look(services, sale.room, knocks=Knocks(at_shows=10))
    await arrivals(services, sale.room, 3)
    await services.db.pool.execute("UPDATE waiting_rooms SET fixed_pace = 0")
    kept = await look(services, sale.room)

    phases = [each.room.phase for each in (quiet, again, kept)]
    assert phases == [Phase.PLANNED, Phase.OPEN, Phase.OPEN]


async def test_paused_room_calls_nobody_and_goes_on_where_it_was(services: Services) -> None:
    """A pause keeps everybody's place; resuming goes on by the pace."""
    sale = await create_sale(services, fixed_pace=600)
    await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    await arrivals(services, sale.room, 50)
    called = [(await look(services, sale.room)).called]
    for phase in (Phase.PAUSED, Phase.OPEN):
        await turn(services, sale.room, phase)
        called.append((await look(services, sale.room)).called)

    assert called == [10, 0, 10]


async def test_room_closes_when_its_shows_are_over(services: Services) -> None:
    """Nobody waits for a show that was cancelled or played; its next room could be another one."""
    sale = await create_sale(services)
    await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    await services.db.pool.execute("UPDATE shows SET status = 'cancelled'")

    assert (await look(services, sale.room)).room.phase is Phase.CLOSED


async def test_worker_looks_at_what_may_change_and_leaves_the_rest_alone(
    services: Services,
) -> None:
    """A room of next week costs nothing; one that may open by itself is looked at each second."""
    sale = await create_sale(services)
    looked = [await tick_rooms(services)]
    await services.db.pool.execute("UPDATE waiting_rooms SET automatic_per_minute = 9")
    looked.append(await tick_rooms(services))
    looked.append(await tick_rooms(services))

    assert looked == [0, 1, 0]
    assert (await fresh(services, sale.room)).phase is Phase.PLANNED


async def test_last_places_are_not_promised_to_a_crowd(services: Services) -> None:
    """With three places free and three on their way nobody more is called."""
    sale = await create_sale(services, places=3, fixed_pace=600_000)
    await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    await arrivals(services, sale.room, 50)

    called = [(await look(services, sale.room)).called for _ in range(3)]

    assert called == [3, 0, 0]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody is trusted here, and a network has two visitors a minute."""
    return msgspec.structs.replace(
        settings, trusted_networks=(), network_arrivals_max=2, address_requests_max=10_000
    )


async def test_who_comes_in_numbers_from_one_network_waits_in_the_slow_lane(
    inside: Inside,
) -> None:
    """Slow, and not shut; whoever has a place keeps it."""
    sale = await create_sale(inside.services)
    await turn(inside.services, sale.room, Phase.GATHERING)
    places = f"/waiting-rooms/{sale.room.id}/places"
    async with inside.by() as client:
        came = [(await client.post(places, json={})).json() for _ in range(4)]
        kept = await client.post(places, json={}, headers={"Waiting-Ticket": came[0]["ticket"]})

    assert [place["lane"] for place in came] == ["main", "main", "slow", "slow"]
    assert kept.json()["number"] == came[0]["number"]


async def test_work_is_asked_for_under_attack_and_who_does_none_is_slow(inside: Inside) -> None:
    """The document says so; an answer leads to the main lane, none to the slow one."""
    sale = await create_sale(inside.services)
    await turn(inside.services, sale.room, Phase.GATHERING)
    attack = Knocks(arrivals=100, doubtful=80)
    await look(inside.services, sale.room, knocks=attack)
    room = f"/waiting-rooms/{sale.room.id}"
    async with inside.by() as client:
        asked = (await client.get(room)).json()["proof_of_work_bits"]
        puzzle = (await client.get(f"{room}/puzzle")).json()["puzzle"]
        work = {"puzzle": puzzle, "answer": solve(puzzle)}
        worked = await client.post(f"{room}/places", json=work)
        idle = await client.post(f"{room}/places", json={})

    assert asked > 0
    assert (worked.json()["lane"], idle.json()["lane"]) == ("main", "slow")
    assert (await fresh(inside.services, sale.room)).lanes[Lane.SLOW].arrived == 1


async def test_public_document_is_for_caches_and_names_nobody(inside: Inside) -> None:
    """Two seconds for anybody, the same bytes for all, and nothing where it is known already."""
    sale = await create_sale(inside.services)
    async with inside.by() as client:
        first = await client.get(f"/waiting-rooms/{sale.room.id}")
        known = {"If-None-Match": first.headers["etag"]}
        again = await client.get(f"/waiting-rooms/{sale.room.id}", headers=known)

    assert "public, max-age=2" in first.headers["cache-control"]
    assert "set-cookie" not in first.headers
    assert first.json()["commitment"] == sale.room.commitment.hex()
    assert first.json()["seed"] is None
    assert (again.status_code, again.content) == (304, b"")


async def test_ranks_of_the_draw_are_public_in_parts_that_never_change(inside: Inside) -> None:
    """256 a part, for ever; there are none before the draw."""
    sale = await create_sale(inside.services)
    await turn(inside.services, sale.room, Phase.GATHERING)
    await arrivals(inside.services, sale.room, 300)
    ranks = f"/waiting-rooms/{sale.room.id}/ranks/main"
    async with inside.by() as client:
        before = await client.get(f"{ranks}/0")
        await turn(inside.services, sale.room, Phase.OPEN)
        parts = [await client.get(f"{ranks}/{part}") for part in range(3)]

    assert before.status_code == 404
    assert [part.status_code for part in parts] == [200, 200, 404]
    found = parts[0].json()["ranks"] + parts[1].json()["ranks"]
    assert (len(parts[0].json()["ranks"]), parts[1].json()["first"]) == (256, 257)
    assert sorted(found) == list(range(1, 301))
    assert "immutable" in parts[0].headers["cache-control"]
