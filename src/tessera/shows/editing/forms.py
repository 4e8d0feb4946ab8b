"""The form of a show: from what was typed to a change, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tessera.kit.errors import Invalid, Problem
from tessera.kit.money import Money, read_minor_units
from tessera.shows.change import ShowChange
from tessera.shows.model import Show
from tessera.shows.windows.forms import local, read_local, windows_asked
from tessera.venues.console.forms import Fields, converted, number
from tessera.web.pages import one

TIMES = ("sales_open_at", "sales_close_at")
NUMBERS = ("places_per_order_max", "hold_seconds")


def change_wanted(fields: Fields, show: Show, amounts: Mapping[str, int]) -> ShowChange:
    """Everything that the form says and that is not so already. Raises `Invalid`."""
    zone = ZoneInfo(show.venue.timezone)
    problems: list[Problem] = []
    asked: dict[str, Any] = {
        "title_id": number(one(fields, "title_id")),
        "language": one(fields, "language").strip(),
        "format": one(fields, "format").strip(),
        "places_per_customer_max": _optional(one(fields, "places_per_customer_max")),
        "unlisted": bool(one(fields, "unlisted")),
        "prices": _prices(fields, show, problems),
        "windows": _windows(fields, show, problems),
    }
    for name in (*TIMES, "starts_at", "ends_at"):
        asked[name] = _instant(fields, name, getattr(show, name), zone=zone, problems=problems)
    asked |= {name: number(one(fields, name)) for name in NUMBERS}
    if one(fields, "publish"):
        asked["publish"] = True
    if version := one(fields, "version"):
        asked["version"] = number(version)
    try:
        change = converted(_new(asked, show, amounts), ShowChange)
    except Invalid as error:
        raise Invalid([*problems, *error.problems]) from error
    if problems:
        raise Invalid(problems)
    return change


def values_of(show: Show, amounts: Mapping[str, int]) -> dict[str, str]:
    """A show as its form writes it."""
    zone = ZoneInfo(show.venue.timezone)
    values = {name: local(getattr(show, name), zone) for name in (*TIMES, "starts_at", "ends_at")}
    values |= {name: str(getattr(show, name)) for name in NUMBERS}
    limit = show.places_per_customer_max
    return values | {
        "title_id": str(show.title.id),
        "language": show.language,
        "format": show.format,
        "places_per_customer_max": str(limit) if limit is not None else "",
        "unlisted": "yes" if show.unlisted else "",
        "version": str(show.version),
        "note": "",
        **{f"price-{key}": _price(amount, show) for key, amount in amounts.items()},
    }


def _windows(fields: Fields, show: Show, problems: list[Problem]) -> list[Any]:
    zone = ZoneInfo(show.venue.timezone)
    # Typed as the sale is: with its fractions of seconds.
    edges = {local(at, zone): at for at in (show.sales_open_at, show.sales_close_at)}
    return windows_asked(fields, zone, problems, edges=edges)


def _new(asked: dict[str, Any], show: Show, amounts: Mapping[str, int]) -> dict[str, Any]:
    """What differs from the show as it is: a field that nobody touched is no change."""
    now = {name: getattr(show, name, None) for name in asked}
    now |= {"title_id": show.title.id, "prices": dict(amounts), "windows": None, "version": None}
    changed = {name: value for name, value in asked.items() if value != now[name]}
    windows = converted({"windows": asked["windows"]}, ShowChange).windows
    if windows == show.windows:
        del changed["windows"]
    return changed


def _prices(fields: Fields, show: Show, problems: list[Problem]) -> dict[str, int]:
    prices = {}
    for key in show.prices:
        amount = read_minor_units(one(fields, f"price-{key}"), show.currency)
        if amount is None:
            problems.append(Problem(f"prices.{key}", "is not a price"))
        prices[key] = amount or 0
    return prices


def _price(amount: int, show: Show) -> str:
    return f"{Money(amount, show.currency).decimal():f}"


def _optional(text: str) -> Any:
    return number(text) if text.strip() else None


def _instant(
    fields: Fields, name: str, now: datetime, *, zone: ZoneInfo, problems: list[Problem]
) -> datetime:
    text = one(fields, name)
    if text == local(now, zone):
        return now  # A form has no fractions of seconds: untouched is as it was.
    at = read_local(text, zone)
    if at is None:
        problems.append(Problem(name, "is not a time"))
    return at or datetime(2000, 1, 1, tzinfo=zone)
