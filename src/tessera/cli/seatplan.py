"""`tessera seatplan`: check, import, export and generate seat plans."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tessera.kit.errors import NotFound, TesseraError

if TYPE_CHECKING:
    from tessera.kit.database import Tx
    from tessera.venues.model import SeatPlanInfo
    from tessera.venues.plan.model import SeatPlan

File = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, readable=True, help="Tessera's JSON or pretix's."),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Where to; else the screen.")]


class Format(StrEnum):
    """The two formats; docs/seat-plan.md."""

    TESSERA = "tessera"
    PRETIX = "pretix"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    from tessera.cli import generate

    plans = typer.Typer(help="Check, import, export, generate.", no_args_is_help=True)
    plans.command("check")(check)
    plans.command("import")(import_)
    plans.command("export")(export)
    generate.register(plans)
    app.add_typer(plans, name="seatplan")


def check(file: File) -> None:
    """Say everything that is wrong with a plan, or what it holds."""
    plan = read_plan(file.read_bytes())
    typer.echo(f"{plan.name}: {describe(plan)}")


def import_(
    file: File,
    *,
    organization: Annotated[str, typer.Option(help="The slug of whose plan it is.")],
) -> None:
    """Keep a plan as the next version of its name; the same content is kept once."""
    from tessera.cli.database import in_transaction
    from tessera.organizations.found import organization_of_slug
    from tessera.venues.enter import enter_seat_plan

    plan = read_plan(file.read_bytes())

    async def work(tx: "Tx") -> "SeatPlanInfo":
        try:
            owner = await organization_of_slug(tx, organization)
        except NotFound as error:
            raise TesseraError(f"There is no organization {organization}.") from error
        return await enter_seat_plan(tx, owner.id, plan)

    info = in_transaction(work)
    typer.echo(f"Seat plan {info.id}: {info.name}, version {info.version}, {info.capacity} places.")


def export(
    seat_plan_id: Annotated[int, typer.Argument(help="The number of the seat plan.")],
    *,
    to: Annotated[Format, typer.Option("--format")] = Format.TESSERA,
    output: Output = None,
) -> None:
    """Write a plan as Tessera's JSON or pretix's."""
    from tessera.cli.database import in_transaction
    from tessera.venues.find import seat_plan_document
    from tessera.venues.plan.pretix.export import to_pretix

    async def work(tx: "Tx") -> str:
        try:
            return await seat_plan_document(tx, seat_plan_id)
        except NotFound as error:
            raise TesseraError(f"There is no seat plan {seat_plan_id}.") from error

    plan = read_plan(in_transaction(work).encode())
    write(to_pretix(plan) if to is Format.PRETIX else plan, output)


def read_plan(document: bytes) -> "SeatPlan":
    """A plan from either format, told apart by pretix's zones. Raises `Invalid`."""
    from tessera.venues.plan.check import check as check_plan
    from tessera.venues.plan.pretix.importer import from_pretix
    from tessera.venues.plan.problems import parse

    value = parse(document)
    is_pretix = isinstance(value, dict) and "zones" in value and "format" not in value
    return from_pretix(value) if is_pretix else check_plan(value)


def describe(plan: "SeatPlan") -> str:
    """How many of what."""
    from tessera.venues.plan.compile import compile_plan

    compiled = compile_plan(plan)
    names = ", ".join(category.name for category in plan.categories)
    standing = compiled.capacity - compiled.seats
    return f"{compiled.seats:,} seats, {standing:,} standing; {names}"


def write(document: Any, output: Path | None) -> None:
    """Readable JSON to a file or the screen."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(document)).decode()
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
        typer.echo(f"{output} is written.", err=True)
