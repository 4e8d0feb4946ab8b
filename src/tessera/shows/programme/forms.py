"""The forms of a programme: from what was typed to commands."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tessera.kit.errors import Invalid, Problem
from tessera.shows.programme.model import CopyWanted, FillWanted, SlotWanted, SpanWanted
from tessera.venues.console.forms import converted, number
from tessera.web.pages import one

Fields = Mapping[str, list[str]]
VALUES = {
    "title_id": "",
    "hall_id": "",
    "at": "18:00",
    "ads_minutes": "15",
    "language": "",
    "format": "",
    "first": "10:00",
    "last": "22:30",
    "every": "",
}


def slot_wanted(fields: Fields, zone: ZoneInfo) -> SlotWanted:
    """A film at a time by the venue's clock. Raises `Invalid`."""
    problems: list[Problem] = []
    day, at = _day(fields, "day", problems), _time(fields, "at", problems)
    if problems or day is None or at is None:
        raise Invalid(problems)
    return converted(_common(fields) | {"starts_at": datetime.combine(day, at, zone)}, SlotWanted)


def filling_wanted(fields: Fields) -> FillWanted:
    """A hall's day filled with a film. Raises `Invalid`."""
    problems: list[Problem] = []
    day, first, last = (
        _day(fields, "day", problems),
        _time(fields, "first", problems),
        _time(fields, "last", problems),
    )
    if problems:
        raise Invalid(problems)
    every = one(fields, "every").strip()
    asked = {"day": day, "first": first, "last": last, "every": number(every) if every else None}
    return converted(_common(fields) | asked, FillWanted)


def copy_wanted(fields: Fields) -> CopyWanted:
    """A day or a week again. Raises `Invalid`."""
    problems: list[Problem] = []
    since, to = _day(fields, "since", problems), _day(fields, "to", problems)
    if problems:
        raise Invalid(problems)
    asked = {"since": since, "to": to, "days": number(one(fields, "days") or "1")}
    return converted(asked, CopyWanted)


def span_wanted(fields: Fields) -> SpanWanted:
    """Some days. Raises `Invalid`."""
    problems: list[Problem] = []
    since = _day(fields, "since", problems)
    if problems:
        raise Invalid(problems)
    return converted({"since": since, "days": number(one(fields, "days") or "7")}, SpanWanted)


def read_day(text: str) -> date | None:
    """A day from a link or a form, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 8) <= day <= date(2200, 1, 1) else None


def _common(fields: Fields) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "title_id": number(one(fields, "title_id")),
        "hall_id": number(one(fields, "hall_id")),
        "ads_minutes": number(one(fields, "ads_minutes") or "0"),
        "language": one(fields, "language").strip(),
        "format": one(fields, "format").strip(),
        "publish": bool(one(fields, "publish")),
    }
    if price_list := one(fields, "price_list_id"):
        asked["price_list_id"] = number(price_list)
    return asked


def _day(fields: Fields, name: str, problems: list[Problem]) -> date | None:
    day = read_day(one(fields, name))
    if day is None:
        problems.append(Problem(name, "is not a day"))
    return day


def _time(fields: Fields, name: str, problems: list[Problem]) -> time | None:
    try:
        return time.fromisoformat(one(fields, name)).replace(tzinfo=None)
    except ValueError:
        problems.append(Problem(name, "is not a time"))
        return None
