"""`tessera queue verify`: draw a waiting room anew and compare."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tessera.waiting_room.verify import Document


def register(app: typer.Typer) -> None:
    """Add the commands."""
    queue = typer.Typer(help="Waiting rooms.", no_args_is_help=True)
    queue.command("verify")(verify_command)
    app.add_typer(queue, name="queue")


def verify_command(
    source: Annotated[
        str,
        typer.Argument(help="A room's number, or a file with its public document; - reads it."),
    ],
    ticket: Annotated[str | None, typer.Option(help="A ticket whose rank is told.")] = None,
    ranks: Annotated[
        Path | None, typer.Option(help="Where to write lane, number and rank of everybody.")
    ] = None,
) -> None:
    """Hold the seed to its promise and draw everybody anew; exit code 1 where something is off.

    From the database, everybody who was let in is compared with the draw as well.
    """
    from tessera.waiting_room.verify import (
        faults_of_admitted,
        rank_of_ticket,
        verify,
    )

    document, admitted = _read(source)
    verified = verify(document)
    for lane, drawn in verified.drawn.items():
        typer.echo(f"{lane.value}: {len(drawn)} drawn")
    faults = [*verified.faults, *faults_of_admitted(verified, admitted)]
    if admitted:
        typer.echo(f"{len(admitted)} let in, compared with the draw")
    if ticket is not None:
        place, rank = rank_of_ticket(document, verified, ticket)
        typer.echo(f"ticket: {place.lane.value} number {place.n} has rank {rank}")
    if ranks is not None:
        with ranks.open("w", encoding="utf-8") as out:
            out.write("lane,number,rank\n")
            for lane, drawn in verified.drawn.items():
                out.writelines(f"{lane.value},{n},{rank}\n" for n, rank in enumerate(drawn, 1))
    for fault in faults[:20]:
        typer.echo(f"WRONG: {fault}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"the seed is the one that was promised: {document.commitment}")


def _read(source: str) -> tuple["Document", list[Any]]:
    """The public document, and from the database who was let in by it."""
    from tessera.waiting_room.verify import read_document

    if source.isdecimal() and len(source) < 19:
        return asyncio.run(_of_database(int(source)))
    text = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    return read_document(text), []


async def _of_database(room_id: int) -> tuple["Document", list[Any]]:
    import msgspec

    from tessera.engines.running import with_urls
    from tessera.kit import database
    from tessera.settings import load
    from tessera.waiting_room.read import read_room
    from tessera.waiting_room.status import status_of
    from tessera.waiting_room.tokens import place_tokens
    from tessera.waiting_room.verify import RANKS_OF_ADMITTED, read_document

    settings = with_urls(load())
    db = await database.connect(settings.database_url, connections_max=2, name="tessera-queue")
    try:
        room = await read_room(db.pool, room_id)
        admitted = await db.pool.fetch(RANKS_OF_ADMITTED, room_id)
    finally:
        await db.close()
    key = place_tokens(settings.secret).public_text()
    return read_document(msgspec.json.encode(status_of(room, public_key=key))), admitted
