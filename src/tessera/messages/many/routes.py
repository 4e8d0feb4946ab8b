"""REST: campaigns and templates of an organization or of the platform."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.accounts.rules import email_problem
from tessera.kit.database import Tx
from tessera.kit.errors import Forbidden, Invalid, NotFound, Problem
from tessera.kit.jobs import enqueue
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.messages.many.campaigns import (
    campaigns_of,
    change_campaign,
    enter_campaign,
    forget_template,
    keep_template,
    progress_of,
    read_campaign,
    templates_of,
    turn,
)
from tessera.messages.many.letters import letter_to, words_of
from tessera.messages.many.model import Campaign, CampaignChange, NewCampaign, Status, Texts
from tessera.messages.many.rules import paragraphs
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, allowed, may, require
from tessera.web.once import once
from tessera.web.paging import Limit

OF_HOUSE = "/organizations/{organization_id:int}/campaigns"
OF_PLATFORM = "/admin/campaigns"
CAMPAIGN = "/campaigns/{campaign_id:uuid}"
TEMPLATES = "/organizations/{organization_id:int}/message-templates"


class TurnWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Start or resume (`collecting`), `paused`, or `cancelled`."""

    status: Status


class TestWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a test goes, and in what language."""

    email: Annotated[str, Meta(max_length=254)]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2}$")] = "en"


class TemplateWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text to begin from; with `version` only where nobody has changed it since."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    texts: Texts
    version: int | None = None


async def keeper(request: Connection, organization_id: int | None, right: Right) -> Person:
    """Who is asking, where they have the right there; the platform's own are for who runs it."""
    if organization_id is not None:
        return await allowed(request, right, organization_id, what="campaign")
    person = await require(request)
    if not person.may(Right.PLATFORM_READ):
        raise NotFound("campaign")
    if right is Right.MESSAGES_SEND and not person.may(Right.TITLES_SHARED):
        raise Forbidden
    return person


async def own_campaign(
    request: Connection, tx: Any, campaign_id: UUID, *, right: Right
) -> Campaign:
    """The campaign, for who has `right` where it belongs."""
    campaign = await read_campaign(tx, campaign_id)
    await keeper(request, campaign.organization_id, right)
    return campaign


@get(OF_HOUSE, guards=[may(Right.MESSAGES_READ)])
async def get_campaigns(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """An organization's campaigns, the newest first."""
    return await _list(request, organization_id, limit=limit, before=cursor)


@get(OF_PLATFORM, guards=[may(Right.PLATFORM_READ)])
async def get_platform_campaigns(
    request: JsonRequest, limit: Limit = PAGE_DEFAULT, cursor: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """The platform's campaigns, to everybody with an account."""
    return await _list(request, None, limit=limit, before=cursor)


async def _list(
    request: JsonRequest, organization_id: int | None, *, limit: int, before: UUID | None
) -> Response[bytes]:
    pool = request.app.state.services.db.pool
    found = await campaigns_of(pool, organization_id, before=before, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda c: c, cursor=lambda c: c.id))


@post(OF_HOUSE, guards=[may(Right.MESSAGES_SEND)], status_code=201)
async def post_campaign(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewCampaign]
) -> Response[bytes]:
    """Prepare a message; nothing is sent before it is started."""
    return await _enter(request, organization_id, data)


@post(OF_PLATFORM, guards=[may(Right.TITLES_SHARED)], status_code=201)
async def post_platform_campaign(
    request: JsonRequest, data: JSONBody[NewCampaign]
) -> Response[bytes]:
    """The same for everybody on the platform."""
    return await _enter(request, None, data)


async def _enter(
    request: JsonRequest, organization_id: int | None, new: NewCampaign
) -> Response[bytes]:
    person = await keeper(request, organization_id, Right.MESSAGES_SEND)

    async def act(tx: Tx) -> object:
        return await enter_campaign(tx, organization_id, new, by=person.account_id)

    return await once(request, act, status=201)


@get(CAMPAIGN, guards=[may(Right.MESSAGES_READ)])
async def get_campaign(request: JsonRequest, campaign_id: FromPath[UUID]) -> Response[bytes]:
    """One campaign and how far it is. That a mail was handed over is known, that it was read is
    not; `read` are messages that were opened in an inbox."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        campaign = await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_READ)
        progress = await progress_of(tx, campaign_id)
    view: dict[str, Any] = msgspec.to_builtins(campaign)
    return json_answer(view | {"progress": progress})


@patch(CAMPAIGN, guards=[may(Right.MESSAGES_SEND)])
async def patch_campaign(
    request: JsonRequest, campaign_id: FromPath[UUID], data: JSONBody[CampaignChange]
) -> Response[bytes]:
    """Change a draft that nobody has changed since `version`."""

    async def act(tx: Tx) -> object:
        await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_SEND)
        return await change_campaign(tx, campaign_id, data)

    return await once(request, act)


@put(f"{CAMPAIGN}/status", guards=[may(Right.MESSAGES_SEND)])
async def put_status(
    request: JsonRequest, campaign_id: FromPath[UUID], data: JSONBody[TurnWanted]
) -> Response[bytes]:
    """Start it, pause it, go on, or cancel it. What has gone out has gone out."""

    async def act(tx: Tx) -> object:
        await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_SEND)
        return await turn(tx, campaign_id, data.status)

    return await once(request, act)


@get(f"{CAMPAIGN}/preview", guards=[may(Right.MESSAGES_READ)])
async def get_preview(
    request: JsonRequest, campaign_id: FromPath[UUID], language: FromQuery[str] = "en"
) -> Response[bytes]:
    """What a reader of this language would see."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        campaign = await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_READ)
    words = await words_of(services.db.pool, campaign)
    letter = letter_to(campaign, words, name=person.name, locale=language)
    return json_answer({"subject": letter.subject, "paragraphs": paragraphs(letter.body)})


@post(f"{CAMPAIGN}/test", guards=[may(Right.MESSAGES_SEND)], status_code=202)
async def post_test(
    request: JsonRequest, campaign_id: FromPath[UUID], data: JSONBody[TestWanted]
) -> Response[bytes]:
    """Send it to one address, marked as a test; nobody else gets anything."""

    async def act(tx: Tx) -> object:
        await own_campaign(request, tx, campaign_id, right=Right.MESSAGES_SEND)
        await queue_test(tx, campaign_id, email=data.email.strip(), language=data.language)
        return {"status": "queued"}

    return await once(request, act, status=202)


async def queue_test(tx: Tx, campaign_id: UUID, *, email: str, language: str) -> None:
    """Queue a test. Raises `Invalid`."""
    if message := email_problem(email):
        raise Invalid([Problem("email", message)])
    told = {"campaign_id": campaign_id, "email": email, "language": language}
    await enqueue(tx, "mail_campaign_test", msgspec.json.encode(told).decode())


@get(TEMPLATES, guards=[may(Right.MESSAGES_READ)])
async def get_templates(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Texts to begin from, by name."""
    found = await templates_of(request.app.state.services.db.pool, organization_id)
    return json_answer({"items": found, "next_cursor": None})


@put(TEMPLATES, guards=[may(Right.MESSAGES_SEND)])
async def put_template(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[TemplateWanted]
) -> Response[bytes]:
    """Enter a template, or change the one of that name."""

    async def act(tx: Tx) -> object:
        name, version = data.name, data.version
        return await keep_template(tx, organization_id, name, texts=data.texts, version=version)

    return await once(request, act)


@delete(f"{TEMPLATES}/{{template_id:int}}", guards=[may(Right.MESSAGES_SEND)], status_code=204)
async def delete_template(
    request: JsonRequest, organization_id: FromPath[int], template_id: FromPath[int]
) -> Response[None]:
    """Remove a template; campaigns made from it keep their texts."""

    async def act(tx: Tx) -> None:
        await forget_template(tx, organization_id, template_id)

    return await once(request, act, status=204)


ROUTES = [
    get_campaigns,
    get_platform_campaigns,
    post_campaign,
    post_platform_campaign,
    get_campaign,
    patch_campaign,
    put_status,
    get_preview,
    post_test,
    get_templates,
    put_template,
    delete_template,
]
