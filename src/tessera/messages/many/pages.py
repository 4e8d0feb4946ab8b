"""Pages: messages of an organization or of the platform to many."""

from functools import partial

import msgspec
from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.messages.consent.verbs import sql as of_consent
from tessera.messages.many.campaigns import (
    MessageTemplate,
    campaigns_of,
    enter_campaign,
    keep_template,
)
from tessera.messages.many.console import (
    HOUSE,
    KINDS,
    PLATFORM,
    Fields,
    desk_of,
    list_url,
    may_send,
)
from tessera.messages.many.forms import (
    both_texts,
    filled_from_template,
    shown_form,
    template_seen,
    template_version,
    wanted_of,
)
from tessera.messages.many.routes import keeper
from tessera.messages.many.rules import PLACEHOLDERS
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.once import go_or_tell
from tessera.web.pages import Page, PageRequest, before_of, form_of, one, page, refusal, say, told
from tessera.web.views.campaigns import CampaignRow, CampaignsPage
from tessera.web.views.shell import Pagination

PAGE_SIZE = 30


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
    _, timezone = await desk_of(request, organization_id)

    async def act(tx: Tx) -> str:
        new = wanted_of(fields, timezone)
        made = await enter_campaign(tx, organization_id, new, by=person.account_id)
        if name := one(fields, "template").strip()[:80]:
            version = template_version(fields, name)
            await keep_template(tx, organization_id, name, texts=new.texts, version=version)
        return f"/organizer/messages/{made.id}"

    shown = partial(_list, request, organization_id, fields=fields)
    return await go_or_tell(request, fields, act, lambda error: shown(error=error))


async def _list(
    request: PageRequest,
    organization_id: int | None,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    trouble = trouble_of(error) if error else None
    services: Services = request.app.state.services
    head, timezone = await desk_of(request, organization_id)
    before, pool, speak = before_of(request), services.db.pool, partial(say, request)
    found = await campaigns_of(pool, organization_id, before=before, limit=PAGE_SIZE + 1)
    url = list_url(organization_id)
    wrong = told(request, trouble)
    [readers] = await pool.fetch(of_consent["readers"], organization_id or 0)
    filled = fields or await filled_from_template(request, organization_id)
    both = both_texts(request, filled, error)
    if both is not None and isinstance(error, Refused):
        # Whoever has seen both may save again, over what the other one wrote.
        filled = filled | template_seen(msgspec.convert(error.facts["current"], MessageTemplate))
    form = await shown_form(request, organization_id, filled)
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
        form=msgspec.structs.replace(form, problems=wrong, both=both),
        may_send=await may_send(request, organization_id),
        placeholders=PLACEHOLDERS,
        readers=readers["readers"],
        refusal=refusal(request, trouble) if trouble else None,
        pages=Pagination(url if before else None, older),
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/campaigns.html", view, status=status)


PAGES = [campaigns_page, platform_campaigns, post_campaign_form, post_platform_form]
