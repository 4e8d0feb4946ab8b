"""Enter, change, read and remove templates."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.kit.versions import still
from tessera.venues.enter import enter_seat_plan
from tessera.venues.plan.check import check
from tessera.venues.templates.model import (
    NewTemplate,
    SectionTemplate,
    TemplateChange,
    TemplateSection,
)
from tessera.venues.templates.rules import plan_of, problems_of

sql = named.beside(__file__)


async def enter_template(tx: Tx, organization_id: int, new: NewTemplate) -> SectionTemplate:
    """Enter a template with the plan that its sections make. Raises `Invalid`,
    `Refused(name_taken)`."""
    plan_id = await _plan(tx, organization_id, new.name, sections=new.sections)
    sections = msgspec.json.encode(new.sections).decode()
    try:
        row = await tx.fetch_one(sql["enter"], organization_id, new.name, sections, plan_id)
    except asyncpg.UniqueViolationError as error:
        raise Refused("name_taken") from error
    assert row is not None, "an insert answers its id"
    return await read_template(tx, row["id"])


async def change_template(tx: Tx, template_id: int, change: TemplateChange) -> SectionTemplate:
    """Change what is given; new sections make a new version of the plan. Raises `Invalid`,
    `Refused(name_taken, changed_meanwhile)`."""
    template = await read_template(tx, template_id, lock=True)
    fields = given(change)
    still(template, fields.pop("version", None), fields)
    merged = msgspec.structs.replace(template, **fields)
    plan_id = await _plan(tx, template.organization_id, merged.name, sections=merged.sections)
    sections = msgspec.json.encode(merged.sections).decode()
    try:
        await tx.fetch(sql["change"], template_id, merged.name, sections, plan_id)
    except asyncpg.UniqueViolationError as error:
        raise Refused("name_taken") from error
    return await read_template(tx, template_id)


async def read_template(tx: Tx, template_id: int, *, lock: bool = False) -> SectionTemplate:
    """One template. Raises `NotFound`."""
    row = await tx.fetch_one(sql["template_locked" if lock else "template"], template_id)
    if row is None:
        raise NotFound("template")
    return _template(row)


async def templates_of(
    tx: Tx, organization_id: int, *, after: int = 0, limit: int
) -> Sequence[SectionTemplate]:
    """The templates of an organization."""
    rows = await tx.fetch(sql["templates_of"], organization_id, after, limit)
    return [_template(row) for row in rows]


async def remove_template(tx: Tx, template_id: int) -> None:
    """Remove a template; shows that were planned by it stay as they are."""
    await tx.fetch(sql["remove"], template_id)


async def _plan(
    tx: Tx, organization_id: int, name: str, *, sections: Sequence[TemplateSection]
) -> int:
    if problems := list(problems_of(sections)):
        raise Invalid(problems)
    plan = check(msgspec.json.encode(plan_of(name, sections)))
    return (await enter_seat_plan(tx, organization_id, plan)).id


def _template(row: Any) -> SectionTemplate:
    sections = msgspec.json.decode(row["sections"], type=tuple[TemplateSection, ...])
    return SectionTemplate(**(dict(row) | {"sections": sections}))
