"""`tessera capacity`: what an on-sale needs, from what a purchase was measured to cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tessera.operations.capacity.model import Costs, Sale


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("capacity")(command)


def command(
    *,
    visitors: Annotated[int, typer.Option(min=1, help="People who come.")],
    tickets: Annotated[int, typer.Option(min=1, help="Places there are.")],
    minutes: Annotated[float, typer.Option(min=0.1, help="In which to sell out.")] = 60.0,
    results: Annotated[
        Path | None, typer.Option(help="A result of `make bench`; else the published one.")
    ] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Also play the sale, event by event.")
    ] = False,
    cores: Annotated[
        int | None, typer.Option(min=1, help="Cores of servers to play it on; else as needed.")
    ] = None,
) -> None:
    """Cores, processes, pace and minutes for a sale; docs/capacity.md has the formulas."""
    from tessera.operations.capacity.figures import MEASURED, costs_of
    from tessera.operations.capacity.model import Sale

    costs = costs_of(results) if results else MEASURED
    sale = Sale(visitors=visitors, tickets=tickets, minutes=minutes)
    typer.echo("\n".join(lines(sale, costs)))
    if simulate:
        typer.echo("\n" + "\n".join(played(sale, costs, cores)))


def lines(sale: "Sale", costs: "Costs") -> list[str]:
    """The need as a Markdown table."""
    from tessera.operations.capacity.rules import need

    found = need(sale, costs)
    rows = {
        "purchases": f"{found.purchases:,}",
        "purchases a second": f"{found.purchases_per_second:.1f}",
        "let in a minute": f"{found.admissions_per_minute:,.0f}",
        "inside at once": f"{found.inside:,}",
        "cores for servers": f"{found.server_cores:.2f}",
        "server processes": f"{found.server_processes}",
        "cores for PostgreSQL": f"{found.postgres_cores:.2f}",
        "cores for job workers": f"{found.worker_cores:.2f}",
        "Valkey shards": f"{found.valkey_shards}",
        "polls a second of those who wait": f"{found.polls_per_second:,.0f}",
        "cores for nginx": f"{found.edge_cores:.1f}",
        "megabits a second for polls": f"{found.edge_megabits:,.0f}",
    }
    people = f"{sale.visitors:,} visitors, {sale.tickets:,} tickets, {sale.minutes:g} minutes"
    return [f"| {people} | |", "|---|---|", *(f"| {name} | {v} |" for name, v in rows.items())]


def played(sale: "Sale", costs: "Costs", cores: int | None) -> list[str]:
    """The simulation's outcome as a Markdown table."""
    from tessera.operations.capacity.rules import need
    from tessera.operations.capacity.simulate import Simulation

    chosen = cores or need(sale, costs).server_processes
    outcome = Simulation(sale, costs, cores=chosen).run()
    rows = {
        "90 % sold after": f"{outcome.minutes_90:.1f} minutes",
        "99 % sold after": f"{outcome.minutes_99:.1f} minutes",
        "the last one after": f"{outcome.minutes:.1f} minutes",
        "tickets sold": f"{outcome.sold:,}",
        "purchases": f"{outcome.purchases:,}",
        "let in": f"{outcome.admitted:,}",
        "called up and gone already": f"{outcome.absent:,}",
        "inside at once, at most": f"{outcome.inside_most:,}",
        "servers busy": f"{100 * outcome.server_busy:.0f} %",
        "a request's time on the server, p50 and p99": (
            f"{outcome.wait_p50:.2f} and {outcome.wait_p99:.2f} ms"
        ),
        "never called up": f"{outcome.waiting_at_end:,}",
    }
    return [
        f"| simulated on {chosen} cores for servers | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]
