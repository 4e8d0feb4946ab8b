"""The form of a template: from what was typed to a command, and back."""

from collections.abc import Iterator, Mapping
from typing import Any

from tessera.kit.errors import Invalid, Problem
from tessera.kit.money import Money, read_minor_units
from tessera.venues.console.forms import Fields, converted, number
from tessera.venues.templates.model import (
    NewTemplate,
    SectionTemplate,
    TemplateChange,
    TemplateSection,
)
from tessera.web.pages import one
from tessera.web.views.templates import SectionField, TemplateForm

LINES = 6
COLUMNS = ("section", "admission", "rows", "seats", "capacity", "price")
USUAL = (
    SectionField("Stalls", rows="12", seats="20", price=""),
    SectionField("Floor", general=True, capacity="200", price=""),
)


def template_wanted(fields: Fields, currency: str) -> NewTemplate:
    """The template that the form asks for. Raises `Invalid`."""
    asked = {"name": one(fields, "name").strip(), "sections": _sections(fields, currency)}
    return converted(asked, NewTemplate)


def change_wanted(fields: Fields, currency: str) -> TemplateChange:
    """What the form of a template changes. Raises `Invalid`."""
    asked: dict[str, Any] = {
        "name": one(fields, "name").strip(),
        "sections": _sections(fields, currency),
    }
    version = one(fields, "version")
    if version.isdecimal() and 0 < len(version) < 10:
        asked["version"] = int(version)
    return converted(asked, TemplateChange)


def form_of_template(
    fields: Fields,
    template: SectionTemplate | None,
    *,
    currency: str,
    action: str,
    problems: Mapping[str, str],
    version: int,
) -> TemplateForm:
    """The form as it was typed, else as the template is, else a usual one."""
    lines = USUAL if template is None else tuple(_field(s, currency) for s in template.sections)
    if fields:
        lines = tuple(SectionField(**line) for line in _typed(fields))
    blank = (SectionField(),) * max(1, LINES - len(lines))
    name = one(fields, "name") if fields else (template.name if template else "")
    return TemplateForm(
        action=action,
        name=name,
        sections=(*lines, *blank),
        problems=problems,
        version=version or (template.version if template else 0),
    )


def _sections(fields: Fields, currency: str) -> list[dict[str, Any]]:
    made, problems = [], []
    for n, line in enumerate(_typed(fields)):
        price = read_minor_units(line["price"], currency)
        if price is None:
            problems.append(Problem(f"sections[{n}].price", "is not a price"))
        section: dict[str, Any] = {"name": line["name"], "price": price}
        if line["general"]:
            section |= {"admission": "general", "capacity": number(line["capacity"])}
        else:
            section |= {"rows": number(line["rows"]), "seats_per_row": number(line["seats"])}
        made.append({k: v for k, v in section.items() if v != ""})
    if not made:
        problems.append(Problem("sections", "name at least one"))
    if problems:
        raise Invalid(problems)
    return made


def _typed(fields: Fields) -> Iterator[dict[str, Any]]:
    """The lines that say anything."""
    columns = [fields.get(name, ()) for name in COLUMNS]
    for name, admission, rows, seats, capacity, price in zip(*columns, strict=False):
        if name.strip() or price.strip():
            yield {
                "name": name.strip(),
                "general": admission == "general",
                "rows": rows.strip(),
                "seats": seats.strip(),
                "capacity": capacity.strip(),
                "price": price.strip(),
            }


def _field(section: TemplateSection, currency: str) -> SectionField:
    return SectionField(
        name=section.name,
        general=section.admission == "general",
        rows=str(section.rows or ""),
        seats=str(section.seats_per_row or ""),
        capacity=str(section.capacity or ""),
        price=f"{Money(section.price, currency).decimal():f}",
    )
