"""Invitations to work for an organization."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.accounts.model import MemberRole
from tessera.kit.clock import Instant

INVITATION_DAYS = 7
OPEN_MAX = 100
"""Invitations of one organization that nobody has answered."""


class MemberRefusal(StrEnum):
    """Why nobody was invited, added or removed, in the order in which it is looked at."""

    ALREADY_MEMBER = "already_member"
    TOO_MANY_INVITATIONS = "too_many_invitations"
    INVITATION_OVER = "invitation_over"
    LAST_OWNER = "last_owner"


class InvitationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask, and what they shall do here. Nobody is told whether the address has an
    account."""

    email: Annotated[str, Meta(max_length=254)]
    role: MemberRole


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is asked to work for an organization."""

    id: UUID
    organization_id: int
    organization: str
    email: str
    role: MemberRole
    invited_by: str
    created_at: Instant
    expires_at: Instant
