"""Copy a title."""

import msgspec
from sqlalchemy import select

from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, Title, TitleCopy, TitleStatus
from tessera.catalog.tables import titles
from tessera.kit.database import Tx

NAME_SIGNS_MAX = 200
COPIES_MAX = 1000


async def copy_title(tx: Tx, title: Title, wanted: TitleCopy) -> Title:
    """A draft with all that is said of `title`; its pictures stay with the first one.

    Raises `Refused(name_taken)` where the name and language asked for exist.
    """
    fields = {f: getattr(title, f) for f in NewTitle.__struct_fields__}
    if wanted.original_language is not None:
        fields["original_language"] = wanted.original_language
    fields |= {"name": wanted.name or await _numbered(tx, title), "status": TitleStatus.DRAFT}
    return await enter_title(tx, msgspec.convert(fields, NewTitle))


async def _numbered(tx: Tx, title: Title) -> str:
    """`Hamlet (2)`, or the first number that is free."""
    rows = await tx.all(
        select(titles.c.name)
        .where(
            titles.c.organization_id.is_not_distinct_from(title.organization_id),
            titles.c.name.startswith(title.name[: NAME_SIGNS_MAX - 8], autoescape=True),
        )
        .limit(COPIES_MAX)
    )
    taken = {row["name"].lower() for row in rows}
    names = (f"{title.name[: NAME_SIGNS_MAX - 8]} ({n})" for n in range(2, COPIES_MAX + 3))
    return next(name for name in names if name.lower() not in taken)
