"""An organization's orders: of a show, and one with everything about it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.orders import OrderStatus
from tessera.web.views.shell import Link, Pagination


class OrderRow(msgspec.Struct, frozen=True):
    """An order in the list of a show."""

    url: str
    reference: str
    buyer: str
    email: str
    places: tuple[str, ...]
    status: OrderStatus
    total: Money
    created_at: datetime
    test: bool = False


class ShowOrdersPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/orders.html`, for `/organizer/shows/{id}/orders`."""

    show_url: str
    title: str
    starts_at: datetime
    timezone: str
    action: str
    words: str
    status: str
    states: tuple[Link, ...]
    rows: tuple[OrderRow, ...]
    pages: Pagination = Pagination()
    tabs: tuple[Link, ...] = ()
    public_url: str = ""


class LineRow(msgspec.Struct, frozen=True):
    """A place of the order. `status` is its ticket's; `open` says that it can be given back."""

    n: int
    label: str
    category: str
    face: Money
    fee: Money
    tax: Money
    total: Money
    kept: Money
    status: str
    open: bool
    chosen: bool = False


class MoveRow(msgspec.Struct, frozen=True):
    """A payment or a refund."""

    at: datetime
    what: str
    status: str
    amount: Money
    note: str = ""


class EntryRow(msgspec.Struct, frozen=True):
    """A line of the ledger."""

    at: datetime
    account: str
    amount: Money


class DecisionRow(msgspec.Struct, frozen=True):
    """What somebody decided against the policy."""

    at: datetime
    who: str
    reason: str
    by_policy: Money
    given: Money


class EventRow(msgspec.Struct, frozen=True):
    """Something that happened."""

    at: datetime
    what: str
    detail: str
    amount: Money | None


class OverridePreview(msgspec.Struct, frozen=True):
    """What the decision would give, beside what the policy does."""

    given: Money
    by_policy: Money


class NoteRow(msgspec.Struct, frozen=True):
    """What somebody of the house wrote down."""

    text: str
    who: str
    at: datetime


class SeatMoveRow(msgspec.Struct, frozen=True):
    """A ticket that got another place."""

    was: str
    becomes: str
    waived: bool
    reason: str
    who: str
    at: datetime


class InvitedBy(msgspec.Struct, frozen=True):
    """Who gave the order away, and why."""

    who: str
    reason: str


class KeptView(msgspec.Struct, frozen=True):
    """What the box office has done to an order."""

    notes: tuple[NoteRow, ...] = ()
    moves: tuple[SeatMoveRow, ...] = ()
    invitation: InvitedBy | None = None


class OrganizerOrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/order.html`, for `/organizer/orders/{id}`. `values` and `problems` are of the form
    by which the organizer decides; `save` is what its button sends."""

    order_id: str
    reference: str
    status: OrderStatus
    buyer: str
    email: str
    title: str
    show_url: str
    starts_at: datetime
    timezone: str
    total: Money
    lines: tuple[LineRow, ...]
    payments: tuple[MoveRow, ...]
    refunds: tuple[MoveRow, ...]
    documents: tuple[Link, ...]
    entries: tuple[EntryRow, ...]
    decisions: tuple[DecisionRow, ...]
    history: tuple[EventRow, ...]
    may_decide: bool
    values: Mapping[str, str]
    problems: Mapping[str, str]
    preview: OverridePreview | None
    save: tuple[tuple[str, str], ...]
    kept: KeptView = KeptView()
    may_change: bool = False
    movable: tuple[Link, ...] = ()
    """Tickets that can get another place, by what the place is called."""
    mailed: bool = False
    test: bool = False
