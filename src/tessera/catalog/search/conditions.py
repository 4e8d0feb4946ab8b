"""What must hold of the titles that are found."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, any_, func, select

from tessera.catalog.search.model import EVENT, Wanted, When
from tessera.catalog.tables import title_days as days
from tessera.catalog.tables import title_search as search

SOON = timedelta(days=7)
Condition = ColumnElement[bool]


def conditions(wanted: Wanted, *, days_too: bool = True) -> list[Condition]:
    """What must hold of a title; `days_too`: of its days as well."""
    found: list[Condition] = [search.c.listed]
    if wanted.kind == EVENT:
        found.append(search.c.kind != "film")
    elif wanted.kind:
        found.append(search.c.kind == wanted.kind)
    if wanted.genre:
        found.append(search.c.genres.contains([wanted.genre]))
    if wanted.language:
        found.append(search.c.languages.contains([wanted.language]))
    if wanted.certificate:
        found.append(search.c.certificate == wanted.certificate)
    if wanted.city:
        found.append(search.c.cities.contains([wanted.city]))
    if wanted.format:
        found.append(search.c.formats.contains([wanted.format]))
    found += _of_list(wanted)
    if days_too and (shown := of_days(wanted)):
        by_day = wanted.day is not None
        found.append(is_shown(search.c.title_id, shown, by_day=by_day))
    return found


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


def of_days(wanted: Wanted) -> list[Condition]:
    """What must hold of one and the same day in one city."""
    now = func.tessera_now()
    conditions: list[Condition] = []
    if wanted.city:
        conditions.append(days.c.city == wanted.city)
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


def is_shown(title_id: Any, conditions: list[Condition], *, by_day: bool) -> Condition:
    """There is a day to come of which all of this holds.

    A day is the best way to its titles. Without one the titles come first, in order, and each is
    looked at until there are enough: an offset keeps PostgreSQL from joining all of them.
    """
    to_come = days.c.last_at > func.tessera_now()
    shown = select(days.c.title_id).where(days.c.title_id == title_id, to_come, *conditions)
    return (shown if by_day else shown.offset(0)).correlate(title_id.table).exists()
