"""Give a card back that was bought online, while nothing of it is used."""

from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused, Unavailable
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.offers.cards.online.model import CardPayment, CardSale, SaleRefusal, SaleStatus
from tessera.offers.cards.online.sell import payment_of, read_sale
from tessera.offers.cards.online.settle import SEND_REFUND, give_back_payment
from tessera.offers.cards.verbs import REAP_MAX, read_card
from tessera.offers.cards.verbs import sql as cards
from tessera.payments.providers.registry import Providers
from tessera.payments.refund import PAUSES, TRIES_MAX, attempt_id, post

sql = named.beside(__file__)


async def give_back_card(tx: Tx, sale_id: UUID) -> CardSale:
    """Close the card and send its price back.

    The card is locked as whoever pays by it locks it, so one of the two comes first. Raises
    `Refused(gift_card_not_paid, gift_card_used)`.
    """
    await tx.fetch(sql["lock_sale"], sale_id)
    sale = await read_sale(tx.raw, sale_id)
    if sale.status is not SaleStatus.PAID:
        raise Refused(SaleRefusal.GIFT_CARD_NOT_PAID)
    await tx.fetch(cards["lock_card"], sale_id)
    await tx.fetch(cards["release_cards"], sale_id, REAP_MAX)
    card = await read_card(tx, sale_id)
    if card.held or card.balance != card.amount:
        raise Refused(SaleRefusal.GIFT_CARD_USED)
    [row] = await tx.fetch(sql["kept_payment"], sale_id)
    payment = payment_of(await tx.fetch_one(sql["payment"], row["id"]))
    await tx.fetch(sql["refunding"], sale_id)
    await tx.fetch(sql["close_card"], sale_id)
    await tx.fetch(sql["returned"], new_id(), sale_id, -card.amount)
    await give_back_payment(tx, payment)
    amounts = {"gift_cards": card.amount, "refunds": -card.amount}
    await post(tx, new_id(), sale_id, currency=sale.currency, amounts=amounts)
    return await read_sale(tx.raw, sale_id)


async def send_back(pool: Any, providers: Providers, payment_id: UUID) -> str:
    """Send the money of a payment back through its provider; how far that is afterwards.

    Called any number of times. What a provider refuses stays owed and is tried again with growing
    pauses. Raises `Unavailable` while it cannot tell.
    """
    payment: CardPayment = payment_of(await pool.fetchrow(sql["payment"], payment_id))
    if not await pool.fetchval(sql["begin_refund"], payment_id):
        return str(payment.refund)
    assert payment.refund_id is not None, "what goes back has an id"
    provider = await providers.of(payment.organization_id, payment.provider)
    answer = await provider.refund(
        attempt_id(payment.refund_id, payment.refund_tries),
        payment.id,
        payment.amount,
        currency=payment.currency,
        reference=payment.reference,
    )
    if answer.status == "succeeded":
        await pool.execute(sql["end_refund"], payment_id)
        return answer.status
    if answer.status != "failed":
        raise Unavailable("the payment provider did not answer", retry_after_seconds=5)
    tries = payment.refund_tries
    pause = PAUSES[min(tries, len(PAUSES) - 1)]
    refused = (payment_id, tries, answer.failure, TRIES_MAX, pause)
    return str(await pool.fetchval(sql["refund_refused"], *refused))


async def retry_refund(tx: Tx, sale_id: UUID) -> None:
    """Try again what a provider has refused for good. Raises `Refused(refund_not_failed)`."""
    rows = await tx.fetch(sql["retry_refund"], sale_id)
    if not rows:
        raise Refused("refund_not_failed")
    for row in rows:
        await enqueue(tx, SEND_REFUND, str(row["id"]))
