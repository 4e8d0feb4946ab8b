"""Many at once at the waiting room: numbers stay unique, and nobody too many is inside."""

import asyncio
from uuid import uuid4

from tessera.main import open_services
from tessera.services import Services
from tessera.settings import Settings
from tessera.waiting_room.desk import RoomsDesk
from tessera.waiting_room.join import Asking, join
from tessera.waiting_room.model import Admit, Admitted, Lane, Phase, QueuePlace, TakeNumber
from tests.fixtures.rooms import arrivals, call, create_sale, fresh, go_in, turn

PROCESSES = 4


async def test_several_processes_number_without_twin_while_the_room_opens(
    services: Services, settings: Settings
) -> None:
    """Who came before the opening and who after is one cut through all of them."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING)
    async with open_services(settings, name="second") as other:
        desks = [services.rooms.desk, other.rooms.desk]
        want = TakeNumber(room.id, Lane.MAIN)

        async def come(desk: RoomsDesk, count: int) -> list[int | None]:
            return [await desk.numbers.submit(want) for _ in range(count)]

        crowd = [asyncio.create_task(come(desk, 25)) for desk in desks for _ in range(10)]
        opened = await turn(services, room, Phase.OPEN)
        numbers = [n for many in await asyncio.gather(*crowd) for n in many]

    early = opened.lanes[Lane.MAIN].early
    assert sorted(n for n in numbers if n) == list(range(1, 501))
    assert early is not None
    assert (await fresh(services, room)).lanes[Lane.MAIN].early == early


async def test_several_sessions_let_in_no_more_than_there_is_room(services: Services) -> None:
    """Each batch counts under the room's lock; a place asked for by all of them has one turn."""
    sale = await create_sale(services, inside_max=30)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    places = await arrivals(services, room, 60)
    await call(services, room, 60)

    crowds = [places[k::PROCESSES] + places[:5] for k in range(PROCESSES)]
    came = await asyncio.gather(*(go_in(services, unique(crowd)) for crowd in crowds))

    inside = {one.admission_id for many in came for one in many if isinstance(one, Admitted)}
    assert len(inside) == 30
    assert (await fresh(services, room)).admitted == 30


def unique(places: list[QueuePlace]) -> list[QueuePlace]:
    """Each place once, in the order of their first coming."""
    return list(dict.fromkeys(places))


async def test_many_tabs_that_go_in_at_once_have_one_turn(services: Services) -> None:
    """The same ticket in ten tabs, in any order, at two desks."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING, Phase.OPEN)
    [place] = await arrivals(services, room, 1)
    await call(services, room, 1)

    desk = services.rooms.desk.admissions
    tabs = [desk.submit(Admit(place, 1, uuid4())) for _ in range(5)]
    direct = [go_in(services, [place]) for _ in range(5)]
    outcomes = [*await asyncio.gather(*tabs), *(x for [x] in await asyncio.gather(*direct))]

    assert len(set(outcomes)) == 1
    assert (await fresh(services, room)).admitted == 1


async def test_accounts_that_ask_from_many_devices_have_one_place(services: Services) -> None:
    """The first number counts, however many were taken."""
    sale = await create_sale(services, one_per_account=True)
    room = await turn(services, sale.room, Phase.GATHERING)
    asking = Asking(None, Lane.MAIN, 77, 0, anew=False)

    places: list[QueuePlace] = await asyncio.gather(
        *(join(services.db, services.rooms.desk, room=room, asking=asking) for _ in range(12))
    )

    assert len({(place.n, place.visitor) for place in places}) == 1
