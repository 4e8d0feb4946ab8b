"""Payout details, and requests that somebody else approves."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.clock import Instant

APPROVAL_DAYS = 7


class ApprovalKind(StrEnum):
    """What a second person may have to approve."""

    PAYOUTS = "payouts"
    SHOW_CANCELLATION = "show_cancellation"
    SHOW_MOVE = "show_move"
    """Everybody who has bought may have their money back then."""


class ApprovalRefusal(StrEnum):
    """Why nothing was decided, in the order in which it is looked at."""

    APPROVAL_PENDING = "approval_pending"
    APPROVAL_OVER = "approval_over"
    OWN_REQUEST = "own_request"


class PayoutsWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose account money shall go to: an IBAN, or a number with the code of its bank."""

    kind: Literal["iban", "account"]
    holder: Annotated[str, Meta(min_length=1, max_length=140)]
    number: Annotated[str, Meta(min_length=4, max_length=42)]
    bank_code: Annotated[str, Meta(max_length=20)] = ""


class Payouts(msgspec.Struct, frozen=True):
    """Payout details as they are shown: never the number, only its end."""

    holder: str
    kind: str
    hint: str
    changed_at: Instant


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has asked for, and waits for another person."""

    id: UUID
    kind: ApprovalKind
    organization_id: int
    subject: str
    wanted: dict[str, str]
    reason: str
    asked_by: UUID
    asked_by_name: str
    asked_at: Instant
    expires_at: Instant
