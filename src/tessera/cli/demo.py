"""`tessera demo`: fill an empty database with the demo, or bring a demo up to date."""

import asyncio

import typer

from tessera.kit.errors import TesseraError


class ProductionError(TesseraError):
    """The demo has published passwords."""

    code = "production"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(command)


def command() -> None:
    """Load the demo: films, evenings, halls, two weeks of shows, and people who buy."""
    from tessera.cli.progress import progress
    from tessera.engines.running import with_urls
    from tessera.operations.demo.load import STEPS_MAX, load
    from tessera.settings import load as load_settings

    settings = with_urls(load_settings())
    if settings.environment == "production":
        raise ProductionError("The demo is not for production: everybody knows its passwords.")
    with progress("Loading the demo", STEPS_MAX) as report:
        loaded = asyncio.run(load(settings, report))
    done = "The demo is loaded" if loaded.fresh else "The demo was there; it is up to date"
    typer.echo(f"{done}: {loaded.shows} shows planned, {loaded.orders} orders made.")
