"""The board's view: figures, drawn courses and the table behind them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tessera.kit.versions import CHANGED_MEANWHILE
from tessera.services import Services
from tessera.waiting_room.access import Issue
from tessera.waiting_room.board import SPANS, Moment, Now
from tessera.waiting_room.board_forms import LABELS, form_of_change, told_of, typed_again
from tessera.waiting_room.model import TRANSITIONS, Phase, Room
from tessera.web.both import both_of
from tessera.web.present import N_, Say
from tessera.web.views.organizer import Desk
from tessera.web.views.rooms import (
    BoardPage,
    Curve,
    Figure,
    MomentRow,
    RoomRow,
    SeriesRow,
)
from tessera.web.views.shell import Link, Option, Refusal

SAID = {
    "made": N_("The room is made. The fingerprint of its draw is public from now on."),
    "changed": N_("Saved."),
    "issued": N_("The codes are ready to be loaded down."),
    "revoked": N_("No code that was issued before works any more."),
    "gathering": N_("People can come from now on."),
    "open": N_("People are let in from now on."),
    "paused": N_("Nobody is let in until you go on."),
    "closed": N_("The room is closed; the sale is open to everybody."),
}
DEEDS = {
    Phase.GATHERING: N_("Let people gather"),
    Phase.OPEN: N_("Open"),
    Phase.PAUSED: N_("Pause"),
    Phase.CLOSED: N_("Close"),
}
RESUME = N_("Go on")
SPAN_WORDS = {
    "10m": N_("10 minutes"),
    "1h": N_("1 hour"),
    "6h": N_("6 hours"),
    "24h": N_("24 hours"),
}
CURVES: tuple[tuple[str, str, Callable[[Moment], float]], ...] = (
    ("waiting", N_("Waiting"), lambda m: m.waiting),
    ("inside", N_("Inside"), lambda m: m.inside),
    ("bought", N_("Bought, all in all"), lambda m: m.bought),
    ("hold_ms", N_("Time of a hold, ms (p95)"), lambda m: m.hold_ms or 0),
)
BOX = (300, 60)
TABLE_MAX = 60


async def room_rows(services: Services, rooms: Sequence[Room]) -> tuple[RoomRow, ...]:
    """The list of rooms."""
    return tuple(
        [
            RoomRow(
                f"/organizer/organizations/{room.organization_id}/waiting-rooms/{room.id}",
                room.name,
                room.phase.value,
                room.opens_at,
                room.waiting,
                tuple(link.label for link in await _shows(services, room)),
            )
            for room in rooms
        ]
    )


async def board_view(
    services: Services,
    room: Room,
    *,
    desk: Desk,
    moments: Sequence[Moment],
    now: Now,
    span: str,
    issues: Sequence[Issue],
    timezone: str,
    may_change: bool,
    fields: Mapping[str, list[str]] | None,
    told: Mapping[str, str],
    refusal: Refusal | None,
    said: str,
    speak: Say,
) -> BoardPage:
    """Everything about one room."""
    url = f"/organizer/organizations/{room.organization_id}/waiting-rooms/{room.id}"
    data = f"/organizations/{room.organization_id}/waiting-rooms/{room.id}?span={span}"
    now_is = form_of_change(room, action=url, timezone=timezone, told=told)
    form = typed_again(fields, now_is) if fields else now_is
    stale = refusal is not None and refusal.code == CHANGED_MEANWHILE
    return BoardPage(
        desk=desk,
        url=url,
        data_url=data,
        public_url=f"/waiting-rooms/{room.id}",
        name=room.name,
        phase=room.phase.value,
        timezone=timezone,
        turns=_turns(room, speak) if may_change else (),
        figures=figures_of(room, now, speak),
        curves=_curves(moments, speak),
        moments=rows_of(moments),
        spans=_spans(url, span, speak),
        shows=await _shows(services, room),
        form=form if may_change and room.phase is not Phase.CLOSED else None,
        series=tuple(_series(room, issue, url) for issue in issues),
        may_change=may_change,
        said=said,
        refusal=refusal,
        both=both_of(speak, told_of(now_is), told_of(form), labels=LABELS) if stale else None,
    )


def _curves(moments: Sequence[Moment], speak: Say) -> tuple[Curve, ...]:
    return tuple(
        curve(key, speak(label), [value(m) for m in moments]) for key, label, value in CURVES
    )


def _spans(url: str, span: str, speak: Say) -> tuple[Link, ...]:
    """How far back one may look."""
    return tuple(
        Link(speak(words), f"{url}?span={key}", key == span)
        for key, words in SPAN_WORDS.items()
        if key in SPANS
    )


def figures_of(room: Room, now: Now, speak: Say) -> tuple[Figure, ...]:
    """How it stands at this moment."""
    values: tuple[tuple[str, str, Any], ...] = (
        ("waiting", N_("Waiting"), room.waiting),
        ("inside", N_("Inside"), now.inside),
        ("free", N_("Free places"), now.free),
        ("admitted", N_("Let in"), room.admitted),
        ("bought", N_("Bought"), room.bought),
        ("pace", N_("Called a minute"), room.pace),
    )
    return tuple(Figure(key, speak(label), str(value)) for key, label, value in values)


def curve(key: str, label: str, values: Sequence[float]) -> Curve:
    """A course drawn from left to right, its highest value at the top."""
    width, height = BOX
    most = max([1, *values])
    step = width / max(1, len(values) - 1)
    points = " ".join(
        f"{n * step:.1f},{height - height * value / most:.1f}" for n, value in enumerate(values)
    )
    return Curve(key, label, points, round(most))


def rows_of(moments: Sequence[Moment]) -> tuple[MomentRow, ...]:
    """The same as a table, the newest first."""
    return tuple(
        MomentRow(
            m.at,
            m.waiting,
            m.inside,
            m.admitted,
            m.bought,
            round(m.hold_ms) if m.hold_ms is not None else None,
            m.pace,
        )
        for m in reversed(moments[-TABLE_MAX:])
    )


def _turns(room: Room, speak: Say) -> tuple[Option, ...]:
    """What it may be turned to by hand; standing down is the controller's."""
    order = [phase for phase in DEEDS if phase in TRANSITIONS[room.phase]]
    return tuple(
        Option(
            phase.value,
            speak(RESUME if room.phase is Phase.PAUSED and phase is Phase.OPEN else DEEDS[phase]),
        )
        for phase in order
    )


def _series(room: Room, issue: Issue, url: str) -> SeriesRow:
    works = issue.generation == room.code_generation
    csv_url = f"{url}/codes/{issue.first}/csv"
    return SeriesRow(issue.label, issue.quantity, issue.created_at, works, csv_url)


async def _shows(services: Services, room: Room) -> tuple[Link, ...]:
    found = [(await services.shows.get(show_id)).show for show_id in room.show_ids[:20]]
    return tuple(Link(show.title.name, f"/organizer/shows/{show.id}") for show in found)
