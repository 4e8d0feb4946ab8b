"""`tessera audit`: prove the promises on the live database."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tessera.operations.audit.model import Proof

HASH_SIGNS = 64


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit")(command)


def command(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the proofs as JSON.")] = False,
    server: Annotated[
        str | None, typer.Option(help="Also add up the live maps that this server shows.")
    ] = None,
    grace: Annotated[
        int, typer.Option(min=0, help="Seconds more that P4 and P5 allow what is late.")
    ] = 0,
    examples: Annotated[int, typer.Option(min=1, max=1000, help="Examples of a fault.")] = 5,
    known: Annotated[
        str | None,
        typer.Option(help="A line of the audit log as an earlier audit told it, NUMBER:HASH."),
    ] = None,
) -> None:
    """Prove every promise and say what was counted; exit code 1 where one is broken."""
    line = _line(known) if known else None
    if not audit_and_print(
        as_json=as_json, server=server, grace=grace, examples=examples, known_line=line
    ):
        raise typer.Exit(1)


def _line(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not (number.isdecimal() and len(number) < 19 and len(digest) == HASH_SIGNS):
        raise typer.BadParameter("is not NUMBER:HASH, as `tessera audit` tells it at A1")
    return int(number), digest.lower()


def audit_and_print(
    *,
    as_json: bool = False,
    server: str | None = None,
    grace: int = 0,
    examples: int = 5,
    known_line: tuple[int, str] | None = None,
) -> bool:
    """Audit, print, and answer whether every promise is kept."""
    import msgspec

    from tessera.cli.progress import progress
    from tessera.engines.running import with_urls
    from tessera.operations.audit.model import PROMISES
    from tessera.operations.audit.prove import audit
    from tessera.settings import load

    settings = with_urls(load())
    with progress("Auditing", len(PROMISES)) as report:
        proofs = asyncio.run(
            audit(
                settings,
                grace_seconds=grace,
                server=server,
                known_line=known_line,
                examples_max=examples,
                report=report,
            )
        )
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(proofs)))
    else:
        typer.echo("\n".join(lines(proofs)))
    return all(proof.kept for proof in proofs)


def lines(proofs: Sequence["Proof"]) -> list[str]:
    """The proofs for people."""
    told = []
    for proof in proofs:
        mark = "kept  " if proof.kept else "BROKEN"
        told.append(f"{mark} {proof.id}  {proof.sentence}")
        counted = ", ".join(
            f"{count:,} {name.replace('_', ' ')}" for name, count in proof.counted.items()
        )
        told.append(f"           {proof.note or counted}")
        if not proof.kept:
            told.append(f"           {proof.violations:,} times, such as:")
            told += [f"             {example}" for example in proof.examples]
    return told
