"""Enter, change and remove entries of the guide: the same for each of its kinds."""

from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tessera.guide.model import GuideRefusal, Plan, Restaurant, Streaming
from tessera.guide.tables import restaurants, streaming_plans, streaming_titles
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused

Entry = TypeVar("Entry", Restaurant, Streaming, Plan)


class Shelf(NamedTuple, Generic[Entry]):
    """One kind of entry: where it is kept, and what it is called."""

    table: Table
    entry: type[Entry]
    what: str


RESTAURANTS = Shelf(restaurants, Restaurant, "restaurant")
STREAMING = Shelf(streaming_titles, Streaming, "streaming title")
PLANS = Shelf(streaming_plans, Plan, "plan")


def entry_of(shelf: Shelf[Entry], row: Any) -> Entry:
    """A row as a value."""
    fields = {name: row[name] for name in shelf.entry.__struct_fields__}
    return msgspec.convert(fields, shelf.entry, strict=False)


async def read_entry(tx: Tx, shelf: Shelf[Entry], entry_id: int, *, lock: bool = False) -> Entry:
    """One entry, shown or not. Raises `NotFound`."""
    query = select(shelf.table).where(shelf.table.c.id == entry_id)
    row = await tx.one(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(shelf.what)
    return entry_of(shelf, row)


async def enter(tx: Tx, shelf: Shelf[Entry], new: msgspec.Struct) -> Entry:
    """Enter one. Raises `Invalid`, `Refused(name_taken)`."""
    fields = _tidy(msgspec.to_builtins(new), new)
    if shelf is RESTAURANTS:
        _check_spot(fields)
    statement = insert(shelf.table).values(**fields, version=1).returning(shelf.table.c.id)
    try:
        entry_id = (await tx.execute(statement)).scalar_one()
    except IntegrityError as error:
        raise _refusal(error) from error
    return await read_entry(tx, shelf, entry_id)


async def change(tx: Tx, shelf: Shelf[Entry], entry_id: int, *, wanted: msgspec.Struct) -> Entry:
    """Change what is given. Raises `NotFound`, `Invalid`, `Refused`: `changed_meanwhile` with what
    it is now, `name_taken`."""
    entry = await read_entry(tx, shelf, entry_id, lock=True)
    fields = given(wanted)
    if fields.pop("version", entry.version) != entry.version:
        current = msgspec.to_builtins(entry)
        raise Refused(GuideRefusal.CHANGED_MEANWHILE, current=current)
    fields = _tidy(msgspec.to_builtins(fields), wanted)
    if shelf is RESTAURANTS:
        _check_spot(msgspec.to_builtins(entry) | fields)
    now = update(shelf.table).where(shelf.table.c.id == entry_id)
    try:
        await tx.execute(now.values(**fields, version=shelf.table.c.version + 1))
    except IntegrityError as error:
        raise _refusal(error) from error
    return await read_entry(tx, shelf, entry_id)


async def remove(tx: Tx, shelf: Shelf[Entry], entry_id: int) -> None:
    """Remove one. Raises `NotFound`."""
    gone = await tx.execute(delete(shelf.table).where(shelf.table.c.id == entry_id))
    if not gone.rowcount:
        raise NotFound(shelf.what)


def _tidy(fields: dict[str, Any], typed: msgspec.Struct) -> dict[str, Any]:
    """Days as days for the database, texts without blanks around them, words of lists once."""
    done = dict(fields)
    for name, value in fields.items():
        if name == "added_on":
            done[name] = getattr(typed, name)
        elif name in ("cuisines", "genres", "languages"):
            done[name] = list(dict.fromkeys(value))
        elif isinstance(value, str):
            done[name] = value.strip()
    if "name" in done and not done["name"]:
        raise Invalid([Problem("name", "must have printable characters")])
    return done


def _check_spot(fields: dict[str, Any]) -> None:
    if (fields["latitude"] is None) != (fields["longitude"] is None):
        raise Invalid([Problem("longitude", "must be given with the latitude, or neither")])


def _refusal(error: IntegrityError) -> Exception:
    return Refused(GuideRefusal.NAME_TAKEN) if "name_key" in str(error.orig) else error
