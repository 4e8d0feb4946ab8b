"""Messages: the desk of campaigns, inbox, preferences, newsletter, and the mail itself."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Option, Pagination, Refusal


class CampaignMail(msgspec.Struct, frozen=True, kw_only=True):
    """`messages/campaign`, `.txt` and `.html`."""

    subject: str
    paragraphs: tuple[str, ...]
    sender: str
    url: str
    label: str
    unsubscribe_url: str
    preferences_url: str


class CampaignRow(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign in the history."""

    url: str
    name: str
    audience: str
    status: str
    recipients: int
    at: datetime


class CampaignForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a campaign: texts by language, `values` as they were typed."""

    action: str
    values: Mapping[str, str]
    languages: tuple[tuple[str, str], ...]
    kinds: tuple[Option, ...]
    channels: tuple[Option, ...]
    titles: tuple[Option, ...]
    venues: tuple[Option, ...]
    templates: tuple[Option, ...] = ()
    problems: Mapping[str, str] = {}
    both: tuple[Both, ...] | None = None
    """Where a template of that name says something else."""


class CampaignsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/campaigns.html`."""

    desk: Desk
    url: str
    rows: tuple[CampaignRow, ...]
    timezone: str
    form: CampaignForm
    may_send: bool
    placeholders: tuple[str, ...]
    readers: int = 0
    refusal: Refusal | None = None
    pages: Pagination = Pagination()


class Sample(msgspec.Struct, frozen=True):
    """What one language's reader would see."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]


class CampaignPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/campaign.html`: what would be said, and how far it is. `refresh` while it runs."""

    desk: Desk
    list_url: str
    url: str
    name: str
    status: str
    audience: str
    channels: tuple[str, ...]
    samples: tuple[Sample, ...]
    send_at: datetime | None
    local_time: bool
    timezone: str
    recipients: int
    sent: int
    waiting: int
    failed: int
    skipped: int
    read: int
    percent: float
    verbs: tuple[Option, ...]
    may_send: bool
    refresh: bool
    said: str = ""
    refusal: Refusal | None = None


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message in the inbox."""

    id: str
    sender: str
    subject: str
    paragraphs: tuple[str, ...]
    link: str
    at: datetime
    new: bool


class InboxPage(msgspec.Struct, frozen=True):
    """`messages/inbox.html`, for `/inbox`."""

    rows: tuple[InboxRow, ...]
    unread: int
    pages: Pagination = Pagination()


class PreferencesPage(msgspec.Struct, frozen=True, kw_only=True):
    """`messages/preferences.html`, for `/account/messages`. `push_key` is what browsers ask for."""

    news_mail: bool
    news_inbox: bool
    news_push: bool
    reminders: bool
    quiet_from: str
    quiet_until: str
    timezone: str
    refused: tuple[Option, ...]
    push_key: str
    problems: Mapping[str, str] = {}
    said: str = ""


class NewsletterPage(msgspec.Struct, frozen=True, kw_only=True):
    """`messages/newsletter.html`: ask for it, confirm it, or end it. `state`: ask, asked, confirm,
    confirmed, end, ended, over."""

    state: str
    organization: str = ""
    organization_id: int = 0
    action: str = "/newsletter"
    email: str = ""
    problem: str = ""
