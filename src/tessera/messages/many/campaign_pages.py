"""Pages: one message to many, what it says and how far it is."""

from functools import partial
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.messages.many.campaigns import progress_of, turn
from tessera.messages.many.console import (
    CAMPAIGN,
    CHANNELS,
    KINDS,
    NAMES,
    VERBS,
    desk_of,
    list_url,
    may_send,
)
from tessera.messages.many.letters import letter_to, words_of
from tessera.messages.many.model import Campaign, Status
from tessera.messages.many.routes import own_campaign, queue_test
from tessera.messages.many.rules import paragraphs
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.campaigns import CampaignPage, Sample
from tessera.web.views.shell import Option


@get(CAMPAIGN, guards=[may(Right.MESSAGES_READ)], include_in_schema=False)
async def campaign_page(request: PageRequest, campaign_id: FromPath[UUID]) -> Page:
    """What would be said, in every language, and how far it is."""
    return await _one(request, campaign_id)


@post(CAMPAIGN, guards=[may(Right.MESSAGES_SEND)], include_in_schema=False)
async def post_campaign_verb(request: PageRequest, campaign_id: FromPath[UUID]) -> Page:
    """Send, pause, go on, cancel; or send a test to oneself."""
    fields = await form_of(request)
    verb, person = one(fields, "verb"), await require(request)
    if verb != "test" and verb not in {str(status) for status in Status}:
        raise NotFound("page")

    async def act(tx: Tx) -> str:
        await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_SEND)
        if verb == "test":
            await queue_test(tx, campaign_id, email=person.email, language=person.locale)
        else:
            await turn(tx, campaign_id, Status(verb))
        return f"/organizer/messages/{campaign_id}?done={verb}"

    shown = partial(_one, request, campaign_id)
    return await go_or_tell(request, fields, act, lambda error: shown(trouble_of(error)))


async def _one(request: PageRequest, campaign_id: UUID, trouble: Trouble | None = None) -> Page:
    services: Services = request.app.state.services
    person, speak = await require(request), partial(say, request)
    async with services.db.transaction() as tx:
        campaign = await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_READ)
        progress = await progress_of(tx, campaign_id)
    head, timezone = await desk_of(request, campaign.organization_id)
    words = await words_of(services.db.pool, campaign)
    sample = partial(_sample, campaign, words, name=person.name)
    gone = progress.sent + progress.failed + progress.skipped
    done = request.query_params.get("done", "")
    view = CampaignPage(
        desk=head,
        list_url=list_url(campaign.organization_id),
        url=f"/organizer/messages/{campaign_id}",
        name=campaign.name,
        status=campaign.status,
        audience=speak(KINDS[campaign.audience.kind]),
        channels=tuple(speak(CHANNELS[channel]) for channel in campaign.channels),
        samples=tuple(sample(key=key) for key in campaign.texts),
        send_at=campaign.send_at,
        local_time=campaign.local_time,
        timezone=timezone,
        recipients=campaign.recipients,
        **msgspec.structs.asdict(progress),
        percent=round(100 * gone / campaign.recipients, 1) if campaign.recipients else 0.0,
        verbs=tuple(
            Option(verb, speak(label)) for verb, label in VERBS.get(campaign.status, {}).items()
        ),
        may_send=await may_send(request, campaign.organization_id),
        refresh=campaign.status in (Status.COLLECTING, Status.SENDING),
        said=speak(N_("A test is on its way to you.")) if done == "test" else "",
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/campaign.html", view, status=status)


def _sample(campaign: Campaign, words: dict[str, str], *, name: str, key: str) -> Sample:
    letter = letter_to(campaign, words, name=name, locale=key)
    return Sample(NAMES.get(key, key), letter.subject, tuple(paragraphs(letter.body)))


PAGES = [campaign_page, post_campaign_verb]
