"""Accounts as the platform's people see them."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.accounts.model import Role
from tessera.kit.clock import Instant

RUN_MAX = 1000
"""Accounts that are blocked at once."""
RUN_PORTION = 50
ACTING_SECONDS = 1800
"""How long somebody looks at the platform as another does."""
Reason = Annotated[str, Meta(min_length=3, max_length=500)]


class AccountRefusal(StrEnum):
    """Why an account stays as it is, in the order in which it is looked at."""

    ADMIN_STAYS = "admin_stays"
    NOT_YOURSELF = "not_yourself"
    ALREADY_BLOCKED = "already_blocked"
    NOT_BLOCKED = "not_blocked"


class WantedAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """Which accounts: a part of a name or address, a status, a role."""

    words: str = ""
    status: str = ""
    role: str = ""


class Work(msgspec.Struct, frozen=True):
    """Where somebody works, and as what."""

    organization_id: int
    organization: str
    role: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account. `works` and what is counted are read with one account only; `factors` are those
    that are asked for beside the password."""

    id: UUID
    email: str
    name: str
    role: Role
    status: str
    created_at: Instant
    blocked_at: Instant | None
    blocked_reason: str
    works: tuple[Work, ...] = ()
    sessions: int = 0
    orders: int = 0
    factors: int = 0


class BlockRun(msgspec.Struct, frozen=True, kw_only=True):
    """Many accounts blocked at once, and how far that has come."""

    id: UUID
    reason: str
    created_at: Instant
    ended_at: Instant | None
    accounts: int
    blocked: int
    were_blocked: int
    refused: int

    @property
    def done(self) -> int:
        """Accounts that have been looked at."""
        return self.blocked + self.were_blocked + self.refused
