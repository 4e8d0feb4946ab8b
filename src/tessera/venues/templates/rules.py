"""From sections to a seat plan and prices. Pure."""

from collections.abc import Iterator, Sequence

from tessera.kit.errors import Problem
from tessera.venues.plan.exchange.naming import PALETTE, Keys
from tessera.venues.plan.generate.block import Block, rows_of
from tessera.venues.plan.generate.parts import ROW_PITCH, SEAT_PITCH
from tessera.venues.plan.model import (
    FORMAT,
    Category,
    Decoration,
    Rectangle,
    SeatPlan,
    Section,
    StandingArea,
    Writing,
)
from tessera.venues.templates.model import TemplateSection

STAGE_DEPTH = 40.0
GAP = 40.0
STANDING_WIDTH = 360.0
PEOPLE_PER_UNIT = 1 / 800
"""Two people a square metre; a unit is 2.5 cm."""


def problems_of(sections: Sequence[TemplateSection]) -> Iterator[Problem]:
    """What keeps sections from being a house."""
    seen: set[str] = set()
    for n, section in enumerate(sections):
        if section.name.lower() in seen:
            yield Problem(f"sections[{n}].name", "stands twice")
        seen.add(section.name.lower())
        seated = section.admission == "assigned"
        for name in ("rows", "seats_per_row") if seated else ("capacity",):
            if getattr(section, name) is None:
                yield Problem(f"sections[{n}].{name}", "is required")


def keys_of(sections: Sequence[TemplateSection]) -> list[str]:
    """Each section's category: places are priced by the section that they are in."""
    keys = Keys()
    return [keys.of(section.name) for section in sections]


def prices_of(sections: Sequence[TemplateSection]) -> dict[str, int]:
    """Default prices by category, in minor units."""
    return {key: section.price for key, section in zip(keys_of(sections), sections, strict=True)}


def plan_of(name: str, sections: Sequence[TemplateSection]) -> SeatPlan:
    """The sections one behind the other, the first one nearest to the stage."""
    seated, standing = [], []
    y = STAGE_DEPTH + GAP
    for key, section in zip(keys_of(sections), sections, strict=True):
        if section.admission == "assigned":
            rows, seats = section.rows or 1, section.seats_per_row or 1
            left = -(seats - 1) * SEAT_PITCH / 2
            block = Block(rows=rows, seats=seats, category=key, x=left, y=y)
            seated.append(Section(section.name, tuple(rows_of(block))))
            y += rows * ROW_PITCH + GAP
        else:
            people = section.capacity or 1
            depth = round(max(60.0, people / PEOPLE_PER_UNIT / STANDING_WIDTH), 1)
            shape = Rectangle(-STANDING_WIDTH / 2, y, STANDING_WIDTH, depth)
            standing.append(StandingArea(section.name, key, people, shape))
            y += depth + GAP
    return SeatPlan(
        format=FORMAT,
        name=name,
        categories=tuple(
            Category(key, section.name, PALETTE[n % len(PALETTE)])
            for n, (key, section) in enumerate(zip(keys_of(sections), sections, strict=True))
        ),
        sections=tuple(seated),
        areas=tuple(standing),
        decorations=(
            Decoration(
                "stage",
                shape=Rectangle(-140.0, 0.0, 280.0, STAGE_DEPTH),
                writing=Writing("STAGE", x=0.0, y=STAGE_DEPTH / 2),
            ),
        ),
    )
