"""Codes: six digits that prove who reads an address."""

from enum import StrEnum
from uuid import UUID

import msgspec

CODE_SECONDS = 600
"""Life of a code."""
TRIES_MAX = 5
"""Wrong ones that kill it; the database says so too (codes_tries_check)."""
ASKED_MAX = 5
"""Codes of one purpose that an address may be sent within `ASKED_SECONDS`."""
ASKED_SECONDS = 600

DOUBLE_CLICK_SECONDS = 60
"""So long after a code was used its form, sent again, signs in again; later it opens nothing."""


class Purpose(StrEnum):
    """What a code is for; one of another purpose proves nothing."""

    REGISTRATION = "registration"
    RESET = "reset"
    EMAIL = "email"
    """A new address: one code to it, another to the old one."""


class CodeRefusal(StrEnum):
    """Why a code proves nothing, in this order."""

    TOO_MANY_CODES = "too_many_codes"
    CODE_ENDED = "code_ended"
    """Used, too old, tried too often, or never there: no one can tell which."""
    CODE_WRONG = "code_wrong"


class Asked(msgspec.Struct, frozen=True):
    """A code that was asked for. `account_id` only where somebody signed in has asked."""

    id: UUID
    purpose: Purpose
    email: str
    locale: str
    account_id: UUID | None = None
    tries: int = 0
