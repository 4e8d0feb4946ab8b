"""Pages: the inbox, and what one wants to hear."""

import re
from functools import partial
from uuid import UUID

from litestar import Response, get, post

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.signing import encode
from tessera.messages.consent.verbs import Preferences, keep_preferences, read_preferences
from tessera.messages.consent.verbs import sql as of_consent
from tessera.messages.inbox.read import mark_read, messages_of, unread_of
from tessera.messages.many.rules import paragraphs
from tessera.messages.push.sealing import public_bytes, server_key
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, before_of, form_of, one, page, say, told
from tessera.web.present import N_
from tessera.web.templates import STATIC
from tessera.web.views.campaigns import InboxPage, InboxRow, PreferencesPage
from tessera.web.views.shell import Option, Pagination

PAGE_SIZE = 30
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
HERE = "/account/messages"
Fields = dict[str, list[str]]


@get("/inbox", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def inbox(request: PageRequest) -> Page:
    """Messages to oneself; opening the page leaves them new until they are marked."""
    services: Services = request.app.state.services
    person, before = await require(request), before_of(request)
    pool = services.db.pool
    rows = await messages_of(pool, person.account_id, before=before, limit=PAGE_SIZE + 1)
    shown = [
        InboxRow(
            id=str(row["id"]),
            sender=row["sender"],
            subject=row["subject"],
            paragraphs=tuple(paragraphs(row["body"])),
            link=row["link"],
            at=row["at"],
            new=row["read_at"] is None,
        )
        for row in rows[:PAGE_SIZE]
    ]
    older = f"/inbox?before={shown[-1].id}" if len(rows) > PAGE_SIZE else None
    view = InboxPage(
        tuple(shown),
        await unread_of(pool, person.account_id),
        Pagination("/inbox" if before else None, older),
    )
    return await page(request, "messages/inbox.html", view)


@post("/inbox", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_reading_form(request: PageRequest) -> Page:
    """One was read, or all; the form of one with a link goes on to where it leads."""
    fields = await form_of(request)
    person = await require(request)
    try:
        message_id = UUID(one(fields, "message")) if one(fields, "message") else None
    except ValueError as error:
        raise NotFound("message") from error

    async def act(tx: Tx) -> str:
        await mark_read(tx, person.account_id, message_id)
        return "/inbox"

    return await go_once(request, fields, act)


@get(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def preferences_page(request: PageRequest) -> Page:
    """What one wants to hear."""
    person = await require(request)
    pool = request.app.state.services.db.pool
    return await _preferences(request, await read_preferences(pool, person.account_id))


@post(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_preferences_form(request: PageRequest) -> Page:
    """Keep it, and take back what was refused of the houses that are ticked."""
    fields = await form_of(request)
    person = await require(request)
    wanted = Preferences(
        **{n: bool(one(fields, n)) for n in ("news_mail", "news_inbox", "news_push", "reminders")},
        quiet_from=_clock(one(fields, "quiet_from")),
        quiet_until=_clock(one(fields, "quiet_until")),
        timezone=one(fields, "timezone").strip()[:60],
    )
    again = [int(v) for v in fields.get("again", ()) if v.isdecimal() and len(v) < 19]

    async def act(tx: Tx) -> str:
        await keep_preferences(tx, person.account_id, wanted)
        for organization_id in again:
            await tx.fetch(of_consent["take_back"], person.account_id, organization_id)
        return f"{HERE}?done=kept"

    shown = partial(_preferences, request, wanted)
    return await go_or_tell(request, fields, act, lambda error: shown(trouble_of(error)))


def _clock(text: str) -> str | None:
    """A time of a form, or none where it is no time."""
    return text[:5] if _TIME.fullmatch(text[:5]) else None


async def _preferences(
    request: PageRequest, wanted: Preferences, trouble: Trouble | None = None
) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    refused = await services.db.pool.fetch(of_consent["refusals"], person.account_id)
    view = PreferencesPage(
        news_mail=wanted.news_mail,
        news_inbox=wanted.news_inbox,
        news_push=wanted.news_push,
        reminders=wanted.reminders,
        quiet_from=wanted.quiet_from or "",
        quiet_until=wanted.quiet_until or "",
        timezone=wanted.timezone,
        refused=tuple(Option(str(row["organization_id"]), row["name"]) for row in refused),
        push_key=encode(public_bytes(server_key(services.settings.secret))),
        problems=told(request, trouble),
        said=say(request, N_("Saved.")) if request.query_params.get("done") else "",
    )
    status = trouble.status if trouble else 200
    return await page(request, "messages/preferences.html", view, status=status)


@get("/push-worker.js", guards=[may(Right.BROWSE)], include_in_schema=False)
async def push_worker(request: PageRequest) -> Page:
    """What shows news while no page is open; at the root, since it works for all pages."""
    body = (STATIC / "js" / "push-worker.js").read_bytes()
    return Response(body, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


PAGES = [
    push_worker,
    inbox,
    post_reading_form,
    preferences_page,
    post_preferences_form,
]
