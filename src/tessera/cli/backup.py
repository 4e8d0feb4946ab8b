"""`tessera backup`: save the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tessera.operations.backup.model import Drilled
    from tessera.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(command)


def command(
    to: Annotated[Path | None, typer.Option(help="Where to; TESSERA_BACKUP_DIR else.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many backups to keep there.")] = 14,
    *,
    drill: Annotated[
        bool, typer.Option("--drill", help="Bring it back into a throwaway server and audit it.")
    ] = False,
) -> None:
    """Save the whole database, checksummed; pictures and documents lie in it."""
    from tessera.engines.running import with_urls
    from tessera.operations.backup.model import read
    from tessera.operations.backup.take import forget_all_but, take
    from tessera.settings import load

    settings = with_urls(load())
    folder = to or settings.backups
    made = take(settings.database_owner_url or settings.database_url, folder)
    manifest = read(made)
    size = sum(file.size_bytes for file in manifest.files.values())
    typer.echo(f"saved {manifest.orders:,} orders in {size / 1e6:,.1f} MB: {made}")
    for old in forget_all_but(folder, keep):
        typer.echo(f"removed {old}")
    if drill:
        outcome = tried(made, settings)
        told = f"came back in {outcome.seconds:g} s with {outcome.orders:,} orders"
        typer.echo(f"{told}; broken: {', '.join(outcome.broken) or 'nothing'}")
        raise typer.Exit(1 if outcome.broken else 0)


def tried(backup: Path, settings: "Settings") -> "Drilled":
    """A backup brought back into a throwaway server, and audited there."""
    from tessera.cli.migrate import make_app_role, migrate
    from tessera.operations.backup.drill import drill

    def prepare(url: str) -> None:
        make_app_role(url)
        migrate(url)

    return drill(backup, settings, migrate=prepare)
