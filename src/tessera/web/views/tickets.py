"""The ticket that opens the door."""

from datetime import datetime
from typing import Literal

import msgspec

from tessera.web.views.orders import TableNote
from tessera.web.views.shell import Link, ShowSummary


class TicketPage(msgspec.Struct, frozen=True):
    """`tickets/ticket.html`, for `/tickets/{id}`.

    `place` holds the parts of the label that exist, in order, as (word, value): ("Row", "H"),
    ("Seat", "12"). `code` is what the QR says; `short_code` is for eyes and for typing.
    """

    ticket_id: str
    show: ShowSummary
    place: tuple[tuple[str, str], ...]
    category: str
    holder: str
    code: str
    short_code: str
    status: Literal["valid", "used", "void"]
    reference: str
    order_url: str
    qr_url: str
    pdf_url: str
    used_at: datetime | None = None
    number: int = 1
    of: int = 1
    previous: Link | None = None
    next: Link | None = None
    test: bool = False
    table: TableNote | None = None
