"""A small world to break: one show, some places sold, one given back, all by the verbs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

from tessera.accounts.passwords import Passwords
from tessera.accounts.register import register
from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, TitleKind, TitleStatus
from tessera.kit.database import Database, Tx, connect
from tessera.operations.demo.sales import Sale, sell
from tessera.orders.cancel import cancel
from tessera.orders.model import Buyer
from tessera.organizations.found import found_organization
from tessera.organizations.model import NewOrganization
from tessera.shows.model import ForSale, Show
from tessera.shows.plan import NewShow, plan_show
from tessera.shows.stage import set_stage
from tessera.venues.enter import enter_hall, enter_seat_plan, enter_venue
from tessera.venues.model import NewHall, NewVenue
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.cinema import Band, cinema

PLAN = cinema(rows=2, seats_per_row=6, aisles=(), bands=(Band("prime", "Prime", 2),), accessible=0)
PLACES = ((0, 1), (2, 3), (6,))
LIMIT = 4


class Stage(NamedTuple):
    """What a show can be planned on."""

    organization_id: int
    title_id: int
    hall_id: int


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Both ways to the database."""
    db = await connect(url, connections_max=3)
    try:
        yield db
    finally:
        await db.close()


async def build_stage(tx: Tx) -> Stage:
    """An organization, a title and a hall with a plan of twelve places."""
    await register(tx, Passwords(), email="owner@x.test", password="correct horse", name="An Owner")
    organization = await found_organization(
        tx, NewOrganization(name="O", slug="o", currency="EUR", owner_email="owner@x.test")
    )
    title = await enter_title(
        tx,
        NewTitle(
            kind=TitleKind.FILM, status=TitleStatus.RELEASED, name="Night", runtime_minutes=90
        ),
    )
    venue = await enter_venue(
        tx,
        NewVenue(
            organization_id=organization.id,
            name="House",
            city="Paris",
            country="FR",
            timezone="Europe/Paris",
        ),
    )
    plan = await enter_seat_plan(tx, organization.id, PLAN)
    hall = await enter_hall(tx, venue, NewHall(name="One", seat_plan_id=plan.id))
    return Stage(organization.id, title.id, hall.id)


async def build_show(tx: Tx, stage: Stage, **more: Any) -> Show:
    """A show in a week, on sale, with a limit per customer."""
    now = datetime.now(UTC)
    new = NewShow(
        title_id=stage.title_id,
        hall_id=stage.hall_id,
        **{
            "starts_at": now + timedelta(days=7),
            "sales_open_at": now - timedelta(days=1),
            "prices": {"prime": 1000},
            "places_per_customer_max": LIMIT,
            **more,
        },
    )
    found = await set_stage(tx, title_id=new.title_id, hall_id=new.hall_id, seat_plan_id=None)
    return await plan_show(tx, found, new, now=now)


async def build_world(url: str) -> Show:
    """Three orders of different buyers, the last one given back and its refund under way."""
    async with opened(url) as db:
        async with db.transaction() as tx:
            show = await build_show(tx, await build_stage(tx))
        async with db.transaction() as tx:
            await sell(tx, sales_of(show), lambda step: None)
        async with db.transaction() as tx:
            order_id = await tx.raw.fetchval("SELECT order_id FROM tickets WHERE place = 6")
            await cancel(tx, order_id, show, lines=None)
    return show


def sales_of(show: Show, places: Sequence[tuple[int, ...]] = PLACES) -> list[Sale]:
    """Sales to a buyer each, an hour ago."""
    for_sale = ForSale(show, compile_plan(PLAN))
    at = datetime.now(UTC) - timedelta(hours=1)
    return [
        Sale(for_sale, group, Buyer("A Buyer", f"b{number}@x.test", number), at)
        for number, group in enumerate(places)
    ]


async def run(url: str, *statements: str) -> None:
    """Break something by hand."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
