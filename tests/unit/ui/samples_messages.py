"""Samples of messages to many: desk, one campaign, inbox, preferences, newsletter."""

from typing import Any

import msgspec

from tessera.web.views.campaigns import (
    CampaignForm,
    CampaignPage,
    CampaignRow,
    CampaignsPage,
    InboxPage,
    InboxRow,
    NewsletterPage,
    PreferencesPage,
    Sample,
)
from tessera.web.views.shell import Option, Refusal
from tests.unit.ui.samples import at
from tests.unit.ui.samples_offers import DESK

FORM = CampaignForm(
    action="/organizer/organizations/1/messages",
    values={},
    languages=(("en", "English"), ("de", "Deutsch"), ("hi", "हिन्दी")),
    kinds=(Option("all", "Everybody who was here", True), Option("title", "Who bought a title")),
    channels=(Option("inbox", "Messages here", True), Option("mail", "Mail")),
    titles=(Option("1", "Dune"),),
    venues=(Option("1", "Regal, Mumbai"),),
    templates=(Option("Premiere", "Premiere"),),
)


def row(name: str, status: str) -> CampaignRow:
    """A campaign in the history."""
    return CampaignRow(
        url="/organizer/messages/1",
        name=name,
        audience="Everybody who was here",
        status=status,
        recipients=12_345,
        at=at(19),
    )


STATES = ("draft", "collecting", "sending", "paused", "done", "cancelled")
CAMPAIGNS = CampaignsPage(
    desk=DESK,
    url="/organizer/organizations/1/messages",
    rows=tuple(row(f"Premiere {n}", status) for n, status in enumerate(STATES, 1)),
    timezone="Asia/Kolkata",
    form=FORM,
    may_send=True,
    placeholders=("name", "organization", "title"),
    readers=1_204,
)
CAMPAIGNS_WRONG = CampaignsPage(
    desk=DESK,
    url="/organizer/organizations/1/messages",
    rows=(),
    timezone="Asia/Kolkata",
    form=msgspec.structs.replace(
        FORM,
        values={"name": "", "subject_en": "{x}"},
        problems={"name": "must have 1 to 120 characters", "texts": "choose one"},
    ),
    may_send=True,
    placeholders=("name",),
    refusal=Refusal("invalid", "Some of it cannot be accepted."),
)
CAMPAIGN = CampaignPage(
    desk=DESK,
    list_url="/organizer/organizations/1/messages",
    url="/organizer/messages/1",
    name="Premiere",
    status="sending",
    audience="Who bought a title",
    channels=("Messages here", "Mail"),
    samples=(
        Sample("English", "New: Dune", ("Hello Asha,", "the sequel opens on Friday.")),
        Sample("Deutsch", "Neu: Dune", ("Guten Tag Asha,", "die Fortsetzung beginnt am Freitag.")),
    ),
    send_at=at(20),
    local_time=True,
    timezone="Asia/Kolkata",
    recipients=100_000,
    sent=42_000,
    waiting=57_900,
    failed=20,
    skipped=80,
    read=3_100,
    percent=42.1,
    verbs=(Option("paused", "Pause"), Option("cancelled", "Cancel the rest")),
    may_send=True,
    refresh=False,
    said="A test is on its way to you.",
)
CAMPAIGN_DRAFT = msgspec.structs.replace(
    CAMPAIGN,
    status="draft",
    verbs=(Option("collecting", "Send it"), Option("cancelled", "Throw it away")),
    said="",
)


def message(subject: str, *, new: bool, link: str = "") -> InboxRow:
    """A message."""
    return InboxRow(
        id="1",
        sender="Regal Cinemas",
        subject=subject,
        paragraphs=("Hello Asha,", "the sequel opens on Friday in all halls."),
        link=link,
        at=at(18),
        new=new,
    )


INBOX = InboxPage(
    (message("New: Dune: Part Two", new=True, link="/titles/1"), message("Summer", new=False)), 1
)
INBOX_NONE = InboxPage((), 0)
WANTED: dict[str, Any] = {
    "news_mail": False,
    "news_inbox": True,
    "news_push": True,
    "reminders": True,
    "quiet_from": "22:00",
    "quiet_until": "07:00",
    "timezone": "Asia/Kolkata",
    "push_key": "BCVxsr7N",
}
PREFERENCES = PreferencesPage(refused=(Option("1", "Regal Cinemas"),), said="Saved.", **WANTED)
PREFERENCES_WRONG = PreferencesPage(
    refused=(), problems={"timezone": "Nowhere is not a timezone (IANA)"}, **WANTED
)
NEWSLETTER = {
    state: NewsletterPage(state=state, organization="Regal Cinemas", organization_id=1)
    for state in ("ask", "asked", "confirm", "confirmed", "end", "ended", "over")
}
