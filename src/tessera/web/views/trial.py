"""The way to a first show on sale, and test mode."""

from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.organizer import Desk, StepRow
from tessera.web.views.shell import Refusal


class ChecklistPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/start.html`. `since` is when test mode was switched on, if it is."""

    desk: Desk
    steps: tuple[StepRow, ...]
    done: int
    base: str
    since: datetime | None
    timezone: str
    test_offered: bool
    test_orders: int
    test_places: int
    test_amount: Money
    real_orders: int
    purged: int
    may_switch: bool
    may_purge: bool
    refusal: Refusal | None = None
