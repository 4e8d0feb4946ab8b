"""`tessera seatplan generate`: halls from a few figures."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tessera.kit.errors import Invalid, Problem

Output = Annotated[Path | None, typer.Option("-o", "--output", help="Where to; else the screen.")]
Name = Annotated[str, typer.Option(help="The name of the plan.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    halls = typer.Typer(help="Draw a hall from a few figures.", no_args_is_help=True)
    for command in (cinema, theatre, arena, club):
        halls.command(command.__name__)(command)
    app.add_typer(halls, name="generate")


def cinema(
    *,
    name: Name = "Screen 1",
    rows: Annotated[int, typer.Option(help="From the screen to the back.")] = 12,
    seats_per_row: Annotated[int, typer.Option(help="From the left to the right.")] = 18,
    aisle: Annotated[
        list[int] | None, typer.Option(help="After this seat; repeatable. 4 and 14 of 18 else.")
    ] = None,
    band: Annotated[
        list[str] | None,
        typer.Option(help="ROWS:KEY:NAME from the screen on, such as 3:front:Front; repeatable."),
    ] = None,
    accessible: Annotated[int, typer.Option(help="Wheelchair places.")] = 2,
    output: Output = None,
) -> None:
    """Rows × seats with aisles and bands of categories."""
    from tessera.venues.plan.generate import cinema as drawing

    aisles = tuple(aisle) if aisle is not None else usual_aisles(seats_per_row)
    bands = _bands(band) if band else usual_bands(rows)
    plan = drawing.cinema(
        name=name,
        rows=rows,
        seats_per_row=seats_per_row,
        aisles=aisles,
        bands=bands,
        accessible=accessible,
    )
    _write(plan, output)


def theatre(
    *,
    name: Name = "Main house",
    stalls_rows: int = 16,
    circle_rows: int = 8,
    balcony_rows: int = 6,
    boxes_per_side: int = 3,
    accessible: Annotated[int, typer.Option(help="Wheelchair places.")] = 4,
    output: Output = None,
) -> None:
    """Curved stalls, circle, balcony and boxes; a tier with 0 rows is left out."""
    from tessera.venues.plan.generate import theatre as drawing

    plan = drawing.theatre(
        name=name,
        stalls_rows=stalls_rows,
        circle_rows=circle_rows,
        balcony_rows=balcony_rows,
        boxes_per_side=boxes_per_side,
        accessible=accessible,
    )
    _write(plan, output)


def arena(
    *,
    name: Name = "Arena",
    standing: int = 3000,
    lower_rows: int = 26,
    upper_rows: int = 27,
    block_seats: int = 16,
    output: Output = None,
) -> None:
    """About 18,000 seats in blocks around a standing floor."""
    from tessera.venues.plan.generate import arena as drawing

    plan = drawing.arena(
        name=name,
        standing=standing,
        lower_rows=lower_rows,
        upper_rows=upper_rows,
        block_seats=block_seats,
    )
    _write(plan, output)


def club(
    *,
    name: Name = "Club",
    table_rows: int = 4,
    tables_per_row: int = 6,
    seats_per_table: int = 4,
    standing: int = 120,
    output: Output = None,
) -> None:
    """Tables before a stage, and standing room at the bar."""
    from tessera.venues.plan.generate import club as drawing

    plan = drawing.club(
        name=name,
        table_rows=table_rows,
        tables_per_row=tables_per_row,
        seats_per_table=seats_per_table,
        standing=standing,
    )
    _write(plan, output)


def usual_aisles(seats: int) -> tuple[int, ...]:
    """Two aisles in a wide hall, one in a small one, none in a row of a few."""
    if seats < 8:
        return ()
    return (seats // 2,) if seats < 14 else (seats * 2 // 9, seats - seats * 2 // 9)


def usual_bands(rows: int) -> list[Any]:
    """A quarter of the rows in front, a quarter at the back, what is between them is best."""
    import msgspec

    from tessera.venues.plan.generate.cinema import USUAL_BANDS

    edge = rows // 4
    wanted = (edge, rows - 2 * edge, edge)
    pairs = zip(USUAL_BANDS, wanted, strict=True)
    return [msgspec.structs.replace(band, rows=count) for band, count in pairs if count > 0]


def _bands(given: list[str]) -> list[Any]:
    from tessera.venues.plan.generate.cinema import Band

    bands, problems = [], []
    for text in given:
        rows, _, rest = text.partition(":")
        key, _, name = rest.partition(":")
        if not (rows.isdigit() and key and name):
            problems.append(Problem("--band", f"{text!r} is not ROWS:KEY:NAME"))
        else:
            bands.append(Band(key, name, int(rows)))
    if problems:
        raise Invalid(problems)
    return bands


def _write(plan: Any, output: Path | None) -> None:
    from tessera.cli.seatplan import write

    write(plan, output)
