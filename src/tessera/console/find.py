"""Find what a person may open, by a few letters of it."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.console.model import Hit, Kind
from tessera.kit import sql as named
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.ids import read_reference

sql = named.beside(__file__)

EACH_MAX = 6
SIGNS_MIN = 2
BUYER_SIGNS_MIN = 3
"""Who is looked for among buyers by less is everybody."""
MILLISECONDS_MAX = 1500


async def find(tx: Tx, person: Person, words: str) -> list[Hit]:
    """Shows, titles, venues, orders and customers; of each kind the best few, and none that the
    person may not open. Takes no longer than `MILLISECONDS_MAX` a kind."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if len(plain) < SIGNS_MIN:
        return []
    await tx.fetch("SELECT set_config('statement_timeout', $1, true)", str(MILLISECONDS_MAX))
    found: list[Hit] = []
    pattern = f"%{plain}%"
    for name, right, view in KINDS:
        if person.may(right):
            rows = await tx.fetch(sql[name], _of(person, right), pattern, EACH_MAX)
            found += [view(row) for row in rows]
    if person.may(Right.SALES_READ):
        found += await _bought(tx, _of(person, Right.SALES_READ), words, pattern=pattern)
    return found


def _of(person: Person, right: Right) -> list[int] | None:
    """The organizations in which the person has the right; None for all."""
    where = person.where(right)
    return list(where) if where is not None else None


async def _bought(tx: Tx, of: list[int] | None, words: str, *, pattern: str) -> list[Hit]:
    """Orders by their reference, and buyers by name or address with their newest order."""
    reference = read_reference(words) or read_reference(words.strip().rpartition("-")[0])
    rows: Sequence[Any] = []
    if reference is not None:
        rows = await tx.fetch(sql["order_named"], of, reference)
    if rows or len(words.strip()) < BUYER_SIGNS_MIN:
        return [_order(row) for row in rows]
    try:
        async with tx.raw.transaction():
            found = await tx.fetch(sql["buyers"], of, pattern, 4 * EACH_MAX)
    except asyncpg.QueryCanceledError:
        return []  # too many to look through while somebody types; their reference finds each
    people: dict[str, Any] = {}
    for row in found:
        people.setdefault(row["buyer_email"].lower(), row)
    customers = [_customer(row) for row in list(people.values())[:EACH_MAX]]
    return [_order(row) for row in found[:EACH_MAX]] + customers


def _show(row: Any) -> Hit:
    detail = f"{rfc3339(row['starts_at'])} · {row['venue']}, {row['hall']}"
    return Hit(Kind.SHOW, row["title"], detail, f"/organizer/shows/{row['id']}")


def _title(row: Any) -> Hit:
    return Hit(Kind.TITLE, row["name"], row["kind"], f"/organizer/titles/{row['id']}")


def _venue(row: Any) -> Hit:
    base = f"/organizer/organizations/{row['organization_id']}/venues"
    return Hit(Kind.VENUE, row["name"], row["city"], f"{base}/{row['id']}")


def _order(row: Any) -> Hit:
    detail = f"{row['buyer_name']} · {row['title']}"
    return Hit(Kind.ORDER, row["reference"], detail, f"/organizer/orders/{row['id']}")


def _customer(row: Any) -> Hit:
    url = f"/organizer/shows/{row['show_id']}/orders?q={row['buyer_email']}"
    return Hit(Kind.CUSTOMER, row["buyer_name"], row["buyer_email"], url)


KINDS = (
    ("shows", Right.SALES_READ, _show),
    ("titles", Right.CATALOGUE_CHANGE, _title),
    ("venues", Right.VENUES_CHANGE, _venue),
)
"""The query of each kind, the right to open what it finds, and how that looks."""
