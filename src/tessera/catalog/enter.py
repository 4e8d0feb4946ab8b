"""Enter and change titles."""

from typing import Any

import msgspec
from sqlalchemy import func, insert, update
from sqlalchemy.exc import IntegrityError

from tessera.catalog.model import TRANSITIONS, NewTitle, Title, TitleChange, TitleStatus
from tessera.catalog.read import read_title
from tessera.catalog.tables import titles
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused


async def enter_title(tx: Tx, new: NewTitle) -> Title:
    """Enter a title. Raises `Invalid`, `Refused(name_taken)` for the same name and language."""
    fields = msgspec.structs.asdict(new)
    _check(fields)
    try:
        result = await tx.execute(
            insert(titles).values(**_lists(fields), created_at=func.now()).returning(titles.c.id)
        )
    except IntegrityError as error:
        raise _refusal(error) from error
    return await read_title(tx, result.scalar_one())


async def change_title(tx: Tx, title: Title, change: TitleChange) -> Title:
    """Change what is given. Raises `Invalid`, `Refused(name_taken)`."""
    fields = given(change)
    _check(msgspec.structs.asdict(title) | fields)
    status = fields.get("status", title.status)
    if status != title.status and TitleStatus(status) not in TRANSITIONS[title.status]:
        message = f"cannot turn from {title.status} to {status}"
        raise Invalid([Problem("status", message)])
    if fields:
        try:
            await tx.execute(update(titles).where(titles.c.id == title.id).values(**_lists(fields)))
        except IntegrityError as error:
            raise _refusal(error) from error
    return await read_title(tx, title.id)


def _check(fields: dict[str, Any]) -> None:
    released, expires = fields["released_on"], fields["expires_on"]
    if released and expires and expires < released:
        raise Invalid([Problem("expires_on", "must not lie before released_on")])


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def _refusal(error: IntegrityError) -> Exception:
    if "titles_name_key" in str(error.orig):
        return Refused("name_taken")
    if "organization_id_fkey" in str(error.orig):
        return Invalid([Problem("organization_id", "there is no such organization")])
    return error
