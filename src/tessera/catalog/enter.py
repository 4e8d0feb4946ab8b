"""Enter and change titles."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tessera.catalog.model import (
    NewTitle,
    Title,
    TitleChange,
    TitleRefusal,
    TitleStatus,
)
from tessera.catalog.read import read_title
from tessera.catalog.rules import problems_of, status_after, tidy
from tessera.catalog.tables import titles
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.shows.of_title import active_shows


async def enter_title(tx: Tx, new: NewTitle) -> Title:
    """Enter a title. Raises `Invalid`, `Refused(name_taken)` for the same name and language."""
    fields = msgspec.structs.asdict(new)
    if problems := problems_of(fields):
        raise Invalid(problems)
    try:
        result = await tx.execute(
            insert(titles).values(**tidy(fields), created_at=func.now()).returning(titles.c.id)
        )
    except IntegrityError as error:
        raise _refusal(error) from error
    return await read_title(tx, result.scalar_one())


async def change_title(tx: Tx, title: Title, change: TitleChange) -> Title:
    """Change what is given; `title` was read in this transaction, for a change.

    Raises `Invalid`, `Refused`: `changed_meanwhile` with what it is now, `title_has_shows` where it
    would be archived, `name_taken`.
    """
    fields = given(change)
    if fields.pop("version", title.version) != title.version:
        raise Refused(TitleRefusal.CHANGED_MEANWHILE, current=msgspec.to_builtins(title))
    whole = msgspec.structs.asdict(title) | fields
    dates = {n: whole[n] for n in ("released_on", "expires_on")} if _moves(fields) else {}
    status = status_after(fields | dates, title.status, await today(tx))
    if problems := problems_of(whole | {"status": status}, was=title.status):
        raise Invalid(problems)
    if status != title.status:
        fields["status"] = status
        shows = await active_shows(tx, title.id) if status is TitleStatus.ARCHIVED else 0
        if shows:
            raise Refused(TitleRefusal.TITLE_HAS_SHOWS, shows=shows)
    return await _written(tx, title, tidy(fields))


async def put_back(tx: Tx, title: Title, *, status: TitleStatus, enabled: bool) -> Title:
    """A title as it was before a run, whatever may follow what. Raises `Refused(name_taken)`."""
    return await _written(tx, title, {"status": status, "enabled": enabled})


async def _written(tx: Tx, title: Title, fields: dict[str, Any]) -> Title:
    """The title with these fields; its version grows where any of them is another one."""
    before = msgspec.to_builtins(title)
    if all(msgspec.to_builtins(value) == before[name] for name, value in fields.items()):
        return title
    statement = update(titles).where(titles.c.id == title.id)
    try:
        await tx.execute(statement.values(**fields, version=titles.c.version + 1))
    except IntegrityError as error:
        raise _refusal(error) from error
    return await read_title(tx, title.id)


async def today(tx: Tx) -> date:
    """The day by UTC, by the database's clock, as titles turn."""
    now = await tx.scalar(select(func.tessera_now()))
    day: date = now.date()
    return day


def _moves(fields: dict[str, Any]) -> bool:
    return bool(fields.keys() & {"released_on", "expires_on"})


def _refusal(error: IntegrityError) -> Exception:
    if "titles_name_key" in str(error.orig):
        return Refused(TitleRefusal.NAME_TAKEN)
    if "organization_id_fkey" in str(error.orig):
        return Invalid([Problem("organization_id", "there is no such organization")])
    return error
