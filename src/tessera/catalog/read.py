"""Read titles: one, or a filtered list."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import ColumnElement, and_, any_, func, or_, select

from tessera.catalog.model import PUBLIC, Title, TitleKind, title_of
from tessera.catalog.tables import titles
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.shows.tables import shows
from tessera.venues.tables import halls, venues


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which titles; all that is given must hold. `day` is in the venue's timezone."""

    kind: TitleKind | None = None
    q: str | None = None
    genre: str | None = None
    language: str | None = None
    city: str | None = None
    day: date | None = None


async def read_title(tx: Tx, title_id: int, *, lock: bool = False) -> Title:
    """One title, whatever its status; `lock` for who will change it. Raises `NotFound`."""
    query = select(titles).where(titles.c.id == title_id)
    row = await tx.one(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("title")
    return title_of(row)


async def read_titles(tx: Tx, title_ids: Sequence[int]) -> dict[int, Title]:
    """Several titles by id, in the order asked for."""
    rows = await tx.all(select(titles).where(titles.c.id.in_(title_ids)))
    found = {row["id"]: title_of(row) for row in rows}
    return {title_id: found[title_id] for title_id in title_ids if title_id in found}


async def find_titles(tx: Tx, wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[Title]:
    """Public titles, those with the next show first."""
    soonest = (
        select(func.min(shows.c.starts_at))
        .where(shows.c.title_id == titles.c.id, shows.c.starts_at > func.now())
        .scalar_subquery()
    )
    rows = await tx.all(
        select(titles)
        .where(titles.c.status.in_(PUBLIC), titles.c.enabled, *_conditions(wanted))
        .order_by(soonest.asc().nulls_last(), titles.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [title_of(row) for row in rows]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(titles.c.kind == wanted.kind)
    if wanted.q:
        like = f"%{_escaped(wanted.q)}%"
        conditions.append(
            or_(
                titles.c.name.ilike(like, escape="\\"),
                titles.c.director.ilike(like, escape="\\"),
                func.array_to_string(titles.c.cast_names, " ").ilike(like, escape="\\"),
            )
        )
    if wanted.genre:
        conditions.append(any_(titles.c.genres) == wanted.genre)
    if wanted.language:
        conditions.append(any_(titles.c.languages) == wanted.language)
    if wanted.city or wanted.day:
        conditions.append(_shown(wanted.city, wanted.day))
    return conditions


def _shown(city: str | None, day: date | None) -> ColumnElement[bool]:
    """There is a show of the title in this city, on this day there."""
    shown = [shows.c.title_id == titles.c.id, shows.c.status.not_in(("draft", "cancelled"))]
    if city:
        shown.append(func.lower(venues.c.city) == city.lower())
    if day:
        shown.append(func.date(func.timezone(venues.c.timezone, shows.c.starts_at)) == day)
    return (
        select(shows.c.id)
        .join(halls, halls.c.id == shows.c.hall_id)
        .join(venues, venues.c.id == halls.c.venue_id)
        .where(and_(*shown))
        .exists()
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
