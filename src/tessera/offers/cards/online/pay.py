"""Pay a sale: the attempt is on record before its provider is called, outside any transaction."""

from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from tessera.kit import sql as named
from tessera.kit.errors import NotFound, Refused
from tessera.offers.cards.online.model import CardPayment, CardSale, SaleStatus
from tessera.offers.cards.online.sell import read_payment
from tessera.offers.cards.online.settle import Came, settle_card
from tessera.payments.model import PaymentRefusal
from tessera.payments.providers.guarded import Guarded
from tessera.payments.providers.port import Attempt, NextStep, ProviderAnswer
from tessera.services import Services

sql = named.beside(__file__)

PATH = "gift-cards/sales"
"""Where a provider's page sends a buyer back to, with the sale's and the attempt's ids."""


class Tried(NamedTuple):
    """An attempt after its provider was called: what came of it, what it said, where to go on."""

    came: Came
    said: ProviderAnswer
    payment_id: UUID

    @property
    def next(self) -> NextStep | None:
        """Where the buyer goes on; None where nothing is left to do."""
        return self.said.next


async def pay_sale(
    services: Services, sale: CardSale, *, payment_id: UUID, provider: str, method: str
) -> Tried:
    """One attempt. The same id again asks its provider about the same attempt.

    Raises `Refused(order_not_payable, payment_in_progress, provider_unknown,
    provider_unavailable)`.
    """
    adapter = await _provider(services, sale, provider)
    known = await read_payment(services.db.pool, payment_id)
    if known is None:
        await _start(services, sale, payment_id=payment_id, named=(provider, method))
        said = await adapter.open(attempt_of(sale, payment_id, method))
    elif known.sale_id != sale.id:
        raise Refused(PaymentRefusal.ORDER_NOT_PAYABLE)
    else:
        said = await adapter.find(attempt_of(sale, payment_id, known.method), known.reference)
    return Tried(await settled(services, payment_id, said), said, payment_id)


async def _start(
    services: Services, sale: CardSale, *, payment_id: UUID, named: tuple[str, str]
) -> None:
    try:
        made = await services.db.pool.execute(sql["start"], payment_id, sale.id, *named)
    except asyncpg.UniqueViolationError:
        raise Refused(PaymentRefusal.PAYMENT_IN_PROGRESS) from None
    if made.endswith(" 0"):
        raise Refused(PaymentRefusal.ORDER_NOT_PAYABLE)


async def _provider(services: Services, sale: CardSale, name: str) -> Guarded:
    provider = await services.providers.chosen(sale.organization_id, name)
    if provider is None or name == "free" or not provider.takes(sale.currency):
        raise Refused(PaymentRefusal.PROVIDER_UNKNOWN)
    if not provider.usable:
        raise Refused(PaymentRefusal.PROVIDER_UNAVAILABLE, retry_after_seconds=5)
    return provider


async def look(services: Services, sale: CardSale, payment: CardPayment) -> ProviderAnswer | None:
    """Ask about an attempt without an end, and settle what is said; None where it has one."""
    if not payment.live:
        return None
    try:
        provider = await services.providers.of(payment.organization_id, payment.provider)
    except NotFound:
        return None
    attempt = attempt_of(sale, payment.id, payment.method)
    said = await provider.find(attempt, payment.reference)
    if said.status != "absent":
        # Nobody waits for long here: only the worker takes silence for an end.
        await settled(services, payment.id, said)
    return said


async def leave(services: Services, sale: CardSale, payment: CardPayment) -> bool:
    """Give an attempt up, so that another may start; False where its provider cannot tell."""
    if not payment.live:
        return True
    provider = await services.providers.of(payment.organization_id, payment.provider)
    attempt = attempt_of(sale, payment.id, payment.method)
    said = await provider.leave(attempt, payment.reference)
    return await settled(services, payment.id, said) is not Came.WAITING


async def settled(services: Services, payment_id: UUID, said: ProviderAnswer) -> Came:
    """Settle an answer in a transaction of its own."""
    async with services.db.transaction() as tx:
        return await settle_card(tx, services.gift_cards, payment_id, said=said)


async def told_of(
    pool: Any, account: tuple[str, int], payment_id: UUID | None, *, names: list[str]
) -> UUID | None:
    """The attempt that a provider's account (its name, and whose it is) tells of."""
    found: UUID | None = await pool.fetchval(sql["told_of"], *account, payment_id, names)
    return found


def payable(sale: CardSale, payments: list[CardPayment]) -> bool:
    """Whether another attempt may start."""
    return sale.status is SaleStatus.PENDING and not any(one.live for one in payments)


def attempt_of(sale: CardSale, payment_id: UUID, method: str) -> Attempt:
    """The attempt as its provider is told of it."""
    return Attempt(payment_id, sale.id, sale.amount, sale.currency, method, sale.expires_at, PATH)
