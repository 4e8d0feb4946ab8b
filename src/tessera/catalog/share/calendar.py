"""Shows as a calendar that people subscribe to: iCalendar, RFC 5545. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tessera.shows.model import Show, ShowStatus

LINE_OCTETS = 75
STAMP = "%Y%m%dT%H%M%SZ"


def calendar(name: str, shows: Sequence[Show], *, base_url: str, now: datetime) -> bytes:
    """A calendar of shows. What was cancelled says so, and so leaves calendars that had it."""
    host = base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tessera//Tessera//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for show in shows:
        lines += _event(show, base_url=base_url, host=host, now=now)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(show: Show, *, base_url: str, host: str, now: datetime) -> Iterable[str]:
    venue = show.venue
    parts = (venue.name, show.hall.name, venue.address, venue.city)
    where = ", ".join(part for part in parts if part)
    facts = " · ".join(fact for fact in (show.format, show.language) if fact)
    cancelled = show.status is ShowStatus.CANCELLED
    yield "BEGIN:VEVENT"
    yield f"UID:show-{show.id}@{host}"
    yield f"SEQUENCE:{show.version}"
    yield f"DTSTAMP:{_stamp(now)}"
    yield f"DTSTART:{_stamp(show.starts_at)}"
    yield f"DTEND:{_stamp(show.ends_at)}"
    yield f"SUMMARY:{escaped(show.title.name)}"
    if facts:
        yield f"DESCRIPTION:{escaped(facts)}"
    yield f"LOCATION:{escaped(where)}"
    yield f"URL:{base_url}/shows/{show.id}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(STAMP)


def escaped(text: str) -> str:
    """TEXT, RFC 5545 section 3.3.11; other controls have no place there."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    text = text.replace("\r\n", "\n")
    lines = text.replace("\r", "\n").split("\n")
    return "\\n".join("".join(c for c in line if c.isprintable()) for line in lines)


def folded(line: str) -> bytes:
    """A content line: no part longer than 75 octets, none that splits a character (section 3.1)."""
    parts, part = [], b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > LINE_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
