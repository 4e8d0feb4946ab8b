"""Open a sale of a card, and read it."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from tessera.accounts.model import Person
from tessera.accounts.rules import NAME_SIGNS_MAX, email_problem
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id
from tessera.offers.cards.online.model import (
    DELIVER_DAYS_MAX,
    SALE_SECONDS,
    CardPayment,
    CardSale,
    CardWanted,
    SaleRefusal,
    Shop,
    Somebody,
)
from tessera.offers.cards.online.shop import read_shop

sql = named.beside(__file__)

MORNING = time(8)


async def open_sale(
    tx: Tx, wanted: CardWanted, *, person: Person | None, locale: str, now: datetime
) -> CardSale:
    """A sale to be paid within half an hour. Raises `Invalid`, `Refused(gift_card_shop_closed)`."""
    try:
        shop = await read_shop(tx, wanted.organization_id)
    except NotFound:
        raise Refused(SaleRefusal.GIFT_CARD_SHOP_CLOSED) from None
    if not shop.enabled:
        raise Refused(SaleRefusal.GIFT_CARD_SHOP_CLOSED)
    deliver_at = _checked(wanted, shop, now)
    sale_id = new_id()
    await tx.fetch(
        sql["open"],
        sale_id,
        shop.organization_id,
        shop.currency,
        wanted.amount,
        person.account_id if person is not None and person.key_id is None else None,
        *(wanted.buyer.name.strip(), wanted.buyer.email.strip()),
        *(wanted.recipient.name.strip(), wanted.recipient.email.strip()),
        wanted.message.strip(),
        locale,
        deliver_at,
        SALE_SECONDS,
    )
    return await read_sale(tx.raw, sale_id)


def _checked(wanted: CardWanted, shop: Shop, now: datetime) -> datetime | None:
    problems = [*_of("buyer", wanted.buyer), *_of("recipient", wanted.recipient)]
    if not shop.least <= wanted.amount <= shop.most:
        problems.append(Problem("amount", "is less or more than this house sells"))
    if any(not sign.isprintable() and sign not in "\r\n" for sign in wanted.message):
        problems.append(Problem("message", "must have printable characters"))
    deliver_at = None
    if wanted.deliver_on is not None:
        zone = ZoneInfo(shop.timezone)
        deliver_at = datetime.combine(wanted.deliver_on, MORNING, zone)
        today = now.astimezone(zone).date()
        if not today <= wanted.deliver_on <= today + timedelta(days=DELIVER_DAYS_MAX):
            problems.append(Problem("deliver_on", "must be today or a day of the year ahead"))
    if problems:
        raise Invalid(problems)
    return max(deliver_at, now) if deliver_at else None


def _of(who: str, somebody: Somebody) -> list[Problem]:
    name, problems = somebody.name.strip(), []
    if not 1 <= len(name) <= NAME_SIGNS_MAX or not name.isprintable():
        size = f"must have 1 to {NAME_SIGNS_MAX} printable characters"
        problems.append(Problem(f"{who}.name", size))
    if message := email_problem(somebody.email.strip()):
        problems.append(Problem(f"{who}.email", message))
    return problems


async def read_sale(connection: Any, sale_id: UUID) -> CardSale:
    """One sale. Raises `NotFound`."""
    row = await connection.fetchrow(sql["sale"], sale_id)
    if row is None:
        raise NotFound("gift card")
    return _sale(row)


async def sales_of(
    connection: Any, organization_id: int, *, before: UUID | None, limit: int
) -> list[CardSale]:
    """A house's sales, the newest first."""
    rows = await connection.fetch(sql["sales_of"], organization_id, before, limit)
    return [_sale(row) for row in rows]


async def payments_of(connection: Any, sale_id: UUID) -> list[CardPayment]:
    """The attempts to pay a sale, the oldest first."""
    return [payment_of(row) for row in await connection.fetch(sql["payments"], sale_id)]


async def read_payment(connection: Any, payment_id: UUID) -> CardPayment | None:
    """One attempt, or None."""
    row = await connection.fetchrow(sql["payment"], payment_id)
    return payment_of(row) if row else None


def payment_of(row: Any) -> CardPayment:
    """A row of `card_payments` with its sale's house and deadline."""
    return CardPayment(**{f: row[f] for f in CardPayment.__struct_fields__})


def _sale(row: Any) -> CardSale:
    return msgspec.convert({f: row[f] for f in CardSale.__struct_fields__}, CardSale)
