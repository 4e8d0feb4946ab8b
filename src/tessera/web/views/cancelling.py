"""Several shows cancelled in one act."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Refusal


class DoomedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A show to choose, or that would be cancelled."""

    show_id: int
    url: str
    title: str
    starts_at: datetime
    timezone: str
    where: str
    orders: int = 0
    amount: Money | None = None
    possible: bool = True


class CancelManyPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/cancel_many.html`: shows to choose; or what cancelling the chosen ones means."""

    desk: Desk
    url: str
    shows: tuple[DoomedRow, ...] = ()
    chosen: tuple[DoomedRow, ...] = ()
    orders: int = 0
    amounts: tuple[Money, ...] = ()
    reason: str = ""
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """How far one show has come."""

    url: str
    title: str
    starts_at: datetime
    timezone: str
    orders: int
    sent: int
    failed: int
    amount: Money
    done: bool


class CancellationRunPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/cancellation_run.html`: the shows of a run, each with its refunds."""

    desk: Desk
    reason: str
    shows: tuple[RunRow, ...]
    refused: int
    done: bool

    @property
    def percent(self) -> int:
        """Shows of which everybody has their money back."""
        whole = sum(show.done for show in self.shows)
        return 100 * whole // len(self.shows) if self.shows else 100
