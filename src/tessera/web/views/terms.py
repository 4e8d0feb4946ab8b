"""An organization's terms of sale, and a show's own."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Option, Refusal


class BillRow(msgspec.Struct, frozen=True):
    """A part of the example's bill; `inside` says that the price has it already."""

    label: str
    amount: Money
    note: str = ""


class BackRow(msgspec.Struct, frozen=True):
    """Who cancels then gets so much."""

    label: str
    at: datetime
    back: Money
    kept: Money


class ExampleView(msgspec.Struct, frozen=True):
    """Two tickets under these terms. Instants are told in `timezone`."""

    bill: tuple[BillRow, ...]
    total: Money
    backs: tuple[BackRow, ...]
    timezone: str


class RateRow(msgspec.Struct, frozen=True):
    """A row of the form's taxes; `n` is in the names of its fields."""

    n: int
    included: tuple[Option, ...]
    on: tuple[Option, ...]


class TermsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/terms.html`. `values` and `problems` by field; `example` where nothing is wrong.

    `save` are the values that the button under the example sends; without them nothing has changed.
    """

    desk: Desk
    action: str
    currency: str
    values: Mapping[str, str]
    problems: Mapping[str, str]
    rates: tuple[RateRow, ...]
    example: ExampleView | None
    save: tuple[tuple[str, str], ...]
    may_change: bool
    saved: bool = False
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""
    refusal: Refusal | None = None


class ShowTermsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/show_terms.html`: a show's own refund policy, or its organization's."""

    action: str
    show_url: str
    title: str
    starts_at: datetime
    timezone: str
    whose: tuple[Option, ...]
    values: Mapping[str, str]
    problems: Mapping[str, str]
    categories: tuple[Option, ...]
    example: ExampleView | None
    save: tuple[tuple[str, str], ...]
    open: bool
    saved: bool = False
    both: tuple[Both, ...] | None = None
    refusal: Refusal | None = None
