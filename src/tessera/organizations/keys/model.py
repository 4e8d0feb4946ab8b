"""API keys."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.clock import Instant

KEYS_MAX = 50
"""Keys of one organization that work."""
DAYS_MAX = 365


class KeyRefusal(StrEnum):
    """Why no key was made."""

    TOO_MANY_KEYS = "too_many_keys"


class KeyWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a program shall be able to do, and for how long."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    scopes: Annotated[tuple[Right, ...], Meta(min_length=1, max_length=40)]
    days: Annotated[int, Meta(ge=1, le=DAYS_MAX)] = 90
    requests_per_minute: Annotated[int, Meta(ge=1, le=100_000)] = 600


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is shown: never the key itself, only its last signs."""

    id: UUID
    organization_id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    requests_per_minute: int
    made_by: str
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None
    ended_at: Instant | None


class NewKey(msgspec.Struct, frozen=True):
    """A key and its secret, which is told this once."""

    key: ApiKey
    secret: str
