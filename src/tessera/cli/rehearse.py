"""`tessera rehearse`: simulated buyers against a running server."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tessera.operations.rehearsal.run import Rehearsal
    from tessera.operations.rehearsal.score import Report, Score


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rehearse")(command)


def command(
    url: Annotated[str, typer.Option(help="the server")] = "http://127.0.0.1:8000",
    show: Annotated[list[int] | None, typer.Option(help="a show on sale; repeatable")] = None,
    seconds: Annotated[float, typer.Option(min=1, max=86_400)] = 20.0,
    concurrency: Annotated[int, typer.Option(min=1, max=20_000, help="closed loop")] = 64,
    rate: Annotated[float | None, typer.Option(min=0.1, help="open loop: buyers a second")] = None,
    pure: Annotated[bool, typer.Option(help="everybody buys two places")] = False,
    seed: int = 0,
    audit: Annotated[bool, typer.Option(help="audit the database afterwards")] = True,
    output: Annotated[Path | None, typer.Option("-o", help="write the report as JSON")] = None,
) -> None:
    """Let simulated buyers look, hold, order and pay; report; then audit."""
    import uvloop
    from rich.console import Console

    from tessera.cli.audit import audit_and_print
    from tessera.operations.rehearsal.buyer import PURE, Mix
    from tessera.operations.rehearsal.run import Rehearsal

    console = Console()
    shows = show or asyncio.run(shows_on_sale(url))
    if not shows:
        console.print("There is no show on sale; name one with --show.")
        raise typer.Exit(1)
    play = Rehearsal(
        url=url,
        shows=shows,
        seconds=seconds,
        concurrency=None if rate else concurrency,
        arrivals_per_second=rate,
        mix=PURE if pure else Mix(),
        seed=seed,
    )
    report = uvloop.run(played(play, console))
    report_to(console, report, output)
    clean = audit_and_print() if audit else True
    if not clean or report.errors:
        raise typer.Exit(1)


async def shows_on_sale(url: str) -> list[int]:
    """Shows that the server sells now, twenty at most."""
    import msgspec

    from tessera.kit.wire import Wire

    async with Wire(url) as wire:
        answer = await wire.get("/api/v1/shows?status=on_sale&limit=20")
    return [item["id"] for item in msgspec.json.decode(answer.body)["items"]]


async def played(play: "Rehearsal", console: "Console") -> "Report":
    """Play with a live line of progress."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from tessera.operations.rehearsal.run import rehearse

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[figures]}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Rehearsing", total=play.seconds, figures="")

        def watch(score: "Score", elapsed: float) -> None:
            refused, lost = sum(score.refusals.values()), sum(score.errors.values())
            figures = f"{score.paid} paid, {score.paid / elapsed:.0f}/s, {refused} refused"
            figures += f", {lost} lost" if lost else ""
            progress.update(task, completed=elapsed, figures=figures)

        return await rehearse(play, watch)


def report_to(console: "Console", report: "Report", output: Path | None) -> None:
    """Print the figures, and write them as JSON where asked."""
    import msgspec

    print_report(console, report)
    if output:
        output.write_bytes(msgspec.json.format(msgspec.json.encode(report)))


def print_report(console: "Console", report: "Report") -> None:
    """The figures as tables."""
    from rich.table import Table

    rate = report.purchases_per_second
    console.print(
        f"\n[bold]{report.purchases}[/] purchases in {report.elapsed_seconds} s: "
        f"[bold]{rate}[/] a second, {report.places_sold} places"
    )
    table = Table("step", "count", "p50 ms", "p95 ms", "p99 ms", "highest ms")
    for step, some in report.milliseconds.items():
        table.add_row(step, *map(str, (some.count, some.p50, some.p95, some.p99, some.highest)))
    console.print(table)
    for title, counts in (
        ("Endings", report.endings),
        ("Refusals", report.refusals),
        ("Errors", report.errors),
    ):
        if counts:
            listed = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
            console.print(f"{title}: {listed}")
