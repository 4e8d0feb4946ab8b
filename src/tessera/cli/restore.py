"""`tessera restore`: bring a backup back into an empty database."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore")(command)


def command(
    backup: Annotated[Path, typer.Argument(help="A backup's directory, or one of many of them.")],
    into: Annotated[
        str | None,
        typer.Option(help="The empty database; TESSERA_DATABASE_OWNER_URL or …_URL else."),
    ] = None,
) -> None:
    """Bring a backup back: check its sums, fill an empty database, migrate it to this version."""
    from tessera.cli.migrate import migrate
    from tessera.engines.running import with_urls
    from tessera.operations.backup.model import BackupError, backups_in
    from tessera.operations.backup.restore import restore
    from tessera.settings import load

    if not into:
        settings = with_urls(load())
        into = settings.database_owner_url or settings.database_url
    many = backups_in(backup)
    chosen = many[-1] if many else backup
    if not chosen.is_dir():
        raise BackupError(f"There is no backup at {backup}.")
    manifest = restore(chosen, into)
    migrate(into)
    then = f"{manifest.taken_at:%Y-%m-%d %H:%M} UTC"
    typer.echo(f"brought back {manifest.orders:,} orders as of {then}")
    typer.echo("Now run `tessera audit`, then start servers and workers.")
