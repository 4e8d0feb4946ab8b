"""Runs: one act on many titles."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.clock import Instant

RUN_MAX = 1000
"""Titles of one run."""
RUN_PORTION = 50


class RunAction(StrEnum):
    """What is done to each title; `undo` gives back what another run changed."""

    PUBLISH = "publish"
    SHOW = "show"
    HIDE = "hide"
    ARCHIVE = "archive"
    RESTORE = "restore"
    DELETE = "delete"
    UNDO = "undo"


class Outcome(StrEnum):
    """What came, or would come, of it for one title. `archived` is what becomes of a title that
    was to be deleted and has a history."""

    DONE = "done"
    UNCHANGED = "unchanged"
    ARCHIVED = "archived"
    REFUSED = "refused"
    GONE = "gone"


class RunRefusal(StrEnum):
    """Why there is no run."""

    NOTHING_TO_UNDO = "nothing_to_undo"


class RunWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to do, to which titles of one organization; without one, of the whole platform."""

    action: RunAction
    title_ids: Annotated[tuple[int, ...], Meta(min_length=1, max_length=RUN_MAX)]
    organization_id: int | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A title as a run sees it: `shows` were ever planned, `active` are to come or run."""

    id: int
    organization_id: int | None
    name: str
    status: str
    enabled: bool
    shows: int
    active: int


class Foreseen(msgspec.Struct, frozen=True):
    """What would become of one title."""

    title_id: int
    name: str
    outcome: Outcome
    active: int = 0


class TitleRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run, and how far it has come."""

    id: UUID
    organization_id: int | None
    action: RunAction
    undo_of: UUID | None
    undone_by: UUID | None
    created_at: Instant
    ended_at: Instant | None
    titles: int
    looked_at: int
    done: int
    unchanged: int
    archived: int
    refused: int
    gone: int
    undoable: int
    """Titles that an undo would give back."""


class RunLine(msgspec.Struct, frozen=True):
    """One title of a run; no outcome yet is None."""

    title_id: int
    name: str
    outcome: Outcome | None
