"""Factors: how people come in, what they are asked for, what came of it."""

from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.accounts.model import BearerPair, SessionKind
from tessera.kit.clock import Instant

TRIES_MAX = 5
"""Tries of one challenge that are looked at (acceptance 14); the fifth wrong one kills it."""
MAILS_MAX = 3
"""Codes that one challenge may mail."""
MAILS_LATELY_MAX = 5
"""Codes mailed to one account within ten minutes."""
CHALLENGE_SECONDS = 600
WRONG_TRIES_A_DAY_MAX = 20
"""Of one account's guessable codes: whoever has the password guesses one in a year of tries at
odds of 1 in 45. Passkeys and recovery codes cannot be guessed and are never locked out."""


class How(StrEnum):
    """What somebody showed first."""

    PASSWORD = "password"  # noqa: S105 - a word, not one
    MAIL = "mail"
    """A code by mail: at registration, or for a forgotten password."""
    PASSKEY = "passkey"
    """Proves two factors at once: the device, and who unlocked it."""
    GOOGLE = "google"
    GITHUB = "github"


class Method(StrEnum):
    """What may be asked for second, in the order in which it is offered."""

    PASSKEY = "passkey"
    TOTP = "totp"
    EMAIL = "email"
    RECOVERY = "recovery"


GUESSABLE = frozenset({Method.TOTP, Method.EMAIL})


class Purpose(StrEnum):
    """What a challenge is for."""

    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    PASSKEY = "passkey"
    """A sign-in that names nobody: the passkey says who it is."""
    ENROL = "enrol"


class FactorRefusal(StrEnum):
    """Why a proof was not taken, in the order in which it is looked at."""

    CHALLENGE_OVER = "challenge_over"
    TOO_MANY_TRIES = "too_many_tries"
    METHOD_NOT_OFFERED = "method_not_offered"
    WRONG_CODE = "wrong_code"
    STEP_UP_REQUIRED = "step_up_required"
    TOO_MANY_MAILS = "too_many_mails"


class Visit(msgspec.Struct, frozen=True):
    """From where somebody comes: a browser (`WEB`) or a program (`ACCESS`), its network address
    and what it says of itself. `device` is what a browser is known again by, `earlier` the secret
    of the session that it had until now."""

    kind: SessionKind
    address: str = ""
    agent: str = ""
    device: str = ""
    earlier: str = ""


class Entered(msgspec.Struct, frozen=True):
    """Signed in: a cookie's secret for a browser, a pair for a program."""

    account_id: UUID
    secret: str = ""
    pair: BearerPair | None = None


class Challenged(msgspec.Struct, frozen=True):
    """Not signed in yet: `secret` names the challenge, one of `methods` answers it."""

    secret: str
    methods: tuple[Method, ...]
    seconds: int


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge as it stands."""

    id: UUID
    purpose: Purpose
    account_id: UUID | None
    session_id: UUID | None
    how: str
    tries: int
    mails: int
    expires_at: Instant


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody brings to a challenge: a code, or what their passkey has signed (JSON)."""

    method: Method
    code: str = ""
    credential: str = ""


class FactorsState(msgspec.Struct, frozen=True, kw_only=True):
    """What an account has switched on, since when, and how many recovery codes are left."""

    methods: tuple[Method, ...]
    totp_since: Instant | None
    email_since: Instant | None
    recovery_codes_left: int
