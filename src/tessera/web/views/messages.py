"""Mails, and the development mailbox that shows them."""

from datetime import datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.orders import PriceSummary, TableNote, TicketLink
from tessera.web.views.shell import Pagination, ShowSummary


class OrderMail(msgspec.Struct, frozen=True):
    """`messages/order_confirmed`, `order_cancelled` and the others: each `.txt` and `.html`.

    All addresses are absolute here, with the order's token in them. `refund` and `pay_url` are for
    the mails that speak of them; so are `places`, kept until `pay_until` instead of those that were
    gone. Subjects are blocks of the `.txt` template's first line.
    """

    name: str
    reference: str
    show: ShowSummary
    bill: PriceSummary
    order_url: str
    tickets: tuple[TicketLink, ...] = ()
    refund: Money | None = None
    because: str = ""
    pay_url: str = ""
    pay_until: datetime | None = None
    places: tuple[str, ...] = ()
    test: bool = False
    table: TableNote | None = None


class MailRow(msgspec.Struct, frozen=True):
    """A mail in the list."""

    url: str
    to: str
    subject: str
    sent_at: datetime
    attachments: int = 0


class MailboxPage(msgspec.Struct, frozen=True):
    """`messages/mailbox.html`, for `/dev/mail`. Times are shown in UTC."""

    mails: tuple[MailRow, ...]
    pages: Pagination = Pagination()


class MailPage(msgspec.Struct, frozen=True):
    """`messages/mail.html`, for `/dev/mail/{id}`.

    `html_url` answers the HTML part alone, with a policy of its own that allows inline styles and
    nothing else; it is framed in a sandbox.
    """

    subject: str
    sender: str
    to: str
    sent_at: datetime
    text: str
    html_url: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()


class AccountMail(msgspec.Struct, frozen=True):
    """`messages/account.html` and `.txt`: about an account, with a code or a button, or neither."""

    subject: str
    above: str
    below: str = ""
    code: str = ""
    url: str = ""
    label: str = ""
