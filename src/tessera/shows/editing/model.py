"""What a change means for people who have booked."""

from datetime import datetime

import msgspec

EXAMPLES_MAX = 50
"""Orders that a page names; the number tells of all."""


class Booked(msgspec.Struct, frozen=True):
    """An order that a change concerns."""

    order_id: str
    reference: str
    buyer: str
    places: int


class Bookings(msgspec.Struct, frozen=True):
    """Who has booked a show."""

    orders: int
    places: int
    examples: tuple[Booked, ...] = ()


class Announced(msgspec.Struct, frozen=True):
    """Something that people who have booked are told: `what` is title, language or format."""

    what: str
    before: str
    after: str


class Notice(msgspec.Struct, frozen=True):
    """What was told of a show, once it had been booked."""

    id: int
    show_id: int
    changes: tuple[Announced, ...]
    note: str
    orders: int
    at: datetime
