"""Disputes: a customer's bank takes money back until the matter is decided.

While a dispute is open its money stands in `chargebacks`, taken out of `provider_clearing`. Won, it
comes back; lost, the organization bears it (`organization_payable`). Orders and tickets stay as
they are: what to do about a customer is the organizer's to decide.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.ids import new_id

sql = named.beside(__file__)


class DisputeStatus(StrEnum):
    """The lifecycle of a dispute; `DISPUTE_TRANSITIONS` says what may follow what."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


DISPUTE_TRANSITIONS: dict[DisputeStatus, frozenset[DisputeStatus]] = {
    DisputeStatus.OPEN: frozenset({DisputeStatus.WON, DisputeStatus.LOST}),
    DisputeStatus.WON: frozenset(),
    DisputeStatus.LOST: frozenset(),
}


async def record_dispute(
    tx: Tx,
    *,
    payment_id: UUID,
    provider_dispute_id: str,
    status: Literal["open", "won", "lost"],
    amount: int,
    currency: str,
    reason: str,
    answer_by: datetime | None = None,
) -> None:
    """What a provider says of a dispute, in any order, any number of times.

    A dispute that is heard of first when it is closed is opened and closed at once; what comes
    after its end changes nothing. `answer_by` is the bank's deadline, where it is told. Raises
    `NotFound` for a payment that is none of ours.
    """
    order_id = await tx.raw.fetchval(sql["order_of_payment"], payment_id)
    if order_id is None:
        raise NotFound("payment")
    opened = await tx.fetch_one(
        sql["open_dispute"],
        new_id(),
        payment_id,
        provider_dispute_id,
        order_id,
        amount,
        currency,
        reason[:200],
        answer_by,
    )
    if opened is not None:
        # The bank has taken the money already.
        accounts, amounts = ["chargebacks", "provider_clearing"], [amount, -amount]
        await tx.fetch(sql["post"], opened["id"], order_id, currency, accounts, amounts)
    elif answer_by is not None:
        await tx.fetch(sql["note_deadline"], payment_id, provider_dispute_id, answer_by)
    if status != "open":
        await _close(tx, payment_id, provider_dispute_id, status=status)


async def _close(tx: Tx, payment_id: UUID, provider_dispute_id: str, *, status: str) -> None:
    closed = await tx.fetch_one(sql["close_dispute"], payment_id, provider_dispute_id, status)
    if closed is None:
        return
    bearer = "provider_clearing" if status == DisputeStatus.WON else "organization_payable"
    amounts = [closed["amount"], -closed["amount"]]
    accounts = [bearer, "chargebacks"]
    await tx.fetch(sql["post"], new_id(), closed["order_id"], closed["currency"], accounts, amounts)
