"""What surrounds every page, and small values that many pages share."""

from datetime import datetime
from typing import Literal

import msgspec

Language = str
"""A key of `tessera.web.templates.LOCALES`."""


class Link(msgspec.Struct, frozen=True):
    """Somewhere to go. `current` marks the place one is at."""

    label: str
    url: str
    current: bool = False


class Option(msgspec.Struct, frozen=True):
    """One choice of a select or a radio group."""

    value: str
    label: str
    selected: bool = False


class Person(msgspec.Struct, frozen=True):
    """Who is signed in. The flags decide which doors the menu shows; routes guard themselves."""

    name: str
    email: str
    organizes: bool = False
    keeps_door: bool = False
    administers: bool = False


class Flash(msgspec.Struct, frozen=True):
    """A message shown once, above the page."""

    kind: Literal["done", "note", "problem"]
    text: str


class Shell(msgspec.Struct, frozen=True):
    """The frame: context name `shell` in every page.

    `path` is the current path (marks the navigation; sign-in returns to it). `languages` is empty
    where there is nothing to choose. `development` shows the way to `/dev/mail`.
    """

    path: str
    person: Person | None = None
    flashes: tuple[Flash, ...] = ()
    languages: tuple[Link, ...] = ()
    development: bool = False
    acting_by: bool = False
    """Somebody of the platform looks as `person` does, and may change nothing."""


class Refusal(msgspec.Struct, frozen=True):
    """A rule said no: what happened, why, and what to do next."""

    code: str
    title: str
    detail: str = ""
    next_step: Link | None = None


class Both(msgspec.Struct, frozen=True):
    """A field that somebody else has saved with `theirs` while a form says `mine`."""

    label: str
    theirs: str
    mine: str


class Countdown(msgspec.Struct, frozen=True):
    """Time that runs out. Both instants come from the database's clock; a browser only subtracts.

    `whole_seconds` is the length of the whole wait, for the hand of the drawn clock.
    """

    expires_at: datetime
    now: datetime
    whole_seconds: int = 600

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the end, never below zero."""
        return max(0, int((self.expires_at - self.now).total_seconds()))

    @property
    def clock(self) -> str:
        """`9:41`, as the server rendered it; the browser counts on from there."""
        minutes, seconds = divmod(self.seconds_left, 60)
        return f"{minutes}:{seconds:02d}"


class Pagination(msgspec.Struct, frozen=True):
    """Where one is in a long list; None at either end."""

    newer_url: str | None = None
    older_url: str | None = None


class Poster(msgspec.Struct, frozen=True):
    """A picture for a title; generated from the words where `image_url` is None.

    `kicker` is the kind, in the reader's language ("Film").
    """

    title: str
    kicker: str = ""
    image_url: str | None = None
    sources: tuple[tuple[str, str], ...] = ()
    """Media type and `srcset` of better encodings."""


class ShowSummary(msgspec.Struct, frozen=True):
    """A show in two lines, on every page from the checkout to the ticket.

    `facts` are short words such as format and language ("IMAX", "English").
    """

    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    url: str
    poster: Poster
    facts: tuple[str, ...] = ()
    address: str = ""
    doors_at: datetime | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """`components/share.html`: the one address of a page, its other languages, and its card."""

    url: str
    title: str
    description: str = ""
    image_url: str = ""
    kind: str = "website"
    alternates: tuple[tuple[str, str], ...] = ()
    document: str = ""
    """JSON-LD, safe inside a script element."""
