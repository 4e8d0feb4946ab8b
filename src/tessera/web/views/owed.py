"""Disputes, and refunds that are owed."""

from datetime import datetime
from typing import Literal

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Pagination


class DisputeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One dispute; `answer_by` while it is open, `late` once that has passed."""

    id: str
    status: Literal["open", "won", "lost"]
    amount: Money
    reason: str
    provider: str
    opened_at: datetime
    answer_by: datetime | None
    late: bool
    reference: str
    order_url: str
    buyer: str
    title: str
    timezone: str


class DisputesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/disputes.html`."""

    desk: Desk
    states: tuple[Link, ...]
    rows: tuple[DisputeRow, ...]
    pages: Pagination = Pagination()


class RefundRow(msgspec.Struct, frozen=True, kw_only=True):
    """One refund that is owed; a `failed` one can be tried again."""

    id: str
    failed: bool
    amount: Money
    failure: str
    tries: int
    next_try_at: datetime | None
    created_at: datetime
    provider: str
    reference: str
    order_url: str
    buyer: str
    title: str
    timezone: str


class RefundsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/refunds.html`; `back` is where the button leads to."""

    desk: Desk
    states: tuple[Link, ...]
    rows: tuple[RefundRow, ...]
    back: str
    pages: Pagination = Pagination()
