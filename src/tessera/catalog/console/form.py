"""The form of a title: from what was typed to a command, and back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import msgspec

from tessera.catalog.model import PUBLIC, NewTitle, Title, TitleChange, TitleStatus
from tessera.catalog.rules import status_by_dates
from tessera.kit.errors import Invalid, Problem
from tessera.web.answers import field_problems
from tessera.web.pages import one

Fields = Mapping[str, list[str]]
Wanted = TypeVar("Wanted", NewTitle, TitleChange)

LINES = (
    "name",
    "tagline",
    "overview",
    "original_language",
    "certificate",
    "director",
    "trailer_url",
)
LISTS = ("genres", "languages", "cast_names")
DAYS = ("released_on", "expires_on")
RATING_TENTHS_MAX = 100


def values_of(title: Title) -> dict[str, str]:
    """A title as its form is filled."""
    values = {name: str(getattr(title, name)) for name in LINES}
    values |= {name: ", ".join(getattr(title, name)) for name in LISTS}
    days = {name: getattr(title, name) for name in DAYS}
    values |= {name: day.isoformat() if day else "" for name, day in days.items()}
    rating = title.rating_tenths
    return values | {
        "kind": title.kind.value,
        "runtime_minutes": str(title.runtime_minutes),
        "rating": "" if rating is None else f"{rating / 10:.1f}",
        "stage": stage_of(title.status),
        "enabled": "1" if title.enabled else "",
        "version": str(title.version),
    }


def typed(fields: Fields) -> dict[str, str]:
    """What was typed, as the form is filled again."""
    names = (*LINES, *LISTS, *DAYS, "kind", "runtime_minutes", "rating", "stage", "enabled")
    return {name: one(fields, name) for name in (*names, "version")}


def stage_of(status: TitleStatus) -> str:
    """Whether it is a draft or published; when it is out, its dates tell."""
    return "published" if status in PUBLIC else status.value


def new_title(fields: Fields, *, organization_id: int | None, today: date) -> NewTitle:
    """The form as a new title. Raises `Invalid`."""
    values, problems = _values(fields, today)
    return _made(NewTitle, values | {"organization_id": organization_id}, problems)


def title_change(fields: Fields, title: Title, *, today: date) -> TitleChange:
    """The form as a change of a title. Raises `Invalid`."""
    values, problems = _values(fields, today)
    if stage_of(title.status) == one(fields, "stage"):
        # Its dates decide, where they are moved.
        values.pop("status", None)
    version = one(fields, "version")
    values["version"] = int(version) if version.isdecimal() and len(version) < 10 else 0
    return _made(TitleChange, values, problems)


def _made(wanted: type[Wanted], values: dict[str, Any], problems: list[Problem]) -> Wanted:
    bad = {problem.path for problem in problems}
    try:
        made = msgspec.convert(values, wanted, strict=False)
    except msgspec.ValidationError:
        found: list[Problem] = field_problems(values, wanted)
        problems = problems + [problem for problem in found if problem.path not in bad]
        raise Invalid(problems or [Problem("", "cannot be accepted")]) from None
    if problems:
        raise Invalid(problems)
    return made


def _values(fields: Fields, today: date) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {name: one(fields, name).strip() for name in LINES}
    for name in LISTS:
        words = one(fields, name).replace("\n", ",").split(",")
        values[name] = [" ".join(word.split()) for word in words if word.strip()]
    values["kind"] = one(fields, "kind")
    values["enabled"] = bool(one(fields, "enabled"))
    problems: list[Problem] = []
    for name in DAYS:
        values[name] = _day(one(fields, name), name, problems)
    values["rating_tenths"] = _rating(one(fields, "rating"), problems)
    minutes = one(fields, "runtime_minutes").strip()
    if minutes.isdecimal() and len(minutes) < 6:
        values["runtime_minutes"] = int(minutes)
    else:
        values["runtime_minutes"] = 1
        problems.append(Problem("runtime_minutes", "is not a whole number"))
    if one(fields, "stage") == "published":
        values["status"] = status_by_dates(values["released_on"], values["expires_on"], today)
    else:
        values["status"] = TitleStatus.DRAFT
    return values, problems


def _day(text: str, name: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        problems.append(Problem(name, "is not a day"))
        return None


def _rating(text: str, problems: list[Problem]) -> int | None:
    """Tenths of what was typed: `7.5` or `7,5`."""
    try:
        tenths = Decimal(text.strip().replace(",", ".")) * 10 if text.strip() else None
    except InvalidOperation:
        tenths = Decimal(-1)
    if tenths is None:
        return None
    if not tenths.is_finite() or not 0 <= tenths <= RATING_TENTHS_MAX or tenths % 1:
        problems.append(Problem("rating", "must be from 0 to 10"))
        return None
    return int(tenths)
