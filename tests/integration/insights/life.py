"""A random life of two houses under a clock that only goes on, and its figures added up by hand."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tessera.claims.place import place
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.orders.cancel import cancel
from tessera.orders.model import Line
from tessera.orders.open import open_orders
from tessera.payments.model import Settle, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tessera.shows.model import Show
from tessera.venues.enter import enter_hall, enter_venue
from tessera.venues.model import NewHall, NewVenue
from tests.fixtures.house import create_house, create_show, hold, order

SEATS = 60
HOURS_BACK = 60
TIMES = ("starts_at", "ends_at", "hall_busy_until")
Key = tuple[str, int, datetime, str, int]
"""Scope, its id, the hour, the currency, the organization."""


@dataclass
class Life:
    """What lives: shows, and a clock some hours behind ours."""

    services: Services
    chance: random.Random
    shows: list[Show] = field(default_factory=list)
    free: dict[int, list[int]] = field(default_factory=dict)
    halls: list[int] = field(default_factory=list)
    behind: timedelta = timedelta(hours=HOURS_BACK)

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[Tx]:
        """A transaction at the life's own time, a little later than the last one."""
        self.behind -= timedelta(minutes=self.chance.choice([0, 1, 7, 40]))
        async with self.services.db.transaction() as tx:
            offset = f"{-self.behind.total_seconds()} seconds"
            await tx.fetch("SELECT set_config('tessera.clock_offset', $1, true)", offset)
            yield tx


async def begin_life(services: Services, seed: int) -> Life:
    """Four shows in one house; a second hall stands where the clock says something else."""
    life = Life(services, random.Random(seed))
    house = await create_house(services, places=SEATS)
    async with services.db.transaction() as tx:
        plan = await tx.raw.fetchval("SELECT id FROM seat_plans")
        there = NewVenue(
            organization_id=house.organization_id,
            name="Rex",
            city="St John's",
            country="CA",
            timezone="America/St_Johns",
        )
        hall = await enter_hall(
            tx, await enter_venue(tx, there), NewHall(name="Far", seat_plan_id=plan)
        )
    life.halls = [house.hall_id, hall.id]
    for days in (3, 4, 5, 6):
        show = await create_show(services, house, days=days, hall_id=life.chance.choice(life.halls))
        life.shows.append(show)
        life.free[show.id] = list(range(SEATS))
    return life


async def live(life: Life, steps: int) -> None:
    """Some steps, each by chance."""
    acts = [buy, buy, buy, take_for_nothing, abandon, give_back, give_back, go_in, change]
    for _ in range(steps):
        async with life.moment() as tx:
            await life.chance.choice(acts)(life, tx)


async def _open(life: Life, tx: Tx, *, free: bool = False) -> Any:
    show = life.chance.choice(life.shows)
    if len(life.free[show.id]) < 3:
        return None
    places = [life.free[show.id].pop() for _ in range(life.chance.randint(1, 3))]
    version = await tx.raw.fetchval("SELECT version FROM shows WHERE id = $1", show.id)
    held = hold(show.id, *sorted(places))
    opening = order(held, show, show_version=version)
    if free:
        lines = tuple(
            Line(line.n, line.place, line.label, line.category, 0, 0, 0, line.ticket_id)
            for line in opening.lines
        )
        opening = msgspec.structs.replace(opening, lines=lines)
    await place(tx.raw, [held])
    await open_orders(tx.raw, [opening])
    return opening


async def buy(life: Life, tx: Tx, *, free: bool = False) -> None:
    """An order that is paid."""
    opening = await _open(life, tx, free=free)
    if opening is None:
        return
    attempt = StartPayment(new_id(), opening.order_id, "mock", "tok")
    await start(tx.raw, [attempt])
    reference = str(attempt.payment_id)
    yes = Settle(attempt.payment_id, "succeeded", new_id(), opening.total, "INR", reference)
    await settle(tx.raw, [yes])


async def take_for_nothing(life: Life, tx: Tx) -> None:
    """An order that costs nothing, so that the ledger never hears of it."""
    await buy(life, tx, free=True)


async def abandon(life: Life, tx: Tx) -> None:
    """An order that nobody pays; it runs out when the clock has gone on."""
    await _open(life, tx)
    await tx.fetch("SELECT expire_v2(1000)")


async def give_back(life: Life, tx: Tx) -> None:
    """Some lines of an order, by policy."""
    row = await tx.fetch_one(
        """SELECT t.order_id, array_agg(t.n ORDER BY t.n) AS ns, min(t.show_id) AS show_id
        FROM tickets t WHERE t.status = 'valid' GROUP BY 1 ORDER BY md5(t.order_id::text || $1)
        LIMIT 1""",
        str(life.chance.random()),
    )
    if row is None:
        return
    [show] = [show for show in life.shows if show.id == row["show_id"]]
    lines = life.chance.sample(row["ns"], life.chance.randint(1, len(row["ns"])))
    try:
        await cancel(tx, row["order_id"], show, lines=lines)
    except Refused:
        return


async def go_in(life: Life, tx: Tx) -> None:
    """Somebody shows a ticket at the door."""
    await tx.fetch(
        """WITH used AS (
            UPDATE tickets SET status = 'used', used_at = tessera_now(), used_gate = 'A'
            WHERE id = (SELECT id FROM tickets WHERE status = 'valid' ORDER BY md5(id::text || $1)
                LIMIT 1)
            RETURNING id, show_id
        ) INSERT INTO check_ins (id, ticket_id, show_id, account_id, gate, result, at)
        SELECT $2, id, show_id, uuidv7(), 'A', 'admitted', tessera_now() FROM used""",
        str(life.chance.random()),
        new_id(),
    )


async def change(life: Life, tx: Tx) -> None:
    """A show moves to another hour or hall, or is over, or is called off."""
    show = life.chance.choice(life.shows)
    what, value = life.chance.choice([
        (", ".join(f"{at} = {at} + $2::int * interval '1 minute'" for at in TIMES),
         life.chance.randint(1, 50)),
        ("hall_id = $2", life.chance.choice(life.halls)),
        ("status = CASE $2::int WHEN 0 THEN 'completed' WHEN 1 THEN 'cancelled' ELSE 'on_sale' END",
         life.chance.randint(0, 5)),
    ])  # fmt: skip
    await tx.fetch(f"UPDATE shows SET {what}, version = version + 1 WHERE id = $1", show.id, value)


async def by_hand(services: Services) -> dict[Key, Counter[str]]:
    """All figures, from the rows themselves."""
    fetch = services.db.pool.fetch
    shows = {
        row["id"]: row
        for row in await fetch(
            """SELECT s.*, v.id AS venue_id, v.timezone FROM shows s
            JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id"""
        )
    }
    orders = {row["id"]: row for row in await fetch("SELECT * FROM orders")}
    when = {row["id"]: row["created_at"] for row in await fetch("SELECT * FROM refunds")}
    found: dict[Key, Counter[str]] = {}

    def add(show_id: int, at: datetime, currency: str, **figures: int) -> None:
        show = shows[show_id]
        hour = at.astimezone(ZoneInfo(show["timezone"]))
        hour = hour.replace(minute=0, second=0, microsecond=0, tzinfo=None)
        own = show["organization_id"]
        for scope, scope_id, house in (
            ("show", show_id, own),
            ("title", show["title_id"], own),
            ("venue", show["venue_id"], own),
            ("organization", own, own),
            ("platform", 0, 0),
        ):
            found.setdefault((scope, scope_id, hour, currency, house), Counter()).update(figures)

    seated: Counter[int] = Counter()
    entered: Counter[int] = Counter()
    for bought in orders.values():
        add(bought["show_id"], bought["created_at"], bought["currency"], opened=1)
        if bought["paid_at"]:
            add(bought["show_id"], bought["paid_at"], bought["currency"], orders=1)
    for line in await fetch("SELECT * FROM order_lines"):
        _line(line, orders[line["order_id"]], when, add=add, seated=seated)
    for ticket in await fetch("SELECT * FROM tickets WHERE status = 'used'"):
        currency = shows[ticket["show_id"]]["currency"]
        add(ticket["show_id"], ticket["used_at"], currency, scans=1)
        entered[ticket["show_id"]] += 1
    for show in shows.values():
        _seats(show, seated[show["id"]], entered[show["id"]], add=add)
    return {key: +counted for key, counted in found.items() if +counted}


def _line(line: Any, bought: Any, when: Any, *, add: Any, seated: Counter[int]) -> None:
    if bought["paid_at"] is None:
        return
    about = bought["show_id"], bought["paid_at"], bought["currency"]
    parts = {part: line[part] for part in ("face", "fee", "tax")}
    add(*about, tickets=1, free_tickets=int(not sum(parts.values())), **parts)
    if line["refund_id"] is None:
        seated[bought["show_id"]] += 1
        return
    back = {f"back_{part}": paid - (line[f"kept_{part}"] or 0) for part, paid in parts.items()}
    born = datetime.fromtimestamp((line["refund_id"].int >> 80) / 1000, UTC)
    at = when.get(line["refund_id"], born)
    add(bought["show_id"], at, bought["currency"], back_tickets=1, **back)


def _seats(show: Any, seated: int, entered: int, *, add: Any) -> None:
    if show["status"] in ("draft", "cancelled"):
        return
    told = show["status"] == "completed" and entered > 0
    figures = {"shows": 1, "capacity": show["capacity"], "seated": seated, "entered": entered}
    if told:
        figures |= {"awaited": seated, "no_shows": seated - entered}
    add(show["id"], show["starts_at"], show["currency"], **figures)
