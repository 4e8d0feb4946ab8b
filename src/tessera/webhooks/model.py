"""Outgoing webhooks: endpoints, what they are told, and how that went."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.versions import Version

URL_SIGNS_MAX = 2000
ENDPOINTS_MAX = 10
"""Of one organization."""
ANSWER_BYTES_MAX = 1024
"""How much of a receiver's answer is read and kept."""

Url = Annotated[str, Meta(min_length=8, max_length=URL_SIGNS_MAX)]
Description = Annotated[str, Meta(max_length=200)]


class EventType(StrEnum):
    """What can be told. Triggers of migrations/0010 write all but the last; docs/api.md has the
    documents."""

    ORDER_PAID = "order.paid"
    ORDER_PARTLY_REFUNDED = "order.partly_refunded"
    ORDER_REFUNDED = "order.refunded"
    ORDER_EXPIRED = "order.expired"
    TICKET_USED = "ticket.used"
    SHOW_CANCELLED = "show.cancelled"
    PAYMENT_DISPUTED = "payment.disputed"
    TEST = "test"


CHOOSABLE = tuple(kind for kind in EventType if kind is not EventType.TEST)
"""What an endpoint subscribes to; a test is sent when somebody asks for it."""

Types = Annotated[frozenset[EventType], Meta(min_length=1, max_length=len(EventType))]


class DeliveryStatus(StrEnum):
    """Where a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class DisabledWhy(StrEnum):
    """Why nothing goes to an endpoint."""

    CHOICE = "choice"
    FAILING = "failing"


class WebhookRefused(StrEnum):
    """Why something is not done, in order of precedence."""

    TOO_MANY = "too_many_endpoints"
    DISABLED = "endpoint_disabled"
    UNDER_WAY = "delivery_under_way"


class NewEndpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An endpoint to be made; it gets every type of event where none is named."""

    url: Url
    description: Description = ""
    types: Types = frozenset(CHOOSABLE)


class EndpointChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. `enabled` begins anew after failures too."""

    url: Url | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    types: Types | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where an organization is told. `failing_since`: no try has gone well since then."""

    id: UUID
    organization_id: int
    url: str
    description: str
    types: tuple[EventType, ...]
    created_at: datetime
    disabled_at: datetime | None
    disabled_why: DisabledWhy | None
    failing_since: datetime | None
    old_secret_until: datetime | None
    version: int = 1

    @property
    def enabled(self) -> bool:
        """Whether anything is sent there."""
        return self.disabled_at is None


class Secrets(msgspec.Struct, frozen=True):
    """What an endpoint's messages are signed with; for a while after a rotation the old one too."""

    secret: str
    old_secret: str | None = None
    old_until: datetime | None = None


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One try: the receiver's status and the beginning of its answer, or why there was none."""

    n: int
    at: datetime
    status: int | None
    failure: str | None
    answer: str
    milliseconds: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one endpoint. `id` is its `webhook-id`."""

    id: UUID
    endpoint_id: UUID
    type: EventType
    status: DeliveryStatus
    tries: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    last_status: int | None = None
    last_failure: str | None = None


class Tally(msgspec.Struct, frozen=True):
    """How outgoing webhooks go: messages that wait, endpoints that do not answer or were given up
    for it."""

    waiting: int = 0
    failing: int = 0
    disabled: int = 0


class DeliveryLog(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery whole: what is sent, and every try."""

    delivery: Delivery
    body: str
    log: tuple[Try, ...]


MAIL_TROUBLE = "mail_webhook_trouble"
"""The job that tells an endpoint's people; `tasks.py` has it, `dispatch.py` queues it."""


class Trouble(StrEnum):
    """What is wrong with an endpoint."""

    FAILED = "failed"
    """A message was given up after three days."""
    DISABLED = "disabled"
    """It failed for so long that nothing is sent any more."""


class Told(msgspec.Struct, frozen=True):
    """One mail: an endpoint and what is wrong, at most once a day."""

    endpoint_id: UUID
    trouble: Trouble
    day: str
