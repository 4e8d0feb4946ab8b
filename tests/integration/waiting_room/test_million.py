"""The bench of a million visitors in its short form: every step is real, with 2,500 of them."""

from bench.queue import admit_all, take_numbers
from tessera.services import Services
from tessera.waiting_room.draw import draw
from tessera.waiting_room.draws import HERE_MAX
from tessera.waiting_room.model import Lane, Phase, QueuePlace
from tests.fixtures.rooms import create_sale, fresh, turn

VISITORS = 2_500


async def test_thousands_are_numbered_signed_drawn_and_admitted_once_each(
    services: Services,
) -> None:
    """In few statements, with a draw made beside the server, and by the ranks that it gave."""
    sale = await create_sale(services, inside_max=5_000)
    await turn(services, sale.room, Phase.GATHERING)
    numbered = await take_numbers(services, sale.room, VISITORS)
    room = await turn(services, sale.room, Phase.OPEN)
    tokens = services.rooms.places
    tickets = [
        tokens.seal(QueuePlace(room.id, Lane.MAIN, n, sale.house.owner_id, 0))
        for n in range(1, VISITORS + 1)
    ]
    read = [tokens.open(ticket) for ticket in tickets]
    ranks = list(await services.rooms.draws.ranks(room, Lane.MAIN))
    admitted, step = await admit_all(services, room, ranks)

    assert HERE_MAX < VISITORS
    assert room.seed is not None
    assert ranks == list(draw(room.seed, room_id=room.id, lane="main", early=VISITORS))
    assert [place.n for place in read if place] == list(range(1, VISITORS + 1))
    assert admitted == VISITORS == (await fresh(services, room)).admitted
    assert numbered.statements < VISITORS // 100
    assert step.statements <= VISITORS // 100
    wrong = "SELECT count(*) FROM admissions a WHERE a.rank <> ($1::bigint[])[a.n]"
    assert await services.db.pool.fetchval(wrong, ranks) == 0
