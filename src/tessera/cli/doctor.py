"""`tessera doctor`: what is in order on this machine, and what to do where it is not."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(command)


def command() -> None:
    """x"""
