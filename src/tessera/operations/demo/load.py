"""Load the demo, and keep it current: first what stays, then two weeks of shows, then buyers.

Two transactions: what a kill leaves undone, the next start does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from tessera.accounts.passwords import Passwords
from tessera.insights.roll_up import roll_up_all
from tessera.kit import sql as named
from tessera.kit.database import Database, Tx, connect
from tessera.kit.errors import Refused
from tessera.kit.signing import Signer
from tessera.operations.demo.box_office import work_at_desk
from tessera.operations.demo.demand import HOURS_AGO, demand, own_orders
from tessera.operations.demo.house import STEPS, Report, enter_house
from tessera.operations.demo.kept import keep_some, run_some
from tessera.operations.demo.people import ADMIN, CUSTOMER
from tessera.operations.demo.pictures import enter_pictures
from tessera.operations.demo.sales import Sale, sell, write_books
from tessera.operations.demo.schedule import House, plan_missing, read_house
from tessera.parts import files
from tessera.settings import Settings
from tessera.shows.model import ForSale
from tessera.shows.read import read_shows
from tessera.venues.plan.compiled import CompiledPlan
from tessera.venues.read import PlanShelf

sql = named.beside(__file__)

SOME_SLUG = "lantern-cinemas"
STEPS_MAX = STEPS + 1 + len(HOURS_AGO)
"""How often `load` reports, for a progress bar."""
CONNECTIONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did. `fresh`: the demo was not there before."""

    fresh: bool
    shows: int
    orders: int


class NotEmpty(Refused):
    """The database holds something that is not the demo."""

    def __init__(self) -> None:
        super().__init__("not_empty")

    def __str__(self) -> str:
        return "The database is not empty and holds no demo: the demo would mix with your data."


def quiet(step: str) -> None:
    """Report to nobody."""


async def load_if_empty(settings: Settings, report: Report = quiet) -> bool:
    """Fill an empty database with the demo, or keep a demo current; answers whether it was empty.

    A database of your own is left alone.
    """
    try:
        return (await load(settings, report)).fresh
    except NotEmpty:
        return False


async def load(settings: Settings, report: Report = quiet) -> Loaded:
    """Load the demo into an empty database, or bring a demo up to date. Raises `NotEmpty`."""
    async with _database(settings) as db:
        fresh = await _enter(db, settings, report)
        return await _bring_up_to_date(db, settings, fresh=fresh, report=report)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    db = await connect(
        settings.database_url,
        connections_max=CONNECTIONS_MAX,
        clock_offset_seconds=settings.clock_offset_seconds,
        name="tessera-demo",
    )
    try:
        yield db
    finally:
        await db.close()


async def _enter(db: Database, settings: Settings, report: Report) -> bool:
    async with db.transaction() as tx:
        if await tx.raw.fetchval(sql["is_demo"], ADMIN, SOME_SLUG):
            return False
        if not await tx.raw.fetchval(sql["is_empty"]):
            raise NotEmpty
        await enter_house(tx, Passwords(), report)
        store = files(settings)
        try:
            await enter_pictures(tx, store)
        finally:
            await store.close()
        return True


async def _bring_up_to_date(
    db: Database, settings: Settings, *, fresh: bool, report: Report
) -> Loaded:
    customers = Signer(settings.secret, "customer")
    async with db.transaction() as tx:
        row = await tx.fetch_one(sql["wall_clock"])
        assert row is not None, "a database knows the time"
        house = await read_house(tx)
        added = await plan_missing(tx, house, row["now"])
        report("Shows")
        plans = PlanShelf(db.pool)
        sales = await _sales(tx, house, plans=plans, customers=customers, now=row["now"])
        captured = await sell(tx, sales, report)
        if fresh:
            evenings = set(house.events)
            await run_some(tx, house, row["now"])
            await keep_some(tx, [s.for_sale for s in sales if s.for_sale.show.title.id in evenings])
        await tx.fetch(sql["mark_sold_out"], sorted({s.for_sale.show.id for s in sales}))
        if fresh:
            await work_at_desk(tx, [sale.for_sale for sale in sales])
        # Before the commit: a refund must never meet a gateway that has not heard of its payment.
        write_books(settings.var / "gateway.jsonl", captured)
    # The worker would do it too; so the first look at a dashboard finds figures.
    await roll_up_all(db)
    return Loaded(fresh, added, len(captured))


async def _sales(
    tx: Tx, house: House, *, plans: PlanShelf, customers: Signer, now: datetime
) -> list[Sale]:
    halls = [stage.hall_id for stage in house.stages]
    rows = await tx.fetch(sql["unsold"], halls, house.events)
    compiled: dict[int, CompiledPlan] = {
        plan_id: await plans.get(plan_id) for plan_id in {row["seat_plan_id"] for row in rows}
    }
    shows = [
        ForSale(show, compiled[show.seat_plan_id])
        for show in await read_shows(tx, [row["id"] for row in rows])
    ]
    account = await tx.fetch_one(sql["customer"], CUSTOMER)
    first = account is not None and not account["buys"]
    own: list[Sale] = []
    if account is not None and first:
        own = list(own_orders(shows, account_id=account["id"], customers=customers, now=now))
    taken = {(sale.for_sale.show.id, place) for sale in own for place in sale.places}
    others = [
        sale
        for sale in demand(shows, customers, now, first=first)
        if not any((sale.for_sale.show.id, place) in taken for place in sale.places)
    ]
    return own + others
