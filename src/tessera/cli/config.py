"""`tessera config`: every setting in force."""

import re
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from tessera.settings import Settings

SECRET_NAMES = (
    "secret",
    "gateway_webhook_secret",
    "keys",
    "google_client_secret",
    "github_client_secret",
)
MASK = "********"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("config")(command)


def command() -> None:
    """Print every setting in force, secrets masked."""
    from tessera.settings import load

    for line in lines(load()):
        typer.echo(line)


def lines(settings: "Settings") -> list[str]:
    """`TESSERA_NAME=value` of every setting, in the order of `settings.py`."""
    return [
        f"TESSERA_{name.upper()}={shown(name, getattr(settings, name))}"
        for name in settings.__struct_fields__
    ]


def shown(name: str, value: Any) -> str:
    """A value as it may appear on a screen: no secret, no password inside an address."""
    if name in SECRET_NAMES and value:
        return MASK
    if isinstance(value, tuple):
        return ",".join(value)
    return re.sub(r"(?<=://)([^/@]*):[^/@]+@", rf"\1:{MASK}@", str(value))
