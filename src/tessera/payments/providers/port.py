"""The port every payment provider is driven through.

A provider takes money by attempts. An attempt is named twice: by our payment id, which it is told
with the call, and by its own `reference`, which we keep once it has answered. Nothing here raises
for a provider that is away: whoever cannot tell answers `unknown`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec


class Attempt(msgspec.Struct, frozen=True):
    """One attempt to take `amount` minor units of `currency` for an order.

    `until` is the order's deadline, the same at each call about the attempt: a provider that closes
    its page by itself does so a while after it. `path` is where what is paid has its pages here.
    """

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    method: str
    until: datetime | None = None
    path: str = "orders"


class NextStep(msgspec.Struct, frozen=True):
    """What the customer does next, where the money is not decided by our call.

    `redirect`: open `url`. `form`: post `fields` to `url`, as a browser's form does. `fields`: hand
    `fields` to the provider's own fields or SDK (a client secret, a publishable key).
    """

    kind: Literal["redirect", "form", "fields"]
    url: str = ""
    fields: Mapping[str, str] = {}


class ProviderAnswer(msgspec.Struct, frozen=True):
    """What a provider says of a payment or a refund.

    `redirect` means that the customer is at it: `next` says where. `unknown` means that nobody can
    tell yet (no answer, no connection): never take it for a failure. `absent` means that the
    provider has never heard of it.
    """

    status: Literal["succeeded", "failed", "processing", "redirect", "unknown", "absent"]
    amount: int = 0
    currency: str = ""
    reference: str | None = None
    failure: str | None = None
    next: NextStep | None = None


UNKNOWN = ProviderAnswer("unknown")
ABSENT = ProviderAnswer("absent")


class Capture(msgspec.Struct, frozen=True):
    """Money that the provider has taken for us.

    `payment_id` and `order_id` are ours where the provider kept them, `also` is another reference
    that the attempt may be on our books under (a checkout session, an order of the provider's).
    """

    payment_id: UUID | None
    order_id: UUID | None
    amount: int
    currency: str
    reference: str
    captured_at: datetime
    also: str | None = None


class Captures(msgspec.Struct, frozen=True):
    """A list of captures; `whole` is false where the provider stopped answering, or at a bound."""

    items: tuple[Capture, ...]
    whole: bool = True


class WebhookEvent(msgspec.Struct, frozen=True):
    """A verified message from a provider.

    `about` says what kind of thing it tells of; `other` is kept and counted. `answer` is None where
    the message only says that there is news: then the provider is asked. `refund_id` is ours, of
    a refund. `subject` is the provider's own name of the thing (of a dispute, the dispute). Where
    `payment_id` is None, `reference` and `also` are what the payment may be on our books under.
    `answer_by` is until when a dispute can be answered.
    """

    event_id: str
    type: str
    payment_id: UUID | None
    answer: ProviderAnswer | None
    about: Literal["payment", "refund", "dispute", "other"] = "payment"
    refund_id: UUID | None = None
    reference: str | None = None
    subject: str | None = None
    also: str | None = None
    answer_by: datetime | None = None


class Health(msgspec.Struct, frozen=True):
    """Whether a provider answers and takes our keys; `detail` says why not, for its organizer."""

    fine: bool
    detail: str = ""


class Provider(Protocol):
    """What Tessera asks of a provider. Every call is bounded in time."""

    name: str

    def takes(self, currency: str) -> bool:
        """Whether it can be paid in `currency` (ISO 4217)."""
        ...

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """`succeeded` where the money is there without asking anybody, else None. Has no effect
        and says the same each time, so that it may be called before the attempt is on record."""
        ...

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same payment."""
        ...

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of an attempt; `reference` is None where no answer was ever heard."""
        ...

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Give up an attempt that waits for its customer. `failed` once nothing can be taken by
        it any more, `succeeded` where the customer was faster."""
        ...

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """Send `amount` minor units back; the same refund again is the same refund. `reference` is
        the payment's."""
        ...

    async def captures(self, since: datetime) -> Captures:
        """Captures after `since`, to find money that no attempt of ours explains."""
        ...

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook, or None where its signature does not hold."""
        ...

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Whether what a browser brought back was signed by the provider for this attempt."""
        ...

    async def health(self) -> Health:
        """Whether it answers and takes our keys."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


Keys = Mapping[str, str]
"""What an organization is known by at a provider: names of `catalogue.Kind.keys` to values."""

Offered = Sequence[str]
"""Names of providers, in the organization's order."""
