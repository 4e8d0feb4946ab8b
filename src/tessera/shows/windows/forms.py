"""Sales windows as forms write them: name, times by the venue's clock, categories, code."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tessera.kit.errors import Problem
from tessera.shows.model import SaleWindow
from tessera.venues.console.forms import Fields

WINDOWS_MAX = 6
"""Windows that a form has room for; REST takes twenty."""
COLUMNS = ("window_name", "window_opens", "window_closes", "window_categories", "window_code")


def windows_typed(
    fields: Fields, windows: Sequence[SaleWindow], zone: ZoneInfo
) -> tuple[dict[str, str], ...]:
    """The windows as they were typed, else as they are, with empty lines up to `WINDOWS_MAX`."""
    if "window_name" in fields:
        lines = [dict(zip(COLUMNS, line, strict=True)) for line in _lines(fields)]
    else:
        lines = [_line(window, zone) for window in windows]
    spare = max(0, WINDOWS_MAX - len(lines))
    return (*lines, *(dict.fromkeys(COLUMNS, "") for _ in range(spare)))


def windows_told(fields: Fields, windows: Sequence[SaleWindow], zone: ZoneInfo) -> str:
    """The windows in a line: to be laid beside what somebody else has saved."""
    lines = (line for line in windows_typed(fields, windows, zone) if any(line.values()))
    names = ("window_name", "window_opens", "window_closes", "window_categories")
    told = (" ".join(line[name] for name in names if line[name]) for line in lines)
    return "; ".join(text for text in told if text)


def windows_asked(
    fields: Fields,
    zone: ZoneInfo,
    problems: list[Problem],
    *,
    edges: Mapping[str, datetime] | None = None,
) -> list[dict[str, Any]]:
    """The lines that say anything, as the fields of windows; `edges` are times that a form cannot
    write as exactly as they are."""
    made: list[dict[str, Any]] = []
    for name, opens, closes, categories, code in _lines(fields):
        if not (name.strip() or opens or closes):
            continue
        window: dict[str, Any] = {"name": name.strip(), "code": code == "yes"}
        window["categories"] = [part.strip() for part in categories.split(",") if part.strip()]
        for field, text in (("opens_at", opens), ("closes_at", closes)):
            at = (edges or {}).get(text) or read_local(text, zone)
            if at is None:
                problems.append(Problem(f"windows[{len(made)}].{field}", "is not a time"))
            window[field] = at or datetime(2000, 1, 1, tzinfo=zone)
        made.append(window)
    return made


def read_local(text: str, zone: ZoneInfo) -> datetime | None:
    """A time by the clock of `zone`, or None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=zone) if at.year > 1900 else None


def local(at: datetime, zone: ZoneInfo) -> str:
    """To the minute, as browsers write it; seconds only where there are some."""
    clock = at.astimezone(zone).replace(tzinfo=None, fold=0)
    return clock.isoformat(timespec="minutes" if not clock.second else "seconds")


def _line(window: SaleWindow, zone: ZoneInfo) -> dict[str, str]:
    return {
        "window_name": window.name,
        "window_opens": local(window.opens_at, zone),
        "window_closes": local(window.closes_at, zone),
        "window_categories": ", ".join(window.categories),
        "window_code": "yes" if window.code else "",
    }


def _lines(fields: Fields) -> list[tuple[str, ...]]:
    columns: list[Sequence[str]] = [fields.get(name, ()) for name in COLUMNS]
    return list(zip(*columns, strict=False))
