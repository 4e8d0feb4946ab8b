"""Edit a show, and tell those who have booked it what is different now.

Other times and halls are moves (orders/move): everybody is carried over, or has the money back.
What else a buyer has counted on, title, language and format, is told by mail and in the inbox.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.jobs import enqueue
from tessera.shows.change import ShowChange, change_show
from tessera.shows.editing.model import EXAMPLES_MAX, Announced, Booked, Bookings, Notice
from tessera.shows.model import Show
from tessera.shows.read import read_shows
from tessera.web.present import N_
from tessera.web.templates import LOCALES, translations

sql = named.beside(__file__)

WORDS = {"title": N_("Title"), "language": N_("Language"), "format": N_("Format")}
SUBJECT = N_("%(title)s: something has changed")


async def bookings_of(connection: Any, show_id: int) -> Bookings:
    """Who has booked a show; the first ones by name."""
    [counts] = await connection.fetch(sql["bookings"], show_id)
    rows = await connection.fetch(sql["booked"], show_id, EXAMPLES_MAX)
    examples = tuple(
        Booked(str(r["id"]), r["reference"], r["buyer_name"], r["places"]) for r in rows
    )
    return Bookings(counts["orders"], counts["places"], examples)


async def announced(connection: Any, show: Show, change: ShowChange) -> tuple[Announced, ...]:
    """What a change would tell people who have booked."""
    fields = given(change)
    title_id = fields.get("title_id", show.title.id)
    told = [
        Announced(what, getattr(show, what), fields[what])
        for what in ("language", "format")
        if what in fields and fields[what] != getattr(show, what)
    ]
    if title_id != show.title.id:
        rows = await connection.fetch(sql["title_name"], title_id)
        told.insert(0, Announced("title", show.title.name, rows[0]["name"] if rows else "?"))
    return tuple(told)


async def edit_show(
    tx: Tx, show_id: int, change: ShowChange, *, now: datetime, note: str = ""
) -> tuple[Show, Notice | None]:
    """Change a show; whoever has booked is told of what concerns them. Raises as `change_show`."""
    found = await read_shows(tx, [show_id])
    if not found:
        raise NotFound("show")
    told = await announced(tx, found[0], change)
    show = await change_show(tx, show_id, change, now=now)
    [counts] = await tx.fetch(sql["bookings"], show_id)
    if not told or not counts["orders"]:
        return show, None
    text = msgspec.json.encode(told).decode()
    row = await tx.fetch_one(sql["enter_notice"], show_id, text, note[:500], counts["orders"])
    assert row is not None, "an insert that returns has a row"
    await enqueue(tx, "mail_change", str(row["id"]))
    orders = [r["id"] for r in await tx.fetch(sql["orders_booked"], show_id)]
    bodies = {
        locale: "\n".join(filter(None, (*lines_of(told, locale), note))) for locale in LOCALES
    }
    await tell_inboxes(
        tx, orders, subject=SUBJECT, bodies=bodies, values={"title": show.title.name}
    )
    return show, await read_notice(tx, row["id"])


def lines_of(told: Sequence[Announced], locale: str) -> list[str]:
    """Each change in words of a language."""
    speak = translations(locale).gettext
    return [f"{speak(WORDS[one.what])}: {one.before or '–'} → {one.after or '–'}" for one in told]


async def tell_inboxes(
    tx: Tx,
    order_ids: Sequence[UUID],
    *,
    subject: str,
    bodies: Mapping[str, str],
    values: Mapping[str, str],
) -> None:
    """Put a message into the inbox of whoever has these orders and an account, each in the
    language of the order; it leads to the order."""
    for locale in LOCALES:
        said = translations(locale).gettext(subject) % values
        await tx.fetch(sql["tell_inboxes"], list(order_ids), locale, said, bodies[locale])


async def read_notice(connection: Any, notice_id: int) -> Notice:
    """What was told. Raises `NotFound`."""
    rows = await connection.fetch(sql["notice"], notice_id)
    if not rows:
        raise NotFound("notice")
    return _notice(rows[0])


async def notices_of(connection: Any, show_id: int) -> list[Notice]:
    """What people who had booked a show were told, the newest first."""
    return [_notice(row) for row in await connection.fetch(sql["notices_of"], show_id)]


def _notice(row: Any) -> Notice:
    fields = dict(row)
    fields["changes"] = msgspec.json.decode(fields["changes"], type=tuple[Announced, ...])
    return Notice(**fields)
