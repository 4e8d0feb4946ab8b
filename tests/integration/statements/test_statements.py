"""Statements: what one period closes with the next one opens with, whatever was added up before."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.orders.open import open_orders
from tessera.organizations.found import read_organization
from tessera.organizations.periods import Period
from tessera.services import Services
from tessera.statements.days import add_day, add_days, reopen
from tessera.statements.draw import draw_up
from tessera.statements.model import ASSETS, Account, Kind, Statement, rate_key
from tessera.statements.rules import utc_midnight
from tests.fixtures.house import create_house, create_show, hold, order
from tests.integration.orders.test_cancel import bought, cancelled

TIMEZONE = "Asia/Kolkata"
FIRST = date(2026, 3, 1)
DAYS = 40
POST = """INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
    SELECT $1, e.account, $2, e.amount, 'INR', $5
    FROM unnest($3::text[], $4::bigint[]) AS e (account, amount)"""


def random_posting(chance: random.Random) -> dict[str, int]:
    """A ledger transaction of some kind, that sums to nought."""
    face, fee, tax = (chance.randint(1, 10**6) for _ in range(3))
    total, clearing = face + fee + tax, "provider_clearing"
    sold = {"organization_payable": -face, "fees": -fee, "taxes": -tax}
    return chance.choice([
        {clearing: total, **sold},
        {clearing: total, **sold},
        {clearing: total, "customer": -total},
        {"customer": total, **sold},
        {"refunds": -total, **{account: -amount for account, amount in sold.items()}},
        {"refunds": total, clearing: -total},
        {"customer": total, clearing: -total},
        {"chargebacks": total, clearing: -total},
        {clearing: total, "chargebacks": -total},
        {"organization_payable": total, "chargebacks": -total},
    ])  # fmt: skip


async def orders_of_some_shows(services: Services) -> list[UUID]:
    """One order each of three shows; nothing is paid yet."""
    house, orders = await create_house(services), []
    for days in (1, 2, 3):
        show = await create_show(services, house, days=days)
        held = hold(show.id, 0)
        await place(services.db.pool, [held])
        opening = order(held, show)
        await open_orders(services.db.pool, [opening])
        orders.append(opening.order_id)
    return orders


async def write_history(services: Services, chance: random.Random) -> None:
    """Postings in the order of time; now and then the days before them are added up."""
    orders = await orders_of_some_shows(services)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    async with services.db.transaction() as tx:
        await reopen(tx, at)
        until = await tx.raw.fetchval("UPDATE ledger_days_until SET day = $1 RETURNING day", FIRST)
    while at.date() < FIRST + timedelta(days=DAYS):
        posting = random_posting(chance)
        order_id, entries = chance.choice(orders), (list(posting), list(posting.values()))
        await services.db.pool.execute(POST, new_id(), order_id, *entries, at)
        at += timedelta(minutes=chance.choice([0, 1, 90, 700, 3000]))
        while until < at.date() and chance.random() < 0.4:
            async with services.db.transaction() as tx:
                assert await add_day(tx, margin_seconds=0)
                until = await tx.raw.fetchval("SELECT day FROM ledger_days_until")
            if until > at.date():
                return


async def drawn(services: Services, since: date, until: date) -> Statement:
    """The statement of the only organization."""
    async with services.db.transaction() as tx:
        house = await tx.raw.fetchval("SELECT id FROM organizations")
        organization = await read_organization(tx, house)
        period = Period(since, until, TIMEZONE)
        return await draw_up(tx, organization, period, currency=None, now=services.clock())


async def balances_at(services: Services, at: datetime) -> Counter[str]:
    """The ledger itself, before an instant."""
    rows = await services.db.pool.fetch(
        "SELECT account, sum(amount) AS s FROM ledger_entries WHERE at < $1 GROUP BY 1", at
    )
    return Counter({row["account"]: int(row["s"]) for row in rows})


def cuts(chance: random.Random) -> list[date]:
    """Days at which periods begin, from before the history to after it."""
    some = sorted(chance.sample(range(1, DAYS + 5), 6))
    return [FIRST + timedelta(days=n) for n in (-3, 0, *some)]


@pytest.mark.parametrize("seed", range(6))
async def test_periods_close_with_what_the_next_one_opens_with(
    services: Services, seed: int
) -> None:
    """Random histories, days added up or not: each balance is the ledger's own at that midnight."""
    chance = random.Random(seed)
    await write_history(services, chance)
    days = cuts(chance)

    chain = [
        await drawn(services, since, following - timedelta(days=1))
        for since, following in pairwise(days)
    ]

    for statement, following in pairwise(chain):
        ledger = await balances_at(services, statement.period.ends)
        for account in Account:
            closing = statement.account(account).closing
            assert closing == following.account(account).opening
            assert closing == ledger[account] * (1 if account in ASSETS else -1)
        payable = statement.account(Account.PAYABLE)
        assert sum(s.payable for s in statement.shows) == payable.closing - payable.opening


async def test_statement_is_the_same_before_and_after_days_are_added_up(
    services: Services,
) -> None:
    """Adding up changes how long it takes, nothing else."""
    await write_history(services, random.Random(99))
    since, until = FIRST + timedelta(days=4), FIRST + timedelta(days=30)
    async with services.db.transaction() as tx:
        await reopen(tx, datetime(2026, 3, 1, tzinfo=UTC))

    before = await drawn(services, since, until)
    while await add_days(services.db, margin_seconds=0):
        pass
    after = await drawn(services, since, until)

    assert await services.db.pool.fetchval("SELECT count(*) FROM ledger_days") > 50
    assert (before.accounts, before.shows) == (after.accounts, after.shows)


async def test_sale_and_cancellation_are_told_with_their_tax_by_rate(services: Services) -> None:
    """What invoice and credit note split by rates the statement does too; the rest is nought."""
    order_id, show = await bought(services, 0, 1)
    await cancelled(services, order_id, show, lines=[1])
    today = services.clock().date()

    statement = await drawn(services, today - timedelta(days=1), today + timedelta(days=1))

    price = show.prices["regular"]
    taxes = {(c.kind, c.rate): c.amount for c in statement.account(Account.TAXES).changes}
    rate = rate_key("Tax", 1800)
    assert taxes == {(Kind.SALE, rate): 2 * price.tax, (Kind.CANCELLATION, rate): -price.tax}
    [told] = statement.shows
    assert (told.sales, told.refunds, told.payable) == (2 * price.face, price.total, price.face)


async def test_day_is_not_added_up_while_a_transaction_of_it_is_open(services: Services) -> None:
    """Who began just before midnight may still post with an instant of that day."""
    today = services.clock().date()
    await services.db.pool.execute("UPDATE ledger_days_until SET day = $1", today)
    async with services.db.pool.acquire() as other:
        async with other.transaction():
            begun = await other.fetchval("SELECT now()")
            shift = utc_midnight(today + timedelta(days=1)) - begun - timedelta(milliseconds=1)
            meanwhile = await add_with_clock(services, shift)
        afterwards = await add_with_clock(services, shift)

    assert (meanwhile, afterwards) == (False, True)


async def add_with_clock(services: Services, shift: timedelta) -> bool:
    """Add up a day by a database clock that is shifted."""
    async with services.db.transaction() as tx:
        clock = f"{shift.total_seconds():.6f} seconds"
        await tx.fetch("SELECT set_config('tessera.clock_offset', $1, true)", clock)
        return await add_day(tx, margin_seconds=0)
