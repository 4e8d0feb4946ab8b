"""The forms of venues and halls: from what was typed to a command, and back."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import available_timezones

import msgspec

from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.versions import met
from tessera.venues.model import (
    Hall,
    HallChange,
    NewHall,
    NewVenue,
    SeatPlanInfo,
    Venue,
    VenueChange,
)
from tessera.venues.words import AMENITIES, FORMATS
from tessera.web.answers import field_problems
from tessera.web.errors import trouble_of
from tessera.web.pages import PageRequest, one, say, told
from tessera.web.present import N_, Say
from tessera.web.views.shell import Option
from tessera.web.views.venues import HallForm, VenueForm

Fields = Mapping[str, list[str]]
Wanted = TypeVar("Wanted", bound=msgspec.Struct)
TEXTS = ("name", "address", "city", "country", "about", "latitude", "longitude")
MEANWHILE = N_("Saved meanwhile by somebody else: %(value)s")


def new_venue(fields: Fields, organization_id: int) -> NewVenue:
    """What the form asks for. Raises `Invalid` with every problem."""
    asked = _venue_asked(fields) | {"timezone": one(fields, "timezone").strip()}
    return converted(asked | {"organization_id": organization_id}, NewVenue)


def venue_change(fields: Fields) -> VenueChange:
    """What the form changes; everything it shows is said."""
    return converted(_venue_asked(fields) | _version(fields), VenueChange)


def venue_form(
    fields: Fields,
    venue: Venue | None,
    *,
    action: str,
    problems: Mapping[str, str],
    speak: Say,
    version: int = 0,
) -> VenueForm:
    """The form as it was typed, else as the venue is."""
    typed = {name: one(fields, name) for name in (*TEXTS, "timezone")}
    chosen = set(fields.get("amenity", ())) if fields else set(venue.amenities if venue else ())
    return VenueForm(
        action=action,
        values=typed if fields else venue_values(venue),
        amenities=tuple(Option(k, speak(w), k in chosen) for k, w in AMENITIES.items()),
        problems=problems,
        version=version or (venue.version if venue else 0),
        timezones=tuple(sorted(z for z in available_timezones() if "/" in z)),
    )


def venue_values(venue: Venue | None) -> dict[str, str]:
    """A venue as its form writes it."""
    if venue is None:
        return dict.fromkeys((*TEXTS, "timezone"), "")
    return {name: _text(getattr(venue, name)) for name in (*TEXTS, "timezone")}


def new_hall(fields: Fields) -> NewHall:
    """What the form asks for. Raises `Invalid`."""
    return converted(_hall_asked(fields), NewHall)


def hall_change(fields: Fields) -> HallChange:
    """What the form changes."""
    return converted(_hall_asked(fields) | _version(fields), HallChange)


def hall_form(
    fields: Fields,
    hall: Hall | None,
    *,
    action: str,
    plans: Sequence[SeatPlanInfo],
    problems: Mapping[str, str],
    version: int = 0,
) -> HallForm:
    """The form as it was typed, else as the hall is."""
    values, formats = hall_values(hall), hall.formats if hall else ("2D",)
    if fields:
        values = {name: one(fields, name) for name in values}
        formats = _formats(fields)
    plan_id = values["seat_plan_id"]
    return HallForm(
        action=action,
        values=values | {"other_formats": ", ".join(f for f in formats if f not in FORMATS)},
        formats=tuple(Option(f, f, f in formats) for f in FORMATS),
        plans=tuple(
            Option(str(p.id), f"{p.name} · {p.version} · {p.capacity}", str(p.id) == plan_id)
            for p in plans
        ),
        problems=problems,
        version=version or (hall.version if hall else 0),
    )


def hall_values(hall: Hall | None) -> dict[str, str]:
    """A hall as its form writes it."""
    if hall is None:
        return {"name": "", "turnaround_minutes": "15", "seat_plan_id": ""}
    return {
        "name": hall.name,
        "turnaround_minutes": str(hall.turnaround_minutes),
        "seat_plan_id": _text(hall.seat_plan_id),
    }


def answered(
    request: PageRequest, error: Invalid | Refused, typed: Mapping[str, str]
) -> tuple[dict[str, str], int]:
    """What is wrong with each field, and the version to save over: where somebody else was faster,
    what they saved stands beside what was typed."""
    now = error.facts.get("now") if isinstance(error, Refused) else None
    if now is None:
        return told(request, trouble_of(error)), 0
    theirs = met({name: _text(value) for name, value in now.items()}, typed)
    told_of = {name: say(request, MEANWHILE, value=value or "–") for name, value in theirs.items()}
    return told_of, int(now["version"])


def converted(asked: Mapping[str, Any], wanted: type[Wanted]) -> Wanted:
    """A command from what was asked. Raises `Invalid` with every problem."""
    try:
        return msgspec.convert(asked, wanted)
    except msgspec.ValidationError as error:
        raise Invalid(field_problems(asked, wanted)) from error


def number(text: str) -> Any:
    """A whole number, else what was typed, for the check to say so."""
    text = text.strip()
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 16 else text


def _venue_asked(fields: Fields) -> dict[str, Any]:
    asked: dict[str, Any] = {name: one(fields, name).strip() for name in TEXTS}
    asked["country"] = asked["country"].upper()
    problems = []
    for name in ("latitude", "longitude"):
        try:
            asked[name] = Decimal(asked[name].replace(",", ".")) if asked[name] else None
        except InvalidOperation:
            problems.append(Problem(name, "is not a number"))
    if problems:
        raise Invalid(problems)
    return asked | {"amenities": [a for a in fields.get("amenity", ()) if a in tuple(AMENITIES)]}


def _hall_asked(fields: Fields) -> dict[str, Any]:
    plan_id = one(fields, "seat_plan_id")
    return {
        "name": one(fields, "name").strip(),
        "turnaround_minutes": number(one(fields, "turnaround_minutes")),
        "formats": list(_formats(fields)),
        "seat_plan_id": number(plan_id) if plan_id else None,
    }


def _formats(fields: Fields) -> tuple[str, ...]:
    others = (text.strip() for text in one(fields, "other_formats").split(","))
    return tuple(dict.fromkeys([*fields.get("format", ()), *filter(None, others)]))


def _version(fields: Fields) -> dict[str, Any]:
    text = one(fields, "version")
    return {"version": int(text)} if text.isdecimal() and 0 < len(text) < 10 else {}


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def chosen_ids(fields: Iterable[str]) -> tuple[int, ...]:
    """Ids from boxes that were ticked."""
    return tuple(dict.fromkeys(int(t) for t in fields if t.isdecimal() and len(t) < 19))
