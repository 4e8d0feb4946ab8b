"""The forms of the guide's entries: from what was typed to a command, and back."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

from tessera.guide.keep import PLANS, RESTAURANTS, STREAMING
from tessera.guide.model import (
    NewPlan,
    NewRestaurant,
    NewStreaming,
    PlanChange,
    RestaurantChange,
    StreamingChange,
)
from tessera.kit.errors import Invalid, Problem
from tessera.kit.money import exponent, read_minor_units
from tessera.web.answers import field_problems
from tessera.web.pages import one
from tessera.web.present import N_

Fields = Mapping[str, list[str]]
Wanted = TypeVar("Wanted", bound=msgspec.Struct)
SEVERAL = N_("Several with commas between.")


class Form(NamedTuple):
    """One kind of entry in the console: where, its words, its fields (name, label, type, hint)."""

    path: str
    heading: str
    shelf: Any
    new: Any
    changed: Any
    public: str
    fields: tuple[tuple[str, str, str, str], ...]
    required: tuple[str, ...]


FORMS: dict[str, Form] = {
    "restaurants": Form(
        "/admin/guide/restaurants",
        N_("Restaurants"),
        RESTAURANTS,
        NewRestaurant,
        RestaurantChange,
        "/restaurants",
        (
            ("name", N_("Name"), "text", ""),
            ("city", N_("City"), "text", ""),
            ("address", N_("Address"), "text", ""),
            ("cuisines", N_("Cuisines"), "text", SEVERAL),
            ("rating_tenths", N_("Rating, 0 to 10"), "text", ""),
            ("latitude", N_("Latitude"), "text", ""),
            ("longitude", N_("Longitude"), "text", ""),
            ("phone", N_("Telephone"), "tel", ""),
            ("url", N_("Address in the web (https://…)"), "url", ""),
            ("overview", N_("What it is about"), "area", ""),
            ("offers", N_("Offers"), "area", N_("One a line: name | details | last day")),
            ("enabled", N_("Shown to everybody"), "tick", ""),
        ),
        ("name", "city"),
    ),
    "streaming": Form(
        "/admin/guide/streaming",
        N_("Films at home"),
        STREAMING,
        NewStreaming,
        StreamingChange,
        "/streaming",
        (
            ("name", N_("Name"), "text", ""),
            ("type", N_("Kind"), "text", "movie, series, documentary, show"),
            ("platform", N_("Platform"), "text", ""),
            ("genres", N_("Genres"), "text", SEVERAL),
            ("languages", N_("Languages"), "text", SEVERAL),
            ("rating_tenths", N_("Rating, 0 to 10"), "text", ""),
            ("added_on", N_("There since"), "date", ""),
            ("url", N_("Address in the web (https://…)"), "url", ""),
            ("overview", N_("What it is about"), "area", ""),
            ("enabled", N_("Shown to everybody"), "tick", ""),
        ),
        ("name", "type", "platform", "added_on"),
    ),
    "plans": Form(
        "/admin/guide/plans",
        N_("Plans"),
        PLANS,
        NewPlan,
        PlanChange,
        "/streaming",
        (
            ("platform", N_("Platform"), "text", ""),
            ("name", N_("Plan"), "text", ""),
            ("currency", N_("Currency"), "text", "INR, EUR, USD"),
            ("amount", N_("Price"), "text", ""),
            ("months", N_("Months"), "number", ""),
            ("features", N_("What it includes"), "text", ""),
        ),
        ("platform", "name", "currency", "amount", "months"),
    ),
}


def values_of(form: Form, entry: Any) -> dict[str, str]:
    """An entry as its form is filled."""
    values = {"version": str(entry.version)}
    for name, *_ in form.fields:
        values[name] = _text(name, getattr(entry, name), entry)
    return values


def _text(name: str, value: Any, entry: Any) -> str:
    if name == "offers":
        lines = (" | ".join((o.name, o.details, str(o.until or ""))).rstrip(" |") for o in value)
        return "\n".join(lines)
    if name == "rating_tenths":
        return "" if value is None else f"{value / 10:.1f}"
    if name == "amount":
        decimals = exponent(entry.currency)
        return f"{value / 10**decimals:.{decimals}f}"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def command_of(form: Form, fields: Fields, wanted: type[Wanted]) -> Wanted:
    """The form as a command of this type. Raises `Invalid`."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, *_ in form.fields:
        values[name] = _value(name, fields, problems)
    if "version" in wanted.__struct_fields__:
        version = one(fields, "version")
        values["version"] = int(version) if version.isdecimal() and len(version) < 10 else 0
    try:
        made = msgspec.convert(values, wanted, strict=False)
    except msgspec.ValidationError:
        bad = {problem.path for problem in problems}
        more = [p for p in field_problems(values, wanted) if p.path.partition("[")[0] not in bad]
        raise Invalid([*problems, *more] or [Problem("", "cannot be accepted")]) from None
    if problems:
        raise Invalid(problems)
    return made


def _value(name: str, fields: Fields, problems: list[Problem]) -> Any:
    text = one(fields, name).strip()
    if name in ("cuisines", "genres", "languages"):
        return [" ".join(word.split()) for word in text.split(",") if word.strip()]
    if name == "offers":
        return [_offer(line) for line in text.splitlines() if line.strip()]
    if name == "enabled":
        return bool(text)
    if name == "amount":
        amount = read_minor_units(text, one(fields, "currency").strip().upper())
        if amount is None:
            problems.append(Problem(name, "is not a price"))
        return amount or 0
    if name in ("rating_tenths", "latitude", "longitude"):
        return _number(name, text, problems)
    return text


def _number(name: str, text: str, problems: list[Problem]) -> float | int | None:
    if not text:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        problems.append(Problem(name, "is not a number"))
        return None
    if name != "rating_tenths":
        return number
    if not 0 <= number <= 10:
        problems.append(Problem(name, "must be from 0 to 10"))
        return None
    return round(number * 10)


def _offer(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")] + ["", ""]
    return {"name": parts[0], "details": parts[1], "until": parts[2] or None}
