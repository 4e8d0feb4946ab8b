"""`tessera gateway`: the simulated payment gateway."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gateway")(command)


def command() -> None:
    """x"""
