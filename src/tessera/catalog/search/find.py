"""Find titles: ids in order first, then one page of them, then what they can be narrowed by."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, case, desc, exists, func, select

from tessera.catalog.read import read_titles
from tessera.catalog.search.model import (
    ALIKE_MIN,
    EVENT,
    FEW_HITS,
    HITS_MAX,
    VALUES_MAX,
    Found,
    Value,
    Wanted,
    When,
)
from tessera.catalog.search.rules import prefix_query
from tessera.catalog.tables import title_days as days
from tessera.catalog.tables import title_search as search
from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)

PLAIN = "tessera_plain"
ALIKE = "SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)"
SOON = timedelta(days=7)
Condition = ColumnElement[bool]


async def find(
    tx: Tx, wanted: Wanted, *, limit: int, offset: int = 0, facets: bool = False
) -> Found:
    """One page of public titles: with words the best ones first, else those with the next show."""
    ids, alike = await _hits(tx, wanted)
    floor = len(ids) > HITS_MAX
    page = ids[offset : offset + limit]
    if floor and offset + limit > HITS_MAX:
        page = await _ids(tx, _listed(wanted).limit(limit).offset(offset))
    found = await read_titles(tx, page)
    counted: Mapping[str, Sequence[Value]] = {}
    if facets:
        kind = wanted.kind if floor and wanted.is_broad else None
        counted = await _facets(tx, ids[:HITS_MAX], totals_of=kind)
    return Found(
        titles=list(found.values()),
        total=min(len(ids), HITS_MAX),
        floor=floor,
        alike=alike,
        facets=counted,
    )


async def _hits(tx: Tx, wanted: Wanted) -> tuple[list[int], bool]:
    """Ids in order, one more than are counted, and whether they are only alike."""
    words = prefix_query(wanted.q)
    if not wanted.q.strip():
        return await _ids(tx, _listed(wanted).limit(HITS_MAX + 1)), False
    ids = await _ids(tx, _by_words(wanted, words).limit(HITS_MAX + 1)) if words else []
    if len(ids) >= FEW_HITS or not words:
        return ids, False
    await tx.fetch(ALIKE, str(ALIKE_MIN))
    more = await _ids(tx, _alike(wanted).limit(HITS_MAX))
    return list(dict.fromkeys([*ids, *more])), not ids and bool(more)


async def _ids(tx: Tx, query: Select[Any]) -> list[int]:
    return [row["title_id"] for row in await tx.all(query)]


def _listed(wanted: Wanted) -> Select[Any]:
    order = (search.c.next_at.asc().nulls_last(), search.c.title_id)
    if wanted.when is When.PAST:
        order = (search.c.last_at.desc().nulls_last(), search.c.title_id)
    return select(search.c.title_id).where(*_conditions(wanted)).order_by(*order)


def _by_words(wanted: Wanted, words: str) -> Select[Any]:
    """All words, each as the beginning of one. First who is called so, then whose name has the
    words, then whose people, genre, or story have them."""
    asked = func.to_tsquery(PLAIN, words)
    plain = func.plain_words(wanted.q.strip())
    hits = (
        select(search)
        .where(search.c.words.bool_op("@@")(asked), *_conditions(wanted))
        .limit(2 * HITS_MAX)
        .cte("hits")
        .prefix_with("MATERIALIZED")
    )
    place = case(
        (hits.c.name == plain, 0),
        (func.starts_with(hits.c.name, plain), 1),
        (hits.c.name_words.bool_op("@@")(asked), 2),
        else_=3,
    )
    rank = func.ts_rank(hits.c.words, asked)
    return select(hits.c.title_id).order_by(
        place, desc(rank), hits.c.next_at.asc().nulls_last(), hits.c.title_id
    )


def _alike(wanted: Wanted) -> Select[Any]:
    """Names that hold something like what was typed: wrong letters, letters that are missing."""
    plain = func.plain_words(wanted.q.strip())
    alike = func.word_similarity(plain, search.c.name)
    return (
        select(search.c.title_id)
        .where(search.c.name.bool_op("%>")(plain), *_conditions(wanted))
        .order_by(desc(alike), search.c.next_at.asc().nulls_last(), search.c.title_id)
    )


def _conditions(wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = [search.c.listed]
    if wanted.kind == EVENT:
        conditions.append(search.c.kind != "film")
    elif wanted.kind:
        conditions.append(search.c.kind == wanted.kind)
    if wanted.genre:
        conditions.append(search.c.genres.contains([wanted.genre]))
    if wanted.language:
        conditions.append(search.c.languages.contains([wanted.language]))
    if wanted.certificate:
        conditions.append(search.c.certificate == wanted.certificate)
    conditions += _of_list(wanted)
    if shown := _of_days(wanted):
        conditions.append(_is_shown(*shown))
    return conditions


def _of_list(wanted: Wanted) -> list[Condition]:
    now = func.tessera_now()
    match wanted.when:
        case When.NOW_PLAYING:
            return [search.c.status == "released", search.c.next_at < now + SOON]
        case When.UPCOMING:
            return [search.c.status == "upcoming"]
        case When.RELEASED:
            return [search.c.status == "released"]
        case When.PAST:
            return [search.c.last_at <= now]
        case When.ON_SALE | When.ANNOUNCED | When.FREE:
            return [search.c.next_at.is_not(None)]
        case _:
            return []


def _of_days(wanted: Wanted) -> list[Condition]:
    """What must hold of one and the same day in one city."""
    now = func.tessera_now()
    conditions: list[Condition] = []
    if wanted.city:
        conditions.append(func.lower(days.c.city) == wanted.city.lower())
    if wanted.day is not None:
        conditions.append(days.c.day == wanted.day)
    if wanted.format:
        conditions.append(any_(days.c.formats) == wanted.format)
    if wanted.price_max is not None:
        conditions.append(days.c.price_from <= wanted.price_max)
    if wanted.currency:
        conditions.append(days.c.currency == wanted.currency)
    if wanted.when is When.FREE:
        conditions.append(days.c.price_from == 0)
    if wanted.when is When.ON_SALE:
        conditions += [days.c.sales_open_at <= now, days.c.sales_close_at > now]
    if wanted.when is When.ANNOUNCED:
        conditions.append(days.c.sales_open_at > now)
    return conditions


def _is_shown(*conditions: Condition) -> Condition:
    """There is a day to come of which all of this holds."""
    to_come = days.c.last_at > func.tessera_now()
    return exists().where(days.c.title_id == search.c.title_id, to_come, *conditions)


async def _facets(
    tx: Tx, ids: Sequence[int], *, totals_of: str | None
) -> Mapping[str, Sequence[Value]]:
    """What the titles can be narrowed by; for everything of a kind, as a worker has counted it."""
    if totals_of is None:
        rows = await tx.fetch(sql["facets"], list(ids))
    else:
        rows = await tx.fetch(sql["totals"], totals_of)
        if not rows:
            rows = await tx.fetch(sql["facets"], list(ids))
    found: dict[str, list[Value]] = {}
    for row in rows:
        found.setdefault(row["facet"], []).append(Value(row["value"], row["titles"]))
    most = {
        facet: sorted(values, key=lambda v: (-v.titles, v.value)) for facet, values in found.items()
    }
    return {
        facet: values if facet == "price" else values[:VALUES_MAX] for facet, values in most.items()
    }
