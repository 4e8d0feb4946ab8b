"""People and organizations as those see them who run the platform."""

from datetime import datetime

import msgspec

from tessera.web.views.houses import PaperRow
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Refusal


class AccountRow(msgspec.Struct, frozen=True):
    """An account in a list. `choosable` is who can be blocked with others."""

    id: str
    name: str
    email: str
    role: str
    status: str
    created_at: datetime
    url: str
    choosable: bool


class AccountsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/accounts.html`."""

    desk: Desk
    words: str
    states: tuple[Link, ...]
    roles: tuple[Link, ...]
    rows: tuple[AccountRow, ...]
    pages: Pagination
    may_block: bool
    asked: dict[str, str]
    refusal: Refusal | None = None


class StoryLine(msgspec.Struct, frozen=True):
    """A line of the audit log."""

    at: datetime
    who: str
    action: str
    reason: str


class AccountPage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/account.html`."""

    desk: Desk
    url: str
    name: str
    email: str
    role: str
    status: str
    created_at: datetime
    blocked_at: datetime | None
    blocked_reason: str
    works: tuple[Link, ...]
    sessions: int
    orders: int
    story: tuple[StoryLine, ...]
    may_block: bool
    may_look: bool
    factors: int = 0
    may_forget: bool = False
    may_erase: bool = False
    roles: tuple[Option, ...] = ()
    refusal: Refusal | None = None


class RunPage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/run.html`: many accounts blocked at once."""

    desk: Desk
    reason: str
    accounts: int
    done: int
    blocked: int
    were_blocked: int
    refused: int
    over: bool


class HouseRow(msgspec.Struct, frozen=True):
    """An organization in a list."""

    name: str
    status: str
    created_at: datetime
    url: str


class HousesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/organizations.html`."""

    desk: Desk
    words: str
    status: str
    states: tuple[Link, ...]
    rows: tuple[HouseRow, ...]
    pages: Pagination


class HousePage(msgspec.Struct, frozen=True, kw_only=True):
    """`admin/organization.html`: with its application, where it came by one."""

    desk: Desk
    url: str
    name: str
    status: str
    facts: tuple[tuple[str, str], ...]
    papers: tuple[PaperRow, ...]
    people: tuple[Link, ...]
    story: tuple[StoryLine, ...]
    books_url: str
    decidable: bool
    suspendable: bool
    restorable: bool
    refusal: Refusal | None = None
