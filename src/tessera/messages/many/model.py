"""Campaigns: one message to many, by several channels, in several languages."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

SUBJECT_SIGNS_MAX = 150
BODY_SIGNS_MAX = 5000


class Channel(StrEnum):
    """By what way a message reaches somebody."""

    INBOX = "inbox"
    MAIL = "mail"
    PUSH = "push"


class AudienceKind(StrEnum):
    """Who is meant. Never more than those who may be written to."""

    ALL = "all"
    TITLE = "title"
    VENUE = "venue"
    LIST = "list"
    PERSON = "person"
    CITY = "city"


class Status(StrEnum):
    """The lifecycle of a campaign; `TRANSITIONS` says what may follow what."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.COLLECTING, Status.CANCELLED}),
    Status.COLLECTING: frozenset({Status.SENDING, Status.PAUSED, Status.CANCELLED}),
    Status.SENDING: frozenset({Status.PAUSED, Status.DONE, Status.CANCELLED}),
    Status.PAUSED: frozenset({Status.COLLECTING, Status.CANCELLED}),
    Status.DONE: frozenset(),
    Status.CANCELLED: frozenset(),
}


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said in one language, with placeholders such as `{name}` (rules.PLACEHOLDERS)."""

    subject: Annotated[str, Meta(min_length=1, max_length=SUBJECT_SIGNS_MAX)]
    body: Annotated[str, Meta(min_length=1, max_length=BODY_SIGNS_MAX)]


Language = Annotated[str, Meta(pattern=r"^[a-z]{2}$")]
Texts = Annotated[dict[Language, Text], Meta(min_length=1, max_length=20)]


class Audience(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who a campaign is for. `city` with `visited_within_days` is who was there lately, with
    `away_for_days` who was there but not lately."""

    kind: AudienceKind
    title_id: Annotated[int, Meta(ge=1, le=2**62)] | None = None
    venue_id: Annotated[int, Meta(ge=1, le=2**62)] | None = None
    email: Annotated[str, Meta(max_length=254)] = ""
    city: Annotated[str, Meta(max_length=100)] = ""
    visited_within_days: Annotated[int, Meta(ge=1, le=3650)] | None = None
    away_for_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class NewCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A message to prepare; nothing is sent before it is started. `show_id` fills the placeholders
    of a show. `local_time` sends at `send_at` by each reader's own clock."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    texts: Texts
    audience: Audience
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1, max_length=3)] = (Channel.INBOX,)
    link: Annotated[str, Meta(max_length=500)] = ""
    send_at: datetime | None = None
    local_time: bool = False


class CampaignChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes in a draft; `version` is the one that was looked at."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Annotated[str, Meta(min_length=1, max_length=120)] | UnsetType = UNSET
    texts: Texts | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    channels: Annotated[tuple[Channel, ...], Meta(min_length=1, max_length=3)] | UnsetType = UNSET
    link: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    send_at: datetime | UnsetType | None = UNSET
    local_time: bool | UnsetType = UNSET


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign and how far it is. `handed_over` mails were taken by the mail server; whether a
    mail was read nobody can know honestly. `read` are inbox messages that were opened."""

    id: UUID
    organization_id: int | None
    organization: str
    timezone: str
    name: str
    texts: dict[str, Text]
    link: str
    channels: tuple[Channel, ...]
    audience: Audience
    send_at: datetime | None
    local_time: bool
    status: Status
    recipients: int
    version: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages wait, went, failed or were not wanted any more; and how many were read."""

    waiting: int
    sent: int
    failed: int
    skipped: int
    read: int


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be written to, with what decides by what way and when."""

    person: UUID
    reader: bool
    channels: tuple[Channel, ...]
    timezone: str = ""
    quiet_from: time | None = None
    quiet_until: time | None = None


class CampaignRefusal(StrEnum):
    """Why a campaign does not do as it is told."""

    CAMPAIGN_CHANGED = "campaign_changed"
    CAMPAIGN_BEGUN = "campaign_begun"
    PHASE_NOT_POSSIBLE = "campaign_state"
