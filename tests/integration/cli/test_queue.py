"""`tessera queue verify`, as people type it."""

import asyncio
from pathlib import Path

import msgspec

from tessera.kit.ids import new_id
from tessera.services import Services
from tessera.waiting_room.model import Admitted, Lane, Phase, QueuePlace, Room
from tessera.waiting_room.status import status_of
from tests.fixtures.rooms import arrivals, call, create_sale, go_in, turn
from tests.integration.cli.test_commands import environment, tessera

__all__ = ["environment"]


async def test_draw_is_verified_from_the_document_and_from_the_database(
    environment: dict[str, str], services: Services, tmp_path: Path
) -> None:
    """Both tell the same rank of a ticket; who was let in by another rank is found."""
    room, ranks = await drawn(services)
    paper, table = tmp_path / "room.json", tmp_path / "ranks.csv"
    public = status_of(room, public_key=services.rooms.places.public_text())
    paper.write_bytes(msgspec.json.encode(public))
    environment |= {"TESSERA_SECRET": services.settings.secret}
    ticket = services.rooms.places.seal(QueuePlace(room.id, Lane.MAIN, 7, new_id(), 0))

    by_paper = await run(environment, str(paper), "--ticket", ticket, "--ranks", str(table))
    by_database = await run(environment, str(room.id), "--ticket", ticket)
    await services.db.pool.execute("UPDATE admissions SET rank = 99 WHERE n = 1")
    tampered = await run(environment, str(room.id))

    told = f"ticket: main number 7 has rank {ranks[6]}"
    assert by_paper[0] == by_database[0] == 0
    assert told in by_paper[1]
    assert told in by_database[1]
    assert table.read_text().splitlines()[7] == f"main,7,{ranks[6]}"
    assert tampered[0] == 1
    assert "WRONG: main 1: let in as 99" in tampered[1]


async def drawn(services: Services) -> tuple[Room, list[int]]:
    """A room that has drawn forty and let five of them in, and all ranks."""
    sale = await create_sale(services)
    room = await turn(services, sale.room, Phase.GATHERING)
    places = await arrivals(services, room, 40)
    room = await turn(services, room, Phase.OPEN)
    await call(services, room, 40)
    ranks = list(await services.rooms.draws.ranks(room, Lane.MAIN))
    came = await go_in(services, places[:5], ranks=ranks[:5])
    assert all(isinstance(one, Admitted) for one in came)
    return room, ranks


async def run(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Its exit code, and what it says."""
    done = await asyncio.to_thread(tessera, environment, "queue", "verify", *arguments)
    return done.returncode, done.stdout
