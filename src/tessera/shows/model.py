"""What a show is while it is sold: one frozen snapshot that answers every question of a buyer."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from tessera.kit.clock import AwareInstant
from tessera.kit.money import Money
from tessera.organizations.terms import RefundPolicy
from tessera.waiting_room.model import RoomRef

if TYPE_CHECKING:
    from tessera.venues.plan.compiled import CompiledPlan


class ShowStatus(StrEnum):
    """The lifecycle of a show; `TRANSITIONS` says what may follow what."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    ON_SALE = "on_sale"
    SOLD_OUT = "sold_out"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[ShowStatus, frozenset[ShowStatus]] = {
    ShowStatus.DRAFT: frozenset({ShowStatus.SCHEDULED, ShowStatus.CANCELLED}),
    ShowStatus.SCHEDULED: frozenset({ShowStatus.ON_SALE, ShowStatus.RUNNING, ShowStatus.CANCELLED}),
    ShowStatus.ON_SALE: frozenset(
        {ShowStatus.SOLD_OUT, ShowStatus.RUNNING, ShowStatus.CANCELLED, ShowStatus.SCHEDULED}
    ),
    ShowStatus.SOLD_OUT: frozenset({ShowStatus.ON_SALE, ShowStatus.RUNNING, ShowStatus.CANCELLED}),
    ShowStatus.RUNNING: frozenset({ShowStatus.COMPLETED, ShowStatus.CANCELLED}),
    ShowStatus.COMPLETED: frozenset(),
    ShowStatus.CANCELLED: frozenset(),
}

SELLING = frozenset({ShowStatus.ON_SALE, ShowStatus.SOLD_OUT})
"""A sold-out show still answers buyers: a place may come back at any moment."""

PUBLIC = frozenset(ShowStatus) - {ShowStatus.DRAFT}


class TaxPart(msgspec.Struct, frozen=True):
    """What one named rate takes of a place: minor units on its price and on its booking fee."""

    name: str
    basis_points: int
    on_price: int
    on_fee: int

    @property
    def amount(self) -> int:
        """Both together."""
        return self.on_price + self.on_fee


class Price(msgspec.Struct, frozen=True):
    """What one place of a category costs, in minor units: to the organizer, to us, to the state.

    `taxes` is `tax` by rates, for invoices.
    """

    face: int
    fee: int
    tax: int
    taxes: tuple[TaxPart, ...] = ()

    @property
    def total(self) -> int:
        """What the customer pays."""
        return self.face + self.fee + self.tax

    @property
    def asked(self) -> int:
        """Without the booking fee and its tax: what is advertised where prices are not all-in."""
        return self.face + sum(part.on_price for part in self.taxes)


class VenueRef(msgspec.Struct, frozen=True):
    """The venue of a show, as people need it."""

    id: int
    name: str
    city: str
    address: str
    country: str
    timezone: str


class TitleRef(msgspec.Struct, frozen=True):
    """The title of a show, as people need it."""

    id: int
    name: str
    kind: str
    runtime_minutes: int
    certificate: str
    poster: str = ""
    """The key of its picture, where one was sent."""


class HallRef(msgspec.Struct, frozen=True):
    """The hall of a show."""

    id: int
    name: str


class SaleWindow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When something is sold, and to whom: these categories (none named: all), with a presale code
    or without. A category that no window names sells as long as the show does."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    opens_at: AwareInstant
    closes_at: AwareInstant
    categories: Annotated[tuple[str, ...], Meta(max_length=40)] = ()
    code: bool = False


Windows = Annotated[tuple[SaleWindow, ...], Meta(max_length=20)]


class Show(msgspec.Struct, frozen=True, kw_only=True):
    """A show with all that selling it needs. `version` grows with every change of the show."""

    id: int
    organization_id: int
    title: TitleRef
    venue: VenueRef
    hall: HallRef
    seat_plan_id: int
    status: ShowStatus
    starts_at: datetime
    ends_at: datetime
    sales_open_at: datetime
    sales_close_at: datetime
    language: str
    format: str
    currency: str
    capacity: int
    hold_seconds: int
    order_seconds: int
    places_per_order_max: int
    places_per_customer_max: int | None
    refund_policy: RefundPolicy
    prices_all_in: bool = True
    version: int
    prices: dict[str, Price]
    paused: bool = False
    room: RoomRef | None = None
    """The waiting room before the show."""
    unlisted: bool = False
    """Reached by its link only."""
    windows: tuple[SaleWindow, ...] = ()
    code_generation: int = 1

    def price(self, category: str) -> Money:
        """The all-in price of a category. Raises KeyError where the show does not sell it."""
        return Money(self.prices[category].total, self.currency)

    def shown(self, category: str) -> Money:
        """The price as screens tell it: all-in, unless the organization says otherwise."""
        price = self.prices[category]
        return Money(price.total if self.prices_all_in else price.asked, self.currency)

    def on_sale_at(self, now: datetime) -> bool:
        """Whether places can be held at `now`."""
        open_now = self.sales_open_at <= now < self.sales_close_at
        return self.status in SELLING and open_now and not self.paused


class ForSale(msgspec.Struct, frozen=True):
    """A show beside the compiled plan of its hall."""

    show: Show
    plan: "CompiledPlan"
