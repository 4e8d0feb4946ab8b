"""Passkeys: what is kept of one, and what its owner sees."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

PASSKEYS_MAX = 20
NAME_SIGNS_MAX = 100
CREDENTIAL_SIGNS_MAX = 16_384
"""Of what a browser sends; an answer has some hundred to some thousand."""


class PasskeyRefusal(StrEnum):
    """Why a passkey was not taken."""

    PASSKEY_REFUSED = "passkey_refused"
    PASSKEY_KNOWN = "passkey_known"
    TOO_MANY_PASSKEYS = "too_many_passkeys"


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey as its owner sees it. `backed_up`: it lives on several devices."""

    id: UUID
    name: str
    backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class Site(msgspec.Struct, frozen=True):
    """For whom passkeys are made: the domain they are bound to, and where pages come from."""

    domain: str
    origin: str
