"""Identities: who somebody is elsewhere, and a way there that has been begun."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

FLOW_SECONDS = 600
"""How long somebody may take at the other service."""
FLOW_SIGNS_MAX = 4_096


class Provider(StrEnum):
    """Services that may say who somebody is. The value is the `How` of a sign-in, too."""

    GOOGLE = "google"
    GITHUB = "github"


NAMES = {Provider.GOOGLE: "Google", Provider.GITHUB: "GitHub"}


class IdentityRefusal(StrEnum):
    """Why somebody was not let in that way, in the order in which it is looked at."""

    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_UNAVAILABLE = "identity_unavailable"
    IDENTITY_UNVERIFIED = "identity_unverified"
    IDENTITY_TAKEN = "identity_taken"


class Profile(msgspec.Struct, frozen=True):
    """What a service says of somebody. `subject` never changes there; an address may."""

    provider: Provider
    subject: str
    email: str
    email_verified: bool
    name: str


class Flow(msgspec.Struct, frozen=True):
    """A way to another service and back, sealed into a cookie or handed to a program.

    `account_id` and `session_id` are set where somebody signed in links the service.
    """

    provider: Provider
    state: str
    nonce: str
    verifier: str
    expires_at: float
    following: str = "/"
    account_id: UUID | None = None
    session_id: UUID | None = None


class Identity(msgspec.Struct, frozen=True):
    """A linked service as its owner sees it."""

    provider: Provider
    email: str
    linked_at: datetime
    last_used_at: datetime | None
