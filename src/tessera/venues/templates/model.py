"""A template: sections of a house, seated or standing, and what a place costs in each."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.versions import Version
from tessera.venues.plan.model import PLACES_MAX, Label

SECTIONS_MAX = 40
Amount = Annotated[int, Meta(ge=0, le=10**12)]
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]


class TemplateSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A section. `assigned` has `rows` × `seats_per_row`; `general` has room for `capacity`.
    `price` is in minor units of the organization's currency."""

    name: Label
    admission: Literal["assigned", "general"] = "assigned"
    price: Amount
    rows: Annotated[int, Meta(ge=1, le=200)] | None = None
    seats_per_row: Annotated[int, Meta(ge=1, le=200)] | None = None
    capacity: Annotated[int, Meta(ge=1, le=PLACES_MAX)] | None = None

    @property
    def places(self) -> int:
        """How many it sells."""
        if self.admission == "general":
            return self.capacity or 0
        return (self.rows or 0) * (self.seats_per_row or 0)


Sections = Annotated[tuple[TemplateSection, ...], Meta(min_length=1, max_length=SECTIONS_MAX)]


class NewTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A template to be entered; the first section lies nearest to the stage."""

    name: Name
    sections: Sections


class TemplateChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; shows that were planned by it keep what they have."""

    name: Name | UnsetType = UNSET
    sections: Sections | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class SectionTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template and the seat plan that was made of it."""

    id: int
    organization_id: int
    name: str
    sections: tuple[TemplateSection, ...]
    seat_plan_id: int
    version: int
