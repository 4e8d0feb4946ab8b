"""Find titles: ids in order first, then one page of them, then what they can be narrowed by."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, case, desc, func, literal, select, union_all

from tessera.catalog.read import read_titles
from tessera.catalog.search.conditions import conditions, is_shown, of_days
from tessera.catalog.search.model import (
    ALIKE_MAX,
    ALIKE_MIN,
    FEW_HITS,
    HITS_MAX,
    VALUES_MAX,
    Found,
    Value,
    Wanted,
    When,
)
from tessera.catalog.search.rules import prefix_query, words_of
from tessera.catalog.tables import title_search as search
from tessera.kit import sql as named
from tessera.kit.database import Tx

sql = named.beside(__file__)

PLAIN = "tessera_plain"
ALIKE = """SELECT set_config('pg_trgm.word_similarity_threshold', $1, true),
    set_config('enable_seqscan', 'off', true)"""
"""A word that no title has looks to the planner as if the next row might have it."""


async def find(
    tx: Tx, wanted: Wanted, *, limit: int, offset: int = 0, facets: bool = False
) -> Found:
    """One page of public titles: with words the best ones first, else those with the next show."""
    if wanted.city:
        city = await tx.raw.fetchval(sql["city"], wanted.city)
        wanted = msgspec.structs.replace(wanted, city=city or wanted.city)
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
    if not words:
        return [], False
    ids = await _ids(tx, _by_words(wanted, words).limit(HITS_MAX + 1))
    if len(ids) >= FEW_HITS:
        return ids, False
    more = await _alike(tx, wanted)
    return list(dict.fromkeys([*ids, *more])), not ids and bool(more)


async def _alike(tx: Tx, wanted: Wanted) -> list[int]:
    """Names that hold something like what was typed: wrong letters, letters that are missing.
    Words that some title has are taken as right, and only the others looked for so."""
    asked = words_of(wanted.q)
    await tx.fetch(ALIKE, str(ALIKE_MIN))
    known = {row["w"] for row in await tx.fetch(sql["known"], asked)}
    right = [word for word in asked if word in known]
    wrong = [word for word in asked if word not in known]
    if not wrong:
        right, wrong = [], asked
    return await _ids(tx, _like(wanted, " ".join(right), " ".join(wrong)))


async def _ids(tx: Tx, query: Select[Any]) -> list[int]:
    return [row["title_id"] for row in await tx.all(query)]


def _listed(wanted: Wanted) -> Select[Any]:
    """In order first, and only then each one's days, until there are enough."""
    past = wanted.when is When.PAST
    at = search.c.last_at.label("at") if past else search.c.next_at.label("at")
    order = at.desc() if past else at.asc()
    first = (
        select(search.c.title_id, at)
        .where(*conditions(wanted, days_too=wanted.day is not None))
        .order_by(order.nulls_last(), search.c.title_id)
        .offset(0)
        .subquery()
    )
    query = select(first.c.title_id)
    if (shown := of_days(wanted)) and wanted.day is None:
        query = query.where(is_shown(first.c.title_id, shown, by_day=False))
    last = first.c.at.desc() if past else first.c.at.asc()
    return query.order_by(last.nulls_last(), first.c.title_id)


def _by_words(wanted: Wanted, words: str) -> Select[Any]:
    """All words, each as the beginning of one. First who is called so, then whose name has the
    words, then whose people, genre, or story have them; so many of each are looked at."""
    asked = func.to_tsquery(PLAIN, words)
    plain = func.plain_words(wanted.q.strip())
    begins = search.c.name.like(func.plain_words(_escaped(wanted.q.strip())) + "%")
    parts = (
        search.c.name == plain,
        begins,
        search.c.name_words.bool_op("@@")(asked),
        search.c.words.bool_op("@@")(asked),
    )
    hits = union_all(
        *(
            select(search.c.title_id, literal(place).label("place"))
            .where(condition, *conditions(wanted))
            .limit(HITS_MAX + 1)
            .subquery()
            .select()
            for place, condition in enumerate(parts)
        )
    ).subquery()
    place = func.min(hits.c.place).label("place")
    best = select(hits.c.title_id, place).group_by(hits.c.title_id).subquery()
    mentioned = best.c.place == len(parts) - 1
    return (
        select(best.c.title_id)
        .join(search, search.c.title_id == best.c.title_id)
        .order_by(
            best.c.place,
            desc(case((mentioned, func.ts_rank(search.c.words, asked)), else_=0)),
            search.c.next_at.asc().nulls_last(),
            best.c.title_id,
        )
    )


def _escaped(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return text


def _like(wanted: Wanted, right: str, wrong: str) -> Select[Any]:
    """Names first, so many; then whatever else must hold of them. The other way round PostgreSQL
    would compare the names of all that have the right words."""
    plain = func.plain_words(wrong)
    alike = (
        select(search.c.title_id, func.word_similarity(plain, search.c.name).label("likeness"))
        .where(search.c.listed, search.c.name.bool_op("%>")(plain))
        .limit(ALIKE_MAX)
        .cte("alike")
        .prefix_with("MATERIALIZED")
    )
    found = conditions(wanted)
    if right:
        asked = func.to_tsquery(PLAIN, prefix_query(right))
        found.append(search.c.words.bool_op("@@")(asked))
    return (
        select(search.c.title_id)
        .join(alike, alike.c.title_id == search.c.title_id)
        .where(*found)
        .order_by(desc(alike.c.likeness), search.c.next_at.asc().nulls_last(), search.c.title_id)
        .limit(HITS_MAX)
    )


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
