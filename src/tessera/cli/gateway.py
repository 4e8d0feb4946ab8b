"""`tessera gateway`: the simulated payment gateway."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gateway")(command)


def command(
    port: Annotated[int | None, typer.Option(help="Else the port in TESSERA_GATEWAY_URL.")] = None,
    books: Annotated[Path | None, typer.Option(help="The journal; var/gateway.jsonl else.")] = None,
) -> None:
    """Run the simulated payment gateway: a service of its own with its own books."""
    import uvloop

    from tessera.cli.ports import host_and_port, refuse_taken
    from tessera.payments.gateway.server import serve
    from tessera.payments.providers.mock import webhook_secret
    from tessera.settings import load

    settings = load()
    host, port_in_url = host_and_port(settings.gateway_url)
    chosen = port or port_in_url
    refuse_taken(host, chosen, "TESSERA_GATEWAY_URL")
    journal = books or settings.var / "gateway.jsonl"
    uvloop.run(serve(host=host, port=chosen, books=journal, secret=webhook_secret(settings)))
