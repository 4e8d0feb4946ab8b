"""Templates of sections, as their organization keeps them."""

from collections.abc import Mapping

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Refusal


class SectionLine(msgspec.Struct, frozen=True):
    """A section as it is told: "10 × 20", or how many stand."""

    name: str
    places: int
    seated: bool
    price: Money


class SectionField(msgspec.Struct, frozen=True):
    """A section as it is typed."""

    name: str = ""
    general: bool = False
    rows: str = ""
    seats: str = ""
    capacity: str = ""
    price: str = ""


class TemplateForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a template; `version` is 0 for a new one."""

    action: str
    name: str
    sections: tuple[SectionField, ...]
    problems: Mapping[str, str] = {}
    version: int = 0


class TemplateRow(msgspec.Struct, frozen=True):
    """A template in the list."""

    url: str
    name: str
    places: int
    sections: tuple[SectionLine, ...]


class TemplatesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/templates.html`: the list and a form for a new one, or the form of one."""

    desk: Desk
    url: str
    currency: str
    templates: tuple[TemplateRow, ...] = ()
    form: TemplateForm | None = None
    chosen: str = ""
    refusal: Refusal | None = None
    said: str = ""
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
