"""Orders: what a customer buys, line by line."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.claims.model import KeptAnswer


class OrderStatus(StrEnum):
    """The lifecycle of an order; `TRANSITIONS` says what may follow what."""

    PENDING = "pending"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING: frozenset(
        {OrderStatus.PAID, OrderStatus.EXPIRED, OrderStatus.CANCELLED, OrderStatus.FAILED}
    ),
    OrderStatus.PAID: frozenset({OrderStatus.PARTLY_REFUNDED, OrderStatus.REFUNDED}),
    OrderStatus.PARTLY_REFUNDED: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.REFUNDED: frozenset(),
    # Money that comes late takes the same places back if they are still free; there are none any
    # more where the show has moved.
    OrderStatus.EXPIRED: frozenset({OrderStatus.PAID, OrderStatus.CANCELLED}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.FAILED: frozenset(),
}

FULFILLED = frozenset({OrderStatus.PAID, OrderStatus.PARTLY_REFUNDED, OrderStatus.REFUNDED})


class OrderRefusal(StrEnum):
    """Why an order cannot be opened, in the order in which the reasons are looked at."""

    NOT_ON_SALE = "not_on_sale"
    LIMIT_REACHED = "limit_reached"
    HOLD_EXPIRED = "hold_expired"
    OFFER_UNKNOWN = "offer_unknown"


class CancelRefusal(StrEnum):
    """Why an order cannot be cancelled, in the order in which the reasons are looked at."""

    NOT_CANCELLABLE = "not_cancellable"
    QUOTE_CHANGED = "quote_changed"
    SHOW_NOT_CANCELLABLE = "show_not_cancellable"


class Line(msgspec.Struct, frozen=True):
    """One place of an order, with its price in minor units and the ticket it will become."""

    n: int
    place: int
    label: str
    category: str
    face: int
    fee: int
    tax: int
    ticket_id: UUID
    refund_id: UUID | None = None
    kept: int = 0
    back: int = 0
    """What came back of it while it lives on: its ticket got a cheaper place."""

    @property
    def total(self) -> int:
        """What the customer pays for this place. Once it is given back, `kept` of it stayed."""
        return self.face + self.fee + self.tax


class RefundReason(StrEnum):
    """Why so much of a line comes back."""

    FREE_PERIOD = "free_period"
    LATER = "later"
    SHOW_CANCELLED = "show_cancelled"
    SHOW_MOVED = "show_moved"
    OVERRIDE = "override"
    TEST = "test"


class Grant(msgspec.Struct, frozen=True):
    """What somebody who cancels now gets back: ten-thousandths of the price, with the fee or not.

    `until` is when that ends; None where it does not.
    """

    reason: RefundReason
    basis_points: int
    fee_returned: bool
    until: datetime | None = None


class LineBack(msgspec.Struct, frozen=True):
    """What goes back for one line, in minor units; the rest of it is kept."""

    line: Line
    face: int
    fee: int
    tax: int

    @property
    def total(self) -> int:
        """What the customer gets for this place."""
        return self.face + self.fee + self.tax

    @property
    def kept(self) -> int:
        """What stays."""
        return self.line.total - self.total


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """An organizer's own decision on what goes back, with who and why."""

    account_id: UUID
    basis_points: int
    fee_returned: bool
    reason: str


class Buyer(msgspec.Struct, frozen=True):
    """Who buys. `customer` is the keyed hash of the address that limits count by."""

    name: str
    email: str
    customer: int
    account_id: UUID | None = None
    locale: str = "en"


class OpenOrder(msgspec.Struct, frozen=True):
    """Turn a live hold into an order; prices were computed for `show_version`."""

    order_id: UUID
    reference: str
    show_id: int
    show_version: int
    hold_id: UUID
    buyer: Buyer
    currency: str
    seconds: int
    lines: tuple[Line, ...]
    customer_places_max: int | None = None
    answer: KeptAnswer | None = None
    written: msgspec.Raw | None = None
    """The lines as JSON, where the answer needed them."""
    credit: int = 0
    """What a gift card pays of it."""

    @property
    def total(self) -> int:
        """What is left to pay through a provider, in minor units."""
        return sum(line.total for line in self.lines) - self.credit


class OrderOpened(msgspec.Struct, frozen=True):
    """The places are pending until `until`."""

    order_id: UUID
    until: datetime


class OrderRefused(msgspec.Struct, frozen=True):
    """Nothing changed."""

    code: OrderRefusal


class ShowChanged(msgspec.Struct, frozen=True):
    """The show changed since the prices were computed: read it again and compute anew."""


class PaymentView(msgspec.Struct, frozen=True):
    """One attempt to pay, as its customer may see it."""

    id: UUID
    provider: str
    method: str
    status: str
    amount: int
    created_at: datetime
    failure: str | None = None
    ended_at: datetime | None = None


class RefundView(msgspec.Struct, frozen=True):
    """Money on its way back, or back. `waits`: not sent yet, while other places are kept."""

    id: UUID
    status: str
    amount: int
    reason: str
    created_at: datetime
    waits: bool = False


class TicketView(msgspec.Struct, frozen=True):
    """The ticket of a line."""

    id: UUID
    n: int
    status: str
    serial: int
    used_at: datetime | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order with all that belongs to it."""

    id: UUID
    reference: str
    show_id: int
    account_id: UUID | None
    buyer_name: str
    buyer_email: str
    locale: str
    status: OrderStatus
    currency: str
    total: int
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    lines: tuple[Line, ...]
    written: msgspec.Raw | None = None
    """The lines as JSON, of an order just opened; nothing of it has gone back yet."""
    show_version: int | None = None
    payments: tuple[PaymentView, ...] = ()
    refunds: tuple[RefundView, ...] = ()
    tickets: tuple[TicketView, ...] = ()

    @property
    def credit(self) -> int:
        """What a gift card pays of the lines; `total` is the rest."""
        return sum(line.total + line.back for line in self.lines) - self.total
