"""The forms of series: from what was typed to commands, and to a rule of RFC 5545."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from tessera.kit.errors import Invalid, Problem
from tessera.kit.money import read_minor_units
from tessera.shows.model import SaleWindow
from tessera.shows.series.model import MoreShows, NewSeries, Scope, Series, SeriesChange
from tessera.shows.windows.forms import read_local, windows_asked
from tessera.venues.console.forms import Fields, converted, number
from tessera.web.pages import one
from tessera.web.present import N_

Wanted = TypeVar("Wanted", bound=msgspec.Struct)
VALUES = {
    "name": "",
    "title_id": "",
    "hall_id": "",
    "starts_on": "",
    "starts_time": "20:00",
    "pace": "WEEKLY",
    "interval": "1",
    "count": "4",
    "until": "",
    "rule": "",
    "exdates": "",
    "price": "",
    "price_list_id": "",
    "sale": "now",
    "sale_days": "",
    "sale_at": "",
    "closes": "0",
    "order_max": "10",
    "customer_max": "",
    "language": "",
    "format": "",
    "unlisted": "",
    "publish": "",
}
PACES = {
    "": N_("once"),
    "DAILY": N_("every day"),
    "WEEKLY": N_("every week"),
    "MONTHLY": N_("every month"),
}
LIMITS = {"order_max": "places_per_order_max", "customer_max": "places_per_customer_max"}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_of(fields: Fields) -> str:
    """The rule that was typed, else the one that was chosen piece by piece."""
    if typed := one(fields, "rule").strip():
        return typed
    pace = one(fields, "pace")
    if not pace:
        return ""
    parts = [f"FREQ={pace}"]
    if (interval := one(fields, "interval").strip()) not in ("", "1"):
        parts.append(f"INTERVAL={interval}")
    days = [day for day in fields.get("weekday", ()) if day in DAYS]
    if days and pace == "WEEKLY":
        parts.append("BYDAY=" + ",".join(days))
    if until := one(fields, "until").replace("-", ""):
        parts.append(f"UNTIL={until}")
    else:
        parts.append(f"COUNT={one(fields, 'count').strip()}")
    return ";".join(parts)


def series_wanted(
    fields: Fields, categories: Sequence[str], currency: str, *, zone: ZoneInfo
) -> NewSeries:
    """A new series. One price is for every category; times are the venue's. Raises `Invalid` with
    every problem."""
    problems: list[Problem] = []
    shared: dict[str, Any] = {
        "language": one(fields, "language").strip(),
        "format": one(fields, "format").strip(),
        "sale_closes_minutes": number(one(fields, "closes") or "0"),
        "places_per_order_max": number(one(fields, "order_max") or "10"),
        "publish": bool(one(fields, "publish")),
        "unlisted": bool(one(fields, "unlisted")),
        "windows": _windows(fields, categories, zone, problems=problems),
    }
    if limit := one(fields, "customer_max").strip():
        shared["places_per_customer_max"] = number(limit)
    if one(fields, "sale") == "days":
        shared["sale_opens_days"] = number(one(fields, "sale_days"))
    elif one(fields, "sale") == "at":
        shared["sale_opens_at"] = _opening(fields, zone, problems)
    if listed := one(fields, "price_list_id"):
        shared["price_list_id"] = number(listed)
    if (price := one(fields, "price").strip()) or not listed:
        amount = read_minor_units(price, currency)
        if amount is None:
            problems.append(Problem("price", "is not a price"))
        shared["prices"] = dict.fromkeys(categories, amount or 0)
    asked = _when(fields) | {
        "name": one(fields, "name").strip(),
        "title_id": number(one(fields, "title_id")),
        "hall_id": number(one(fields, "hall_id")),
        "shared": shared,
    }
    return _all(asked, NewSeries, problems)


def more_wanted(fields: Fields) -> MoreShows:
    """More shows of a series. Raises `Invalid`."""
    return converted(_when(fields), MoreShows)


def change_wanted(
    fields: Fields, categories: Sequence[str], currency: str, *, series: Series
) -> SeriesChange:
    """What the form changes; fields left empty stay, and so do windows that nobody touched. Raises
    `Invalid`."""
    problems: list[Problem] = []
    zone = ZoneInfo(series.timezone)
    asked: dict[str, Any] = {"scope": one(fields, "scope") or Scope.ALL}
    if show_id := one(fields, "show_id"):
        asked["show_id"] = number(show_id)
    if version := one(fields, "version"):
        asked["version"] = number(version)
    for name in ("starts_time", "language", "format"):
        if text := one(fields, name).strip():
            asked[name] = _clock(text) if name == "starts_time" else text
    if text := one(fields, "price").strip():
        amount = read_minor_units(text, currency)
        if amount is None:
            problems.append(Problem("price", "is not a price"))
        asked["prices"] = dict.fromkeys(categories, amount or 0)
    for name, field in LIMITS.items():
        if text := one(fields, name).strip():
            asked[field] = number(text)
    if one(fields, "publish"):
        asked["publish"] = True
    if "window_name" in fields:
        windows = _windows(fields, categories, zone, problems=problems)
        if windows != [_asked(window) for window in series.shared.windows]:
            asked["windows"] = windows
    return _all(asked, SeriesChange, problems)


def _windows(
    fields: Fields, categories: Sequence[str], zone: ZoneInfo, *, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Windows of the whole run; what is wrong with one would go unseen, for each show gets the part
    that lies within its own sale."""
    made = windows_asked(fields, zone, problems)
    for n, window in enumerate(made):
        if window["closes_at"] <= window["opens_at"]:
            problems.append(Problem(f"windows[{n}].closes_at", "must lie after opens_at"))
        if set(window["categories"]) - set(categories):
            message = f"the seat plan has {', '.join(categories)}"
            problems.append(Problem(f"windows[{n}].categories", message))
    return made


def _asked(window: SaleWindow) -> dict[str, Any]:
    return msgspec.structs.asdict(window) | {"categories": list(window.categories)}


def _opening(fields: Fields, zone: ZoneInfo, problems: list[Problem]) -> datetime | None:
    at = read_local(one(fields, "sale_at"), zone)
    if at is None:
        problems.append(Problem("sale_at", "is not a time"))
    return at


def _all(asked: dict[str, Any], wanted: type[Wanted], problems: list[Problem]) -> Wanted:
    """Everything that is wrong in one answer."""
    try:
        command = converted(asked, wanted)
    except Invalid as error:
        raise Invalid([*problems, *error.problems]) from error
    if problems:
        raise Invalid(problems)
    return command


def _clock(text: str) -> str:
    """Browsers leave seconds out."""
    return f"{text}:00" if len(text) == 5 else text


def _when(fields: Fields) -> dict[str, Any]:
    exdates = one(fields, "exdates").replace(",", " ").split()
    return {
        "starts_on": one(fields, "starts_on"),
        "starts_time": _clock(one(fields, "starts_time")),
        "rule": rule_of(fields),
        "exdates": exdates,
    }
