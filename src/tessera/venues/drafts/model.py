"""A draft of a seat plan."""

from datetime import datetime
from typing import Any

import msgspec

from tessera.kit.versions import Version
from tessera.venues.plan.model import Label

DOCUMENT_BYTES_MAX = 7_000_000
DRAFTS_MAX = 200
"""Of one organization: whoever wants more publishes some, or throws some away."""


class NewDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A draft to begin: empty, of a published plan, or of a document brought along. `hall_id` is
    the hall that the plan will be for."""

    name: Label
    hall_id: int | None = None
    seat_plan_id: int | None = None
    document: dict[str, Any] | None = None


class DraftSaved(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an editor saves: the whole document, over the version that it knows."""

    document: dict[str, Any]
    version: Version


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft without its document. `capacity` counts what is drawn so far."""

    id: int
    organization_id: int
    name: str
    hall_id: int | None
    seat_plan_id: int | None
    capacity: int
    version: int
    changed_at: datetime
    pictured: bool
    """Whether there is a picture to draw after."""


class PlanProblem(msgspec.Struct, frozen=True):
    """What keeps a draft from being published: where, and what; `said` is the same in the language
    of who draws."""

    path: str
    message: str
    said: str = ""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as the server reads it: all that is wrong, and places by category."""

    problems: tuple[PlanProblem, ...]
    capacity: int
    categories: dict[str, int]


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Publish a version of a draft; its hall takes the new plan for shows from now on."""

    version: Version
    hall_id: int | None = None
