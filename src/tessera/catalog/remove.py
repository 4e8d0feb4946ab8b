"""Delete a title, or archive it where shows of it were ever planned."""

from typing import Literal

import asyncpg
from sqlalchemy import delete

from tessera.catalog.enter import change_title
from tessera.catalog.model import Title, TitleChange, TitleStatus
from tessera.catalog.tables import titles
from tessera.kit.database import Tx, drivers_own

Removed = Literal["deleted", "archived"]


async def remove_title(tx: Tx, title: Title) -> Removed:
    """Delete what nothing hangs on; what was ever sold or planned stays in the books, archived.

    Raises `Refused(title_has_shows)` while shows of it are to come.
    """
    try:
        # A savepoint: what refuses the deletion must not end the transaction.
        async with tx.raw.transaction():
            await tx.execute(delete(titles).where(titles.c.id == title.id))
    except Exception as error:
        if not isinstance(drivers_own(error), asyncpg.ForeignKeyViolationError):
            raise
    else:
        return "deleted"
    if title.status is not TitleStatus.ARCHIVED:
        await change_title(tx, title, TitleChange(status=TitleStatus.ARCHIVED))
    return "archived"
