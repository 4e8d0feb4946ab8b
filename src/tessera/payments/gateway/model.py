"""What the gateway is asked, and how it refuses."""

from typing import Annotated, Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.payments.gateway.books import Payment

Amount = Annotated[int, Meta(ge=1, le=10**15)]
Choice = Literal["pay", "decline", "leave"]


class PaymentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take `amount` minor units; `payment_id` is the caller's, and makes the call idempotent."""

    payment_id: UUID
    order_id: UUID
    amount: Amount
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    method: str
    webhook_url: Annotated[str, Meta(max_length=500)] = ""
    return_url: Annotated[str, Meta(max_length=500, pattern="^(https?://.*)?$")] = ""


class RefundRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Give back `amount` minor units; `refund_id` is the caller's, and makes it idempotent."""

    refund_id: UUID
    payment_id: UUID
    amount: Amount


class DisputeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A customer asks their bank for the money of a payment; all of it where no amount is said."""

    payment_id: UUID
    amount: Amount | None = None
    reason: Annotated[str, Meta(max_length=100)] = "fraudulent"
    answer_days: Annotated[int, Meta(ge=1, le=90)] = 7


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the bank decides."""

    won: bool


class RefusedByGateway(Exception):
    """The gateway refuses a call: an HTTP status, a code, and a sentence where one helps."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


class Silence(Exception):
    """The caller gets no answer, after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer for {seconds} s")
        self.seconds = seconds


class Answered(NamedTuple):
    """A payment, and how long its answer takes; `lost` means that it never comes."""

    payment: Payment
    after_seconds: float = 0
    lost: bool = False
