"""Titles as those see them who keep them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Poster, Refusal


class TitleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A title in the list."""

    id: int
    name: str
    url: str
    poster: Poster
    facts: tuple[str, ...]
    status: str
    enabled: bool
    shows: int
    next_at: datetime | None
    timezone: str


class TitlesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/titles.html`. `asked` are the filters that a search keeps; `found` is whether
    anything narrows the list."""

    desk: Desk
    url: str
    new_url: str
    preview_url: str
    words: str
    states: tuple[Link, ...]
    kinds: tuple[Link, ...]
    rows: tuple[TitleRow, ...]
    pages: Pagination
    actions: tuple[Option, ...]
    asked: Mapping[str, str]
    narrowed: bool = False


class FilePart(msgspec.Struct, frozen=True, kw_only=True):
    """One picture or film of a title: what is there, and where another one is sent to."""

    role: str
    label: str
    hint: str
    url: str
    accept: str
    state: str = ""
    """Empty where there is none; `ready`, `waiting` while it is drawn, `broken`."""
    shown: str = ""
    problem: str = ""
    fact: str = ""


class TitleFormPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/title.html`. `theirs` is, by field, what somebody else has saved meanwhile."""

    desk: Desk
    action: str
    heading: str
    values: Mapping[str, str]
    kinds: tuple[Option, ...]
    stages: tuple[Option, ...]
    problems: Mapping[str, str] = {}
    theirs: Mapping[str, str] = {}
    labels: Mapping[str, str] = {}
    refusal: Refusal | None = None
    organization: str = ""
    status: str = ""
    enabled: bool = True
    saved: bool = False
    public_url: str = ""
    list_url: str = ""
    verbs: tuple[Link, ...] = ()
    files: tuple[FilePart, ...] = ()
    shows: int = 0


class ForeseenRow(msgspec.Struct, frozen=True):
    """What would become, or has become, of one title. No outcome yet is empty."""

    name: str
    outcome: str
    url: str = ""
    active: int = 0


class RunPreviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/title_run_preview.html`: before anything is done."""

    desk: Desk
    action: str
    words: str
    organization: str
    ids: tuple[int, ...]
    rows: tuple[ForeseenRow, ...]
    changing: int
    back_url: str


class TitleRunPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/title_run.html`: how far a run has come."""

    desk: Desk
    words: str
    titles: int
    looked_at: int
    done: int
    unchanged: int
    archived: int
    refused: int
    gone: int
    over: bool
    rows: tuple[ForeseenRow, ...]
    undo_url: str = ""
    undone_url: str = ""
    back_url: str = ""
    refusal: Refusal | None = None
