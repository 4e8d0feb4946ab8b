"""Pages: messages of an organization or of the platform to many."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.messages.consent.verbs import sql as of_consent
from tessera.messages.many.campaigns import (
    campaigns_of,
    enter_campaign,
    keep_template,
    progress_of,
    templates_of,
    turn,
)
from tessera.messages.many.letters import letter_to, words_of
from tessera.messages.many.model import AudienceKind, Campaign, Channel, NewCampaign, Status
from tessera.messages.many.routes import keeper, own_campaign, queue_test
from tessera.messages.many.rules import PLACEHOLDERS, paragraphs
from tessera.offers.desk_view import choices_of
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.services import Services
from tessera.web.answers import field_problems
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, before_of, form_of, one, page, refusal, say, told
from tessera.web.present import N_
from tessera.web.templates import LOCALES
from tessera.web.views.campaigns import (
    CampaignForm,
    CampaignPage,
    CampaignRow,
    CampaignsPage,
    Sample,
)
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Option, Pagination

HOUSE = "/organizer/organizations/{organization_id:int}/messages"
PLATFORM = "/admin/messages"
CAMPAIGN = "/organizer/messages/{campaign_id:uuid}"
PAGE_SIZE = 30
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


@get(HOUSE, guards=[may(Right.MESSAGES_READ)], include_in_schema=False)
async def campaigns_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The history, and a form for the next."""
    return await _list(request, organization_id)


@get(PLATFORM, guards=[may(Right.PLATFORM_READ)], include_in_schema=False)
async def platform_campaigns(request: PageRequest) -> Page:
    """The platform's own."""
    return await _list(request, None)


@post(HOUSE, guards=[may(Right.MESSAGES_SEND)], include_in_schema=False)
async def post_campaign_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Prepare a message; the next page shows it before anything goes out."""
    return await _enter(request, organization_id)


@post(PLATFORM, guards=[may(Right.TITLES_SHARED)], include_in_schema=False)
async def post_platform_form(request: PageRequest) -> Page:
    """The same for everybody on the platform."""
    return await _enter(request, None)


async def _enter(request: PageRequest, organization_id: int | None) -> Page:
    fields = await form_of(request)
    person = await keeper(request, organization_id, Right.MESSAGES_SEND)
    _, timezone = await _desk(request, organization_id)

    async def act(tx: Tx) -> str:
        new = _wanted(fields, timezone)
        made = await enter_campaign(tx, organization_id, new, by=person.account_id)
        if name := one(fields, "template").strip()[:80]:
            await keep_template(tx, organization_id, name, texts=new.texts, version=None)
        return f"/organizer/messages/{made.id}"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _list(request, organization_id, fields=fields, trouble=trouble_of(error))


def _wanted(fields: Fields, timezone: str) -> NewCampaign:
    kind = one(fields, "kind")
    asked: dict[str, Any] = {
        "name": one(fields, "name").strip(),
        "link": one(fields, "link").strip(),
        "channels": fields.get("channels", []),
        "local_time": bool(one(fields, "local_time")),
        "audience": {
            "kind": kind,
            "title_id": _number(one(fields, "title_id")) if kind == "title" else None,
            "venue_id": _number(one(fields, "venue_id")) if kind == "venue" else None,
            "email": one(fields, "email").strip() if kind == "person" else "",
            "city": one(fields, "city").strip() if kind == "city" else "",
            "visited_within_days": _number(one(fields, "within")) if kind == "city" else None,
            "away_for_days": _number(one(fields, "away")) if kind == "city" else None,
        },
        "texts": {
            key: {"subject": one(fields, f"subject_{key}"), "body": one(fields, f"body_{key}")}
            for key in LOCALES
            if one(fields, f"subject_{key}") or one(fields, f"body_{key}")
        },
    }
    problems = []
    try:
        if text := one(fields, "send_at"):
            local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))
            asked["send_at"] = local.astimezone(UTC)
    except ValueError:
        problems.append(Problem("send_at", "is not a day and a time"))
    try:
        made = msgspec.convert(asked, NewCampaign)
    except msgspec.ValidationError:
        raise Invalid([*problems, *field_problems(asked, NewCampaign)]) from None
    if problems:
        raise Invalid(problems)
    return made


def _number(text: str) -> int | str | None:
    return int(text) if text.isdecimal() and len(text) < 19 else text or None


async def _list(
    request: PageRequest,
    organization_id: int | None,
    *,
    fields: Fields | None = None,
    trouble: Trouble | None = None,
) -> Page:
    services: Services = request.app.state.services
    head, timezone = await _desk(request, organization_id)
    before, pool, speak = before_of(request), services.db.pool, partial(say, request)
    found = await campaigns_of(pool, organization_id, before=before, limit=PAGE_SIZE + 1)
    url = _url(organization_id)
    wrong = told(request, trouble)
    [readers] = await pool.fetch(of_consent["readers"], organization_id or 0)
    filled = fields or await _from_template(request, organization_id)
    form = await _form(request, organization_id, filled)
    rows = tuple(
        CampaignRow(
            url=f"/organizer/messages/{c.id}",
            name=c.name,
            audience=speak(KINDS[c.audience.kind]),
            status=c.status,
            recipients=c.recipients,
            at=c.started_at or c.created_at,
        )
        for c in found[:PAGE_SIZE]
    )
    older = f"{url}?before={found[PAGE_SIZE - 1].id}" if len(found) > PAGE_SIZE else None
    view = CampaignsPage(
        desk=head,
        url=url,
        rows=rows,
        timezone=timezone,
        form=msgspec.structs.replace(form, problems=wrong),
        may_send=await _may_send(request, organization_id),
        placeholders=PLACEHOLDERS,
        readers=readers["readers"],
        refusal=refusal(request, trouble) if trouble else None,
        pages=Pagination(url if before else None, older),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/campaigns.html", view, status=status)


async def _from_template(request: PageRequest, organization_id: int | None) -> Fields:
    """The fields of the template that was chosen, or none."""
    name = request.query_params.get("template", "")
    found = await templates_of(request.app.state.services.db.pool, organization_id)
    for template in found:
        if name and template.name == name:
            texts = template.texts.items()
            fields = {f"subject_{key}": [text.subject] for key, text in texts}
            return fields | {f"body_{key}": [text.body] for key, text in template.texts.items()}
    return {}


async def _form(request: PageRequest, organization_id: int | None, fields: Fields) -> CampaignForm:
    services: Services = request.app.state.services
    speak = partial(say, request)
    async with services.db.transaction() as tx:
        choices = await choices_of(tx, organization_id, None, providers=())
        templates = await templates_of(tx, organization_id)
    kind, ticked = one(fields, "kind") or "all", fields.get("channels") or ["inbox"]

    def options(names: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
        return tuple(Option(key, label, key == chosen) for key, label in names.items())

    return CampaignForm(
        action=_url(organization_id),
        values={name: one(fields, name) for name in fields},
        languages=tuple((key, NAMES.get(key, key)) for key in LOCALES),
        kinds=tuple(Option(k, speak(label), k == kind) for k, label in KINDS.items()),
        channels=tuple(Option(c, speak(label), c in ticked) for c, label in CHANNELS.items()),
        titles=options(choices.titles, one(fields, "title_id")),
        venues=options(choices.venues, one(fields, "venue_id")),
        templates=tuple(Option(t.name, t.name) for t in templates),
    )


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

    return await _do(request, campaign_id, fields, act=act)


async def _do(
    request: PageRequest,
    campaign_id: UUID,
    fields: Fields,
    *,
    act: Callable[[Tx], Awaitable[str]],
) -> Page:
    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _one(request, campaign_id, trouble=trouble_of(error))


async def _one(request: PageRequest, campaign_id: UUID, *, trouble: Trouble | None = None) -> Page:
    services: Services = request.app.state.services
    person, speak = await require(request), partial(say, request)
    async with services.db.transaction() as tx:
        campaign = await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_READ)
        progress = await progress_of(tx, campaign_id)
    head, timezone = await _desk(request, campaign.organization_id)
    words = await words_of(services.db.pool, campaign)
    sample = partial(_sample, campaign, words, name=person.name)
    gone = progress.sent + progress.failed + progress.skipped
    done = request.query_params.get("done", "")
    view = CampaignPage(
        desk=head,
        list_url=_url(campaign.organization_id),
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
        may_send=await _may_send(request, campaign.organization_id),
        refresh=campaign.status in (Status.COLLECTING, Status.SENDING),
        said=speak(N_("A test is on its way to you.")) if done == "test" else "",
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/campaign.html", view, status=status)


def _sample(campaign: Campaign, words: dict[str, str], *, name: str, key: str) -> Sample:
    letter = letter_to(campaign, words, name=name, locale=key)
    return Sample(NAMES.get(key, key), letter.subject, tuple(paragraphs(letter.body)))


async def _desk(request: PageRequest, organization_id: int | None) -> tuple[Desk, str]:
    if organization_id is None:
        await keeper(request, None, Right.MESSAGES_READ)
        return platform_desk(request, "messages"), "UTC"
    organization = await kept_organization(request, organization_id)
    return await desk(request, organization, "messages"), organization.timezone


async def _may_send(request: PageRequest, organization_id: int | None) -> bool:
    person = await require(request)
    if organization_id is None:
        return person.may(Right.TITLES_SHARED)
    return person.may(Right.MESSAGES_SEND, organization_id)


def _url(organization_id: int | None) -> str:
    return f"/organizer/organizations/{organization_id}/messages" if organization_id else PLATFORM


PAGES = [
    campaigns_page,
    platform_campaigns,
    post_campaign_form,
    post_platform_form,
    campaign_page,
    post_campaign_verb,
]
