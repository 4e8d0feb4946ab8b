"""What a provider's answer means for a sale: one verb, whoever heard it and however often.

The sale is locked first. The first payment that succeeds buys the card; any other one goes back. So
answer, webhook and the worker's round may come in any order.
"""

from enum import StrEnum
from uuid import UUID

import structlog

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.signing import Signer
from tessera.offers.cards.codes import hash_of
from tessera.offers.cards.online.codes import code_of_sale
from tessera.offers.cards.online.model import CardPayment
from tessera.offers.cards.online.sell import read_payment, read_sale
from tessera.offers.cards.verbs import sql as cards
from tessera.payments.providers.port import ProviderAnswer
from tessera.payments.refund import post

sql = named.beside(__file__)
log = structlog.get_logger()

MAIL_CARD = "mail_gift_card"
MAIL_RECEIPT = "mail_gift_card_receipt"
SEND_REFUND = "send_gift_card_refund"


class Came(StrEnum):
    """What came of an answer."""

    PAID = "paid"
    GOES_BACK = "goes_back"
    FAILED = "failed"
    WAITING = "waiting"
    ENDED = "ended"
    """It had its end before."""


async def settle_card(tx: Tx, signer: Signer, payment_id: UUID, *, said: ProviderAnswer) -> Came:
    """Take a provider's answer about an attempt; `unknown` and `absent` change nothing."""
    found = await read_payment(tx.raw, payment_id)
    assert found is not None, "whoever asks has found it"
    await tx.fetch(sql["lock_sale"], found.sale_id)
    payment = await read_payment(tx.raw, payment_id)
    assert payment is not None, "attempts are never removed"
    if said.status == "succeeded" and payment.status != "succeeded":
        return await _succeeded(tx, signer, payment, said=said)
    if not payment.live:
        return Came.ENDED
    if said.status == "failed":
        await tx.fetch(sql["note_answer"], payment_id, "failed", said.reference, said.failure)
        return Came.FAILED
    if said.status in ("processing", "redirect"):
        await tx.fetch(sql["note_answer"], payment_id, "processing", said.reference, None)
    return Came.WAITING


async def _succeeded(tx: Tx, signer: Signer, payment: CardPayment, *, said: ProviderAnswer) -> Came:
    """Money has come, perhaps for an attempt that was given up."""
    if (said.amount, said.currency) != (payment.amount, payment.currency):
        # Nobody knows what was bought: a person decides, as about any capture that fits nothing.
        log.error("card_payment_differs", payment=str(payment.id), amount=said.amount)
        return Came.WAITING
    sale = await read_sale(tx.raw, payment.sale_id)
    amounts = {"provider_clearing": payment.amount}
    if sale.status != "pending":
        await give_back_payment(tx, payment, reference=said.reference)
        amounts["refunds"] = -payment.amount
        await _post(tx, payment, amounts)
        return Came.GOES_BACK
    if payment.live:
        await tx.fetch(sql["note_answer"], payment.id, "succeeded", said.reference, None)
    else:
        await tx.fetch(sql["revive"], payment.id, said.reference)
    [row] = await tx.fetch(sql["paid"], sale.id)
    signs = code_of_sale(signer, sale.id).replace("-", "")
    await tx.fetch(sql["issue"], sale.id, hash_of(signer, signs), signs[-4:])
    await tx.fetch(cards["move"], new_id(), sale.id, "issued", sale.amount)
    await _post(tx, payment, amounts | {"gift_cards": -payment.amount})
    wait = (row["deliver_at"] - row["now"]).total_seconds()
    await enqueue(tx, MAIL_CARD, str(sale.id), after_seconds=max(0.0, wait))
    await enqueue(tx, MAIL_RECEIPT, str(sale.id))
    return Came.PAID


async def give_back_payment(tx: Tx, payment: CardPayment, *, reference: str | None = None) -> None:
    """Send a payment's money back, all of it; the caller posts from which account it comes."""
    gone = await tx.fetch(sql["give_back"], payment.id, new_id(), reference)
    assert gone, "the sale is locked, so nobody else gives it back"
    await enqueue(tx, SEND_REFUND, str(payment.id))


async def _post(tx: Tx, payment: CardPayment, amounts: dict[str, int]) -> None:
    await post(tx, new_id(), payment.sale_id, currency=payment.currency, amounts=amounts)
