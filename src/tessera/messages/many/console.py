"""What the pages of messages to many share: names of things, whose desk, who may."""

from collections.abc import Mapping

from tessera.accounts.policy import Right
from tessera.messages.many.model import AudienceKind, Channel, Status
from tessera.messages.many.routes import keeper
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.web.guards import require
from tessera.web.pages import PageRequest
from tessera.web.present import N_
from tessera.web.views.organizer import Desk

HOUSE = "/organizer/organizations/{organization_id:int}/messages"
PLATFORM = "/admin/messages"
CAMPAIGN = "/organizer/messages/{campaign_id:uuid}"
KINDS: Mapping[AudienceKind, str] = {
    AudienceKind.ALL: N_("Everybody who was here"),
    AudienceKind.TITLE: N_("Who bought a title"),
    AudienceKind.VENUE: N_("Who visited a venue"),
    AudienceKind.CITY: N_("Who went out in a city"),
    AudienceKind.LIST: N_("Readers of the newsletter"),
    AudienceKind.PERSON: N_("One person"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.INBOX: N_("Messages here"),
    Channel.MAIL: N_("Mail"),
    Channel.PUSH: N_("Browsers"),
}
VERBS: Mapping[Status, Mapping[str, str]] = {
    Status.DRAFT: {"collecting": N_("Send it"), "cancelled": N_("Throw it away")},
    Status.COLLECTING: {"paused": N_("Pause"), "cancelled": N_("Cancel the rest")},
    Status.SENDING: {"paused": N_("Pause"), "cancelled": N_("Cancel the rest")},
    Status.PAUSED: {"collecting": N_("Go on"), "cancelled": N_("Cancel the rest")},
}
NAMES = {"en": "English", "de": "Deutsch", "hi": "हिन्दी"}
Fields = dict[str, list[str]]


async def desk_of(request: PageRequest, organization_id: int | None) -> tuple[Desk, str]:
    """The head of the page, and the timezone in which it speaks. Raises `Forbidden`."""
    if organization_id is None:
        await keeper(request, None, Right.MESSAGES_READ)
        return platform_desk(request, "messages"), "UTC"
    organization = await kept_organization(request, organization_id)
    return await desk(request, organization, "messages"), organization.timezone


async def may_send(request: PageRequest, organization_id: int | None) -> bool:
    """Whether who asks may send."""
    person = await require(request)
    if organization_id is None:
        return person.may(Right.TITLES_SHARED)
    return person.may(Right.MESSAGES_SEND, organization_id)


def list_url(organization_id: int | None) -> str:
    """Where the list is."""
    return f"/organizer/organizations/{organization_id}/messages" if organization_id else PLATFORM
