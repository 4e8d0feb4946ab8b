"""Time as a value: rules are given an instant, only edges ask a clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated

from msgspec import Meta

Instant = datetime
"""A point in time, always aware and in UTC."""

AwareInstant = Annotated[datetime, Meta(tz=True)]
"""The same as a field of what clients send: without an offset it would mean nothing."""

Clock = Callable[[], Instant]


def system_clock(offset_seconds: int = 0) -> Clock:
    """The machine's clock, shifted by `offset_seconds` (tests travel with it)."""
    shift = timedelta(seconds=offset_seconds)

    def now() -> Instant:
        return datetime.now(UTC) + shift

    return now


@lru_cache(4096)
def rfc3339(instant: Instant) -> str:
    """`2026-11-21T18:45:00Z`, with milliseconds where there are any (RFC 3339).

    Remembered, because the answers of a batch tell of the same instants.
    """
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    spec = "milliseconds" if utc.microsecond else "seconds"
    return utc.isoformat(timespec=spec).replace("+00:00", "Z")
