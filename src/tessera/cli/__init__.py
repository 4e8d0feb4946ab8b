"""The `tessera` command: one file per command, each with a `register(app)`.

Files import what they need inside their functions, so that `tessera --help` stays quick.
"""

from importlib import import_module

import typer

from tessera.cli.errors import told_in_sentences

COMMANDS = (
    "up",
    "serve",
    "worker",
    "gateway",
    "migrate",
    "demo",
    "audit",
    "capacity",
    "backup",
    "restore",
    "rehearse",
    "seatplan",
    "show",
    "user",
    "keys",
    "queue",
    "config",
    "policy",
    "doctor",
)


def build() -> typer.Typer:
    """The command line with every command on it."""
    app = typer.Typer(
        name="tessera",
        help="Tessera sells places at shows.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for name in COMMANDS:
        import_module(f"tessera.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command line; errors on purpose become sentences and exit code 1."""
    with told_in_sentences():
        build()()
