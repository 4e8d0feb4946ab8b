"""Test mode of an organization, and the steps to its first show on sale."""

from datetime import datetime
from enum import StrEnum

import msgspec

TEST_PROVIDERS = ("mock", "free")
"""What pays in a test. Who paid by anything else has really paid, whatever the mode."""


class TrialRefusal(StrEnum):
    """Why test mode cannot be switched on, in the order in which the reasons are looked at."""

    TEST_NOT_OFFERED = "test_not_offered"


class Trial(msgspec.Struct, frozen=True):
    """Whether an organization tries things out, and what came of it: orders that can be purged,
    their places and what they were sold for, and orders of that time that are real and stay."""

    since: datetime | None
    orders: int
    places: int
    amount: int
    currency: str
    real: int
    purged: int

    @property
    def on(self) -> bool:
        """Whether test mode is on now."""
        return self.since is not None


class Step(StrEnum):
    """What leads to a first show on sale, in this order."""

    PROFILE = "profile"
    VENUE = "venue"
    HALL = "hall"
    TITLE = "title"
    PAYMENT = "payment"
    PRICES = "prices"
    SHOW = "show"
    PUBLISH = "publish"
    SALE = "sale"


class Done(msgspec.Struct, frozen=True):
    """What of the way an organization has gone; ids lead straight to the next form."""

    profile: bool
    venue_id: int | None
    hall_id: int | None
    hall_seated: bool
    title_id: int | None
    payment: bool
    show_id: int | None
    priced: bool
    published: bool
    sold: bool

    def steps(self) -> dict[Step, bool]:
        """Each step, and whether it is done."""
        return {
            Step.PROFILE: self.profile,
            Step.VENUE: self.venue_id is not None,
            Step.HALL: self.hall_seated,
            Step.TITLE: self.title_id is not None or self.show_id is not None,
            Step.PAYMENT: self.payment,
            Step.PRICES: self.priced,
            Step.SHOW: self.show_id is not None,
            Step.PUBLISH: self.published,
            Step.SALE: self.sold,
        }
