"""Issue cards, look at one, let one pay, block it, let it expire."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.signing import Signer
from tessera.offers.cards.codes import hash_of, new_code, read_code
from tessera.offers.cards.model import Card, CardRefusal, Issue, Issued, Move

sql = named.beside(__file__)

REAP_MAX = 50
EXPIRE_AT_ONCE = 200
YEARS_MAX = 10


async def issue_cards(
    tx: Tx, signer: Signer, organization: tuple[int, str], *, wanted: Issue, by: UUID, now: datetime
) -> list[Issued]:
    """Make cards of an organization (id and currency). What a house has sold itself it owes to the
    card's owner, not to the platform: the liability stands against what is payable to it.

    Raises `Invalid`.
    """
    _check(wanted, now)
    organization_id, currency = organization
    issued = []
    for _ in range(wanted.count):
        card_id, code = new_id(), new_code()
        signs = code.replace("-", "")
        await tx.fetch(
            sql["issue"],
            card_id,
            organization_id,
            currency,
            hash_of(signer, signs),
            signs[-4:],
            wanted.amount,
            wanted.how,
            wanted.note,
            wanted.expires_at,
            by,
        )
        await tx.fetch(sql["move"], new_id(), card_id, "issued", wanted.amount)
        await tx.fetch(sql["post"], new_id(), card_id, currency, wanted.amount)
        issued.append(Issued(card_id, code))
    return issued


def _check(wanted: Issue, now: datetime) -> None:
    problems = []
    if wanted.how not in ("sold", "given"):
        problems.append(Problem("how", "choose one"))
    until = wanted.expires_at
    if until is not None and until.tzinfo is None:
        problems.append(Problem("expires_at", "must name its offset from UTC"))
    elif until is not None and not now < until < now + timedelta(days=366 * YEARS_MAX):
        problems.append(Problem("expires_at", "must lie ahead, within ten years"))
    if problems:
        raise Invalid(problems)


async def read_cards(connection: Any, card_ids: Sequence[UUID]) -> list[Card]:
    """Those that exist, the newest first."""
    rows = await connection.fetch(sql["cards"], list(card_ids))
    return [Card(**dict(row)) for row in rows]


async def read_card(connection: Any, card_id: UUID) -> Card:
    """One card. Raises `NotFound`."""
    found = await read_cards(connection, [card_id])
    if not found:
        raise NotFound("gift card")
    return found[0]


async def cards_of(
    connection: Any, organization_id: int, *, before: UUID | None, words: str, limit: int
) -> list[Card]:
    """A house's cards, the newest first."""
    plain = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await connection.fetch(sql["cards_of"], organization_id, before, plain, limit)
    return await read_cards(connection, [row["id"] for row in rows])


async def card_of_code(connection: Any, signer: Signer, text: str) -> Card:
    """The card whose code somebody typed. Raises `Refused(gift_card_unknown)`."""
    signs = read_code(text)
    rows = await connection.fetch(sql["by_code"], hash_of(signer, signs)) if signs else []
    if not rows:
        raise Refused(CardRefusal.GIFT_CARD_UNKNOWN)
    return await read_card(connection, rows[0]["id"])


async def moves_of(connection: Any, card_id: UUID) -> list[Move]:
    """What happened to a card, the newest first."""
    return [Move(**dict(row)) for row in await connection.fetch(sql["moves"], card_id)]


def refuse_card(card: Card, *, organization_id: int, currency: str, now: datetime) -> None:
    """Raise `Refused` unless the card pays here and now."""
    if card.organization_id != organization_id or card.currency != currency:
        raise Refused(CardRefusal.GIFT_CARD_UNKNOWN)
    if not card.usable(now):
        raise Refused(CardRefusal.GIFT_CARD_UNUSABLE)
    if not card.available:
        raise Refused(CardRefusal.GIFT_CARD_EMPTY)


async def lock_card(tx: Tx, signer: Signer, text: str) -> Card:
    """The card of a code, locked until the transaction ends: whoever else wants to pay by it waits,
    so what is found on it is there. What lapsed orders held of it is free again at that moment."""
    card = await card_of_code(tx, signer, text)
    await tx.fetch(sql["lock_card"], card.id)
    await tx.fetch(sql["release_cards"], card.id, REAP_MAX)
    return await read_card(tx, card.id)


async def hold_card(tx: Tx, card: Card, order_id: UUID, *, amount: int, until: datetime) -> None:
    """Keep so much of a locked card for an order until its deadline."""
    await tx.fetch(sql["hold"], order_id, card.id, amount, until)


async def block_card(tx: Tx, card_id: UUID, *, blocked: bool) -> Card:
    """Let a card that was lost pay no more, or again. Its balance stays."""
    await tx.fetch(sql["block"], card_id, blocked)
    return await read_card(tx, card_id)


async def release_card(tx: Tx, order_id: UUID) -> None:
    """Give back what an order holds of a card; its row is locked by this transaction."""
    await tx.fetch(sql["release_order"], order_id)


async def look_after_cards(db: Any) -> int:
    """The worker's round: what lapsed orders held is free, what has expired is its house's."""
    async with db.transaction() as tx:
        [row] = await tx.fetch(sql["release_cards"], None, REAP_MAX)
        expired = await tx.fetch(sql["expired"], EXPIRE_AT_ONCE)
        for card in expired:
            await tx.fetch(sql["empty"], card["id"])
            await tx.fetch(sql["move"], new_id(), card["id"], "expired", -card["balance"])
            await tx.fetch(sql["post"], new_id(), card["id"], card["currency"], -card["balance"])
    return int(row["released"]) + len(expired)
