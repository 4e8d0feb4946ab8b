"""Read titles for those who keep them: drafts, hidden and archived ones too."""

from typing import Any

import msgspec

from tessera.catalog.model import Title, title_of
from tessera.catalog.runs.model import RUN_MAX
from tessera.kit import sql as named
from tessera.kit.clock import Instant

sql = named.beside(__file__)


class WantedManaged(msgspec.Struct, frozen=True, kw_only=True):
    """Which titles of one organization; without one, those of the whole platform. No status is
    every one but archived."""

    organization_id: int | None
    words: str = ""
    status: str = ""
    kind: str = ""


class Managed(msgspec.Struct, frozen=True):
    """A title with its shows to come, and the first of them in its venue's timezone."""

    title: Title
    shows: int
    next_at: Instant | None
    timezone: str


async def managed_titles(
    connection: Any, wanted: WantedManaged, *, limit: int, offset: int = 0
) -> list[Managed]:
    """Titles, those with the next show first."""
    rows = await connection.fetch(sql["managed"], *_asked(wanted), limit, offset)
    return [
        Managed(title_of(row), row["shows"], row["next_at"], row["timezone"] or "UTC")
        for row in rows
    ]


async def managed_ids(connection: Any, wanted: WantedManaged) -> list[int]:
    """The ids of all of them, as many as one run may have."""
    return [row["id"] for row in await connection.fetch(sql["ids"], *_asked(wanted), RUN_MAX)]


def _asked(wanted: WantedManaged) -> tuple[int | None, str, str, str]:
    words = wanted.words.strip()
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    return wanted.organization_id, words, wanted.status, wanted.kind
