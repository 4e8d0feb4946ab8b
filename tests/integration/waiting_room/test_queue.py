"""A place in the queue: numbers, the draw, and the way in, on the real database."""

from datetime import timedelta

import pytest

from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.waiting_room.draw import commitment_of, draw
from tessera.waiting_room.enter import enter
from tessera.waiting_room.model import Admitted, Lane, NotYet, Phase, TurnOver
from tests.fixtures.rooms import arrivals, call, create_sale, fresh, go_in, look, turn


async def test_numbers_of_many_batches_have_no_twin_and_no_gap(services: Services) -> None:
    """Whoever arrives has the next number of the lane."""
    sale = await create_sale(services)
    await turn(services, sale.room, Phase.GATHERING)

    many = [await arrivals(services, sale.room, 7) for _ in range(3)]
    slow = await arrivals(services, sale.room, 2, lane=Lane.SLOW)

    assert [place.n for places in many for place in places] == [*range(1, 22)]
    assert [place.n for place in slow] == [1, 2]


async def test_room_that_takes_nobody_gives_no_number(services: Services) -> None:
    """Before people gather, and after the end."""
    sale = await create_sale(services)
    before = await arrivals(services, sale.room, 3)
    await turn(services, sale.room, Phase.GATHERING, Phase.CLOSED)

    assert before == []
    assert await arrivals(services, sale.room, 3) == []


async def test_opening_reveals_the_seed_that_was_promised_and_freezes_who_came_early(
    services: Services,
) -> None:
    """The draw is of everybody who came before, and of nobody else."""
    sale = await create_sale(services)
    await turn(services, sale.room, Phase.GATHERING)
    early = await arrivals(services, sale.room, 50)
    assert (await fresh(services, sale.room)).seed is None

    room = await turn(services, sale.room, Phase.OPEN)
    late = await arrivals(services, sale.room, 5)

    assert room.seed is not None
    assert commitment_of(room.seed) == sale.room.commitment
    assert room.lanes[Lane.MAIN].early == 50
    ranks = [await services.rooms.draws.rank(room, place) for place in [*early, *late]]
    assert ranks[:50] == list(draw(room.seed, room_id=room.id, lane="main", early=50))
    assert ranks[50:] == [51, 52, 53, 54, 55]


async def test_turn_is_the_same_however_often_it_is_asked_for(services: Services) -> None:
    """Asking again gives no longer turn and no second one."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    [place] = await arrivals(services, room, 1)
    await call(services, room, 1)
    room = await services.rooms.shelf.get(room.id)

    first = await enter(services.rooms, room, place)
    again = await enter(services.rooms, room, place)

    assert first == again
    assert (await fresh(services, room)).admitted == 1


async def test_nobody_is_let_in_who_is_not_called(services: Services) -> None:
    """A rank beyond what is served waits, and is told when to ask again."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    places = await arrivals(services, room, 3)
    await call(services, room, 2)

    outcomes = await go_in(services, places)

    assert [type(outcome) for outcome in outcomes] == [Admitted, Admitted, NotYet]
    with pytest.raises(Refused) as refused:
        await enter(services.rooms, await services.rooms.shelf.get(room.id), places[2])
    assert refused.value.code == "not_your_turn"


async def test_no_more_are_inside_than_there_is_room(services: Services) -> None:
    """Whoever leaves makes room for the next one, by rank."""
    sale = await create_sale(services, inside_max=2)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    places = await arrivals(services, room, 4)
    await call(services, room, 4)

    outcomes = await go_in(services, list(reversed(places)))
    await services.db.pool.execute(
        "UPDATE admissions SET ended_at = now(), ended_by = 'left' WHERE n = 1"
    )
    then = await go_in(services, places)

    assert [type(outcome) for outcome in reversed(outcomes)] == [Admitted, Admitted, NotYet, NotYet]
    assert [type(outcome) for outcome in then] == [TurnOver, Admitted, Admitted, NotYet]


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.CLOSED])
async def test_room_that_is_stopped_lets_nobody_in(services: Services, phase: Phase) -> None:
    """A pause and the end keep everybody where they are."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    places = await arrivals(services, room, 2)
    await call(services, room, 2)
    await turn(services, room, phase)

    assert [type(outcome) for outcome in await go_in(services, places)] == [NotYet, NotYet]


async def test_controller_turns_the_phase_by_the_clock_and_calls_by_the_pace(
    services: Services,
) -> None:
    """Planned, gathering, open; then so many a minute as the organizer has fixed."""
    sale = await create_sale(services, fixed_pace=120)
    now = services.clock()
    assert (await look(services, sale.room)).room.phase is Phase.PLANNED

    gathering = await look(services, sale.room, now=now + timedelta(minutes=31))
    await arrivals(services, sale.room, 20)
    opened = await look(services, sale.room, now=now + timedelta(minutes=61))
    then = await look(services, sale.room, now=now + timedelta(minutes=61))

    assert gathering.room.phase is Phase.GATHERING
    assert opened.room.phase is Phase.OPEN
    assert (opened.called, then.called) == (2, 2)
    assert (await fresh(services, sale.room)).lanes[Lane.MAIN].serving == 4
