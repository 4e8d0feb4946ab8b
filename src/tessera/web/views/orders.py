"""From the checkout to the order, and my orders."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.moves import MovedOrder
from tessera.web.views.shell import Countdown, Link, Pagination, Poster, Refusal, ShowSummary

OrderStatus = Literal[
    "pending", "paid", "partly_refunded", "refunded", "expired", "cancelled", "failed"
]


class PriceLine(msgspec.Struct, frozen=True):
    """One line of a bill. `note` stands small beside the label ("Prime")."""

    label: str
    amount: Money
    note: str = ""


class PriceSummary(msgspec.Struct, frozen=True):
    """A bill: places first, then `extras` (fees, offers with a negative amount), then the total."""

    lines: tuple[PriceLine, ...]
    total: Money
    extras: tuple[PriceLine, ...] = ()
    tax_included: Money | None = None
    saved: tuple[PriceLine, ...] = ()
    """Offers that made the lines cheaper, each with what it took off."""


class TableOption(msgspec.Struct, frozen=True, kw_only=True):
    """A restaurant to choose at the checkout: `saves` with it, or `why` its offer does not hold.
    `extras` are what it offers itself."""

    value: str
    name: str
    address: str
    km: float | None
    offer: str
    saves: Money | None
    why: str = ""
    extras: tuple[str, ...] = ()
    selected: bool = False


class TableNote(msgspec.Struct, frozen=True, kw_only=True):
    """The restaurant that an order goes with; `offer` is why."""

    name: str
    address: str
    url: str
    offer: str
    extras: tuple[str, ...] = ()


class CheckoutPage(msgspec.Struct, frozen=True):
    """`orders/checkout.html`, for `/checkout/{hold_id}`; posts `name`, `email`, `offer_code`.

    `problems` maps a field's name to its sentence. `expired` shows the way back to the map.
    `offer_news` says what came of a code that was tried.
    """

    hold_id: str
    show: ShowSummary
    bill: PriceSummary
    countdown: Countdown
    name: str = ""
    email: str = ""
    offer_code: str = ""
    offer_news: str = ""
    gift_card: str = ""
    tables: tuple[TableOption, ...] = ()
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
    expired: bool = False


class PaymentMethod(msgspec.Struct, frozen=True):
    """A way to pay. `value` is posted as `method`; `hint` says what will happen. By a `test` one no
    money moves, which the page says aloud."""

    value: str
    label: str
    hint: str = ""
    test: bool = False


class AtTheBank(msgspec.Struct, frozen=True):
    """An attempt whose customer is on the page of `provider`: go there again, or leave it."""

    provider: str
    go_url: str
    leave_url: str


class PayPage(msgspec.Struct, frozen=True):
    """`orders/pay.html`, for `/orders/{id}/pay`; posts `method`.

    `state`: `choose`, or `processing` (refreshes itself; `at_the_bank` where its customer decides),
    or `declined` or `left` (choose again), or `expired` (nothing was charged). Without `methods`
    nothing can be paid with at the moment. `silent`: the provider did not answer when its customer
    wanted to leave.
    """

    order_id: str
    reference: str
    show: ShowSummary
    bill: PriceSummary
    countdown: Countdown
    methods: tuple[PaymentMethod, ...]
    state: Literal["choose", "processing", "declined", "left", "expired"] = "choose"
    chosen: str = ""
    refresh_seconds: int = 2
    at_the_bank: AtTheBank | None = None
    silent: bool = False


class HandOverPage(msgspec.Struct, frozen=True):
    """`orders/hand_over.html`: a form whose `fields` are posted to the provider's own page."""

    order_id: str
    reference: str
    provider: str
    show: ShowSummary
    bill: PriceSummary
    url: str
    fields: tuple[tuple[str, str], ...]


class TicketLink(msgspec.Struct, frozen=True):
    """A ticket of an order. `place` is its full label ("Row H seat 12")."""

    url: str
    place: str
    category: str
    status: Literal["valid", "used", "void"]


class MoneyMove(msgspec.Struct, frozen=True):
    """A payment or a refund, as it is known now. `how` is the method in words."""

    at: datetime
    how: str
    amount: Money
    status: Literal["created", "processing", "succeeded", "failed", "cancelled"]


class GiveBack(msgspec.Struct, frozen=True):
    """A place that can be given back: `refund` of it comes back."""

    n: int
    label: str
    refund: Money
    chosen: bool = False


class Cancellation(msgspec.Struct, frozen=True):
    """Until `until`, `refund` comes back by policy and `kept` stays.

    `lines` are the places that can be given back one by one; `whole` says that all of it can be.
    """

    until: datetime
    refund: Money
    kept: Money
    lines: tuple[GiveBack, ...] = ()
    whole: bool = True


class CancellationPage(msgspec.Struct, frozen=True, kw_only=True):
    """`orders/cancellation.html`: some places to give back, and what that would bring.

    `asked` says that places are chosen; `refund` and `kept` are of those.
    """

    order_id: str
    reference: str
    show: ShowSummary
    lines: tuple[GiveBack, ...]
    until: datetime
    refund: Money
    kept: Money
    asked: bool
    problem: str = ""


class KeptPlaces(msgspec.Struct, frozen=True):
    """Places kept instead of those that were gone: what each was, and would become."""

    places: tuple[tuple[str, str], ...]
    countdown: Countdown
    refund: Money


class OrderPage(msgspec.Struct, frozen=True):
    """`orders/order.html`, for `/orders/{id}`. `countdown` runs while the order is pending.

    `kept` are places for money that came too late, `looking` says that some are looked for.
    `documents` are its invoice and credit notes on paper.
    """

    order_id: str
    reference: str
    status: OrderStatus
    show: ShowSummary
    bill: PriceSummary
    email: str
    tickets: tuple[TicketLink, ...] = ()
    payments: tuple[MoneyMove, ...] = ()
    refunds: tuple[MoneyMove, ...] = ()
    cancellation: Cancellation | None = None
    countdown: Countdown | None = None
    processing: bool = False
    pdf_url: str | None = None
    kept: KeptPlaces | None = None
    looking: bool = False
    moved: MovedOrder | None = None
    documents: tuple[Link, ...] = ()
    test: bool = False
    table: TableNote | None = None


class OrderCard(msgspec.Struct, frozen=True):
    """An order in a list."""

    url: str
    reference: str
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    places: tuple[str, ...]
    status: OrderStatus
    total: Money
    poster: Poster


class MyOrdersPage(msgspec.Struct, frozen=True):
    """`orders/mine.html`, for `/my/orders`."""

    upcoming: tuple[OrderCard, ...]
    past: tuple[OrderCard, ...]
    pages: Pagination = Pagination()
