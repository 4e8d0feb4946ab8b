"""`tessera show`: plan shows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from tessera.kit.errors import Invalid, Problem, Refused, TesseraError

if TYPE_CHECKING:
    from tessera.kit.database import Tx
    from tessera.shows.model import Show


def register(app: typer.Typer) -> None:
    """Add the commands."""
    shows = typer.Typer(help="Plan shows.", no_args_is_help=True)
    shows.callback()(lambda: None)  # a group, though it has one command yet
    shows.command("create")(create)
    app.add_typer(shows, name="show")


def create(
    *,
    title: Annotated[int, typer.Option(help="The number of the title.")],
    hall: Annotated[int, typer.Option(help="The number of the hall.")],
    start: Annotated[str, typer.Option(help="2026-12-24T19:30, by the clock of the venue.")],
    price: Annotated[
        list[str], typer.Option(help="CATEGORY=AMOUNT, such as prime=12.50; one per category.")
    ],
    language: str = "",
    format_: Annotated[str, typer.Option("--format", help="One of the hall's.")] = "",
    places_per_customer: Annotated[int | None, typer.Option(min=1, max=10_000)] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Do not publish it yet.")] = False,
) -> None:
    """Plan a show in a hall; its sale opens at once."""
    from tessera.cli.database import in_transaction
    from tessera.shows.plan import NewShow, plan_show
    from tessera.shows.stage import set_stage

    async def work(tx: "Tx") -> "Show":
        stage = await set_stage(tx, title_id=title, hall_id=hall, seat_plan_id=None)
        new = NewShow(
            title_id=title,
            hall_id=hall,
            starts_at=read_start(start, stage.venue.timezone),
            prices=read_prices(price, stage.currency),
            language=language,
            format=format_,
            places_per_customer_max=places_per_customer,
            publish=not draft,
        )
        return await plan_show(tx, stage, new, now=datetime.now(UTC))

    try:
        show = in_transaction(work)
    except Refused as error:
        raise TesseraError(in_the_way(error.facts.get("show"))) from error
    typer.echo(f"Show {show.id}: {show.title.name}, {show.starts_at:%Y-%m-%d %H:%M} UTC.")


def read_start(text: str, timezone: str) -> datetime:
    """An instant; without an offset it is by the venue's clock. Raises `Invalid`."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not a time such as 2026-12-24T19:30"
        raise Invalid([Problem("--start", message)]) from error
    local = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(timezone))
    return local.astimezone(UTC)


def read_prices(given: Sequence[str], currency: str) -> dict[str, int]:
    """Minor units by category from `prime=12.50`. Raises `Invalid` with every problem."""
    from tessera.kit.money import exponent

    prices: dict[str, int] = {}
    problems = []
    for text in given:
        category, _, amount = text.partition("=")
        try:
            minor = Decimal(amount).scaleb(exponent(currency))
        except InvalidOperation:
            problems.append(Problem("--price", f"{text!r} is not CATEGORY=AMOUNT"))
            continue
        if not minor.is_finite() or minor != minor.to_integral_value():
            problems.append(Problem("--price", f"{currency} cannot say {amount}"))
        elif not 0 <= minor <= 10**12:
            problems.append(Problem("--price", f"{amount} is not a price"))
        else:
            prices[category] = int(minor)
    if problems:
        raise Invalid(problems)
    return prices


def in_the_way(show: Any) -> str:
    """The sentence of a busy hall."""
    if not show:
        return "The hall has another show at that time."
    span = f"{show['starts_at']:%Y-%m-%d %H:%M} to {show['ends_at']:%H:%M} UTC"
    return f"The hall is busy: show {show['id']}, {show['name']}, {span}."
