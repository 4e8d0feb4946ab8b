"""The organizer's forms: from what was typed to a room, and back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from tessera.kit import sql as named
from tessera.kit.errors import Invalid, Problem
from tessera.kit.versions import typed_version
from tessera.waiting_room.access import CodesWanted
from tessera.waiting_room.model import Guard, Phase, Room
from tessera.waiting_room.set_up import NewRoom, RoomChange
from tessera.web.answers import field_problems
from tessera.web.pages import one
from tessera.web.present import N_
from tessera.web.views.rooms import RoomForm
from tessera.web.views.shell import Option

sql = named.beside(__file__)

Fields = Mapping[str, list[str]]
Wanted = TypeVar("Wanted")
TIMES = ("gathers_at", "presale_at", "opens_at")
NUMBERS = ("automatic_per_minute", "inside_max", "fixed_pace")
LOCAL = "%Y-%m-%dT%H:%M"
GUARDS = {
    Guard.AUTOMATIC: N_("while machines knock"),
    Guard.ALWAYS: N_("always"),
    Guard.NEVER: N_("never"),
}


LABELS = {
    "name": N_("Name"),
    "gathers_at": N_("People gather from"),
    "presale_at": N_("Presale from"),
    "opens_at": N_("Opens"),
    "automatic_per_minute": N_("Opens by itself at so many a minute"),
    "inside_max": N_("Most inside at a time"),
    "turn_minutes": N_("Minutes of a turn"),
    "fixed_pace": N_("Fixed pace a minute"),
    "guard": N_("Ask for a little sum"),
    "message": N_("Message to all who wait"),
    "one_per_account": N_("One place per account: everybody signs in first"),
}


def new_room(fields: Fields, timezone: str) -> NewRoom:
    """What the form asks for. Raises `Invalid` with every problem."""
    asked = _asked(fields, timezone)
    asked["show_ids"] = [
        int(text) for text in fields.get("show", ()) if text.isdecimal() and len(text) < 19
    ]
    if not asked["show_ids"]:
        raise Invalid([*_malformed(asked, NewRoom), Problem("show_ids", "choose one or more")])
    return _converted(asked, NewRoom)


def room_change(fields: Fields, room: Room, timezone: str) -> RoomChange:
    """What the form of a room changes; fields that are shown no more stay as they are."""
    asked = _asked(fields, timezone)
    if room.phase is not Phase.PLANNED or room.opened_at is not None:
        for name in (*TIMES, "one_per_account"):
            asked.pop(name)
    if version := typed_version(one(fields, "version")):
        asked["version"] = version
    return _converted(asked, RoomChange)


def codes_wanted(fields: Fields) -> CodesWanted:
    """How many codes the form asks for. Raises `Invalid`."""
    asked = {"quantity": _number(one(fields, "quantity")), "label": one(fields, "label").strip()}
    return _converted(asked, CodesWanted)


def form_of_room(
    fields: Fields, *, action: str, shows: Sequence[Option], told: Mapping[str, str]
) -> RoomForm:
    """The form of a new room as it was typed."""
    texts: dict[str, Any] = {
        name: one(fields, name) for name in (*TIMES, *NUMBERS, "name", "message")
    }
    if not fields:
        texts["inside_max"] = "500"
    return RoomForm(
        action=action,
        shows=tuple(shows),
        one_per_account=bool(one(fields, "one_per_account")),
        turn_minutes=one(fields, "turn_minutes") or "10",
        guard=_guards(one(fields, "guard")),
        problems=by_field(told),
        **texts,
    )


def form_of_change(room: Room, *, action: str, timezone: str, told: Mapping[str, str]) -> RoomForm:
    """The form of a room that exists."""
    zone = ZoneInfo(timezone)

    def local(at: datetime | None) -> str:
        return at.astimezone(zone).strftime(LOCAL) if at is not None else ""

    return RoomForm(
        action=action,
        name=room.name,
        gathers_at=local(room.gathers_at),
        presale_at=local(room.presale_at),
        opens_at=local(room.opens_at),
        automatic_per_minute=_text(room.automatic_per_minute),
        one_per_account=room.one_per_account,
        turn_minutes=str(room.turn_seconds // 60),
        inside_max=str(room.inside_max),
        fixed_pace=_text(room.fixed_pace),
        guard=_guards(room.guard),
        message=room.message,
        problems=by_field(told),
        begun=room.phase is not Phase.PLANNED or room.opened_at is not None,
        version=room.version,
    )


def typed_again(fields: Fields, now: RoomForm) -> RoomForm:
    """The form as it was typed, to be saved over what it is `now`."""
    typed = form_of_room(fields, action=now.action, shows=(), told=now.problems)
    kept = {name: getattr(now, name) for name in TIMES} if now.begun else {}
    if now.begun:
        kept["one_per_account"] = now.one_per_account
    return msgspec.structs.replace(typed, begun=now.begun, version=now.version, **kept)


def told_of(form: RoomForm) -> dict[str, str]:
    """A form's fields in words: to be laid beside what somebody else has saved."""
    guard = next((option.label for option in form.guard if option.selected), "")
    said = {name: str(getattr(form, name)) for name in LABELS if hasattr(form, name)}
    return said | {"guard": guard, "one_per_account": "✓" if form.one_per_account else ""}


async def shows_to_choose(pool: Any, organization_id: int, fields: Fields) -> list[Option]:
    """Shows to come that have no room."""
    chosen = set(fields.get("show", ()))
    rows = await pool.fetch(sql["shows_without_room"], organization_id)
    return [
        Option(
            str(row["id"]),
            f"{row['name']}, {row['starts_at'].astimezone(ZoneInfo(row['timezone'])):%d.%m. %H:%M}",
            str(row["id"]) in chosen,
        )
        for row in rows
    ]


def by_field(told: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field; a show that is not there belongs to the list of shows."""
    return {path.partition("[")[0]: message for path, message in told.items()}


def _guards(chosen: str) -> tuple[Option, ...]:
    guard = chosen or Guard.AUTOMATIC
    return tuple(Option(value, words, value == guard) for value, words in GUARDS.items())


def _asked(fields: Fields, timezone: str) -> dict[str, Any]:
    zone = ZoneInfo(timezone)
    asked: dict[str, Any] = {name: _instant(one(fields, name), zone) for name in TIMES}
    asked |= {name: _number(one(fields, name)) for name in NUMBERS}
    minutes = _number(one(fields, "turn_minutes"))
    return asked | {
        "name": one(fields, "name").strip(),
        "one_per_account": bool(one(fields, "one_per_account")),
        "turn_seconds": minutes * 60 if isinstance(minutes, int) else minutes,
        "guard": one(fields, "guard") or Guard.AUTOMATIC.value,
        "message": one(fields, "message").strip(),
    }


def _instant(text: str, zone: ZoneInfo) -> Any:
    """A local time as an instant; what is none stays as it is, for the check to say so."""
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), LOCAL).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return text


def _number(text: str) -> Any:
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else text


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _malformed(asked: dict[str, Any], wanted: Any) -> list[Problem]:
    try:
        msgspec.convert(asked, wanted)
    except msgspec.ValidationError:
        return [p for p in field_problems(asked, wanted) if p.path != "show_ids"]
    return []


def _converted(asked: dict[str, Any], wanted: type[Wanted]) -> Wanted:
    try:
        return msgspec.convert(asked, wanted)
    except msgspec.ValidationError:
        raise Invalid(field_problems(asked, wanted)) from None
