"""`tessera keys`: make a key that seals secrets at rest, and put all secrets under the newest."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tessera.operations.reseal import Resealed

LOST_NAMED_MAX = 10


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help="Keys that seal secrets at rest.", no_args_is_help=True)
    keys.command("new")(new)
    keys.command("rotate")(rotate)
    app.add_typer(keys, name="keys")


def new(
    key_id: Annotated[str, typer.Argument(help="A name for it, such as a month: k2026-11.")],
) -> None:
    """Print a fresh key, as it goes in front of TESSERA_KEYS."""
    from tessera.kit.errors import Invalid, Problem
    from tessera.kit.vault import new_key, read_key

    key = new_key(key_id)
    try:
        read_key(key)
    except ValueError as error:
        raise Invalid([Problem("key_id", str(error))]) from None
    typer.echo(key)


def rotate() -> None:
    """Put every secret under the newest key of TESSERA_KEYS; may be stopped and started again."""
    from tessera.engines.running import with_urls
    from tessera.kit.database import connect
    from tessera.kit.errors import Invalid, Problem
    from tessera.kit.vault import vault_of
    from tessera.operations.reseal import WORDS, keys_in_use, reseal
    from tessera.settings import load

    settings = with_urls(load())
    if not settings.keys:
        raise Invalid([Problem("TESSERA_KEYS", "holds no key; make one with `tessera keys new`")])
    vault = vault_of(settings.keys, settings.secret)

    def tell(kind: str, count: int) -> None:
        typer.echo(f"  {WORDS[kind]}: {count:,} so far", err=True)

    async def run() -> tuple[list["Resealed"], dict[str, int]]:
        db = await connect(settings.database_url, connections_max=2, name="tessera-cli")
        try:
            return await reseal(db, vault, tell=tell), await keys_in_use(db)
        finally:
            await db.close()

    done, in_use = asyncio.run(run())
    for one in done:
        typer.echo(f"{one.changed:,} {WORDS[one.kind]} put under {vault.newest!r}")
        if one.lost:
            named = ", ".join(one.lost[:LOST_NAMED_MAX])
            typer.echo(f"  {len(one.lost):,} cannot be opened by any key: {named}")
    for key_id, count in in_use.items():
        typer.echo(f"key {key_id!r} seals {count:,}")
    if any(one.lost for one in done):
        raise typer.Exit(1)
