"""Pure decisions about messages: what a text says to somebody, and when it goes out.

The language of templates is a name in braces and nothing else: no code, no loops, no attributes, so
that whoever writes one can reach nothing but these words.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tessera.kit.errors import Problem
from tessera.messages.many.model import Audience, AudienceKind, Text

PLACEHOLDERS = ("name", "organization", "title", "venue", "city")
"""What a text may name; what a message has no such thing for becomes nothing."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")
NEEDED = {
    AudienceKind.TITLE: "title_id",
    AudienceKind.VENUE: "venue_id",
    AudienceKind.PERSON: "email",
    AudienceKind.CITY: "city",
}
"""What each kind of audience has to name."""


def problems_of_text(path: str, text: str) -> list[Problem]:
    """Placeholders that are none, and braces that lead nowhere."""
    wrong = [name for name in _BRACES.findall(text) if name.strip() not in PLACEHOLDERS]
    if wrong:
        return [Problem(path, f"there is no placeholder {{{wrong[0][:40]}}}")]
    if _STRAY.search(_BRACES.sub("", text)):
        return [Problem(path, "has a brace without its other one")]
    return []


def problems_of(texts: Mapping[str, Text], audience: Audience, link: str) -> list[Problem]:
    """All that is wrong with what would be sent."""
    problems = []
    for language, text in texts.items():
        problems += problems_of_text(f"texts.{language}.subject", text.subject)
        problems += problems_of_text(f"texts.{language}.body", text.body)
        if not text.subject.isprintable():
            problems.append(Problem(f"texts.{language}.subject", "must be one line"))
    needed = NEEDED.get(audience.kind)
    if needed and not getattr(audience, needed):
        problems.append(Problem(f"audience.{needed}", "is required"))
    if link and not (link.startswith("/") and not link.startswith("//")):
        parts = urlsplit(link)
        if parts.scheme != "https" or not parts.hostname:
            problems.append(Problem("link", "must begin with https:// or with /"))
    return problems


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders filled in, once: what is filled in is not looked at again."""
    return _BRACES.sub(lambda found: words.get(found[1].strip(), ""), text)


def text_for(texts: Mapping[str, Text], locale: str) -> Text:
    """What somebody of this language reads: theirs, else English, else the first there is."""
    return texts.get(locale) or texts.get("en") or next(iter(texts.values()))


def due_at(
    send_at: datetime,
    *,
    own: str,
    house: str,
    local: bool,
    quiet: tuple[time, time] | None,
) -> datetime:
    """When a message goes to somebody: at `send_at`, or at that time of their own clock (`own` is
    their timezone, `house` the sender's), and not while they want quiet."""
    zone = zone_of(own) or zone_of(house) or ZoneInfo("UTC")
    at = send_at
    if local:
        clock = send_at.astimezone(zone_of(house) or ZoneInfo("UTC")).replace(tzinfo=None)
        at = clock.replace(tzinfo=zone)
    return after_quiet(at.astimezone(zone), quiet)


def after_quiet(at: datetime, quiet: tuple[time, time] | None) -> datetime:
    """`at` (by somebody's own clock), or the end of their quiet hours where it lies in them."""
    if quiet is None or quiet[0] == quiet[1]:
        return at
    begins, ends = quiet
    now = at.timetz().replace(tzinfo=None)
    inside = begins <= now < ends if begins < ends else now >= begins or now < ends
    if not inside:
        return at
    day = at.date() + timedelta(days=1 if begins > ends and now >= begins else 0)
    return datetime.combine(day, ends, at.tzinfo)


def zone_of(name: str) -> ZoneInfo | None:
    """A timezone by its name, or None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def paragraphs(body: str) -> Sequence[str]:
    """A body as paragraphs: blank lines part them."""
    return [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]
