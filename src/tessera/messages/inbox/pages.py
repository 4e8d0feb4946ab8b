"""Pages: the inbox, what one wants to hear, newsletters and their end."""

import re
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound
from tessera.kit.signing import encode
from tessera.messages.consent.links import ACCOUNT, CONFIRM, READER, Token, open_token
from tessera.messages.consent.verbs import (
    Preferences,
    ask_for_newsletter,
    confirm_reader,
    end_reading,
    keep_preferences,
    read_preferences,
)
from tessera.messages.consent.verbs import sql as of_consent
from tessera.messages.inbox.read import mark_read, messages_of, unread_of
from tessera.messages.many.rules import paragraphs
from tessera.messages.push.sealing import public_bytes, server_key
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, person_of, require
from tessera.web.limited import within_mailbox
from tessera.web.once import go_once
from tessera.web.pages import (
    HTML,
    Page,
    PageRequest,
    before_of,
    form_of,
    language_of,
    one,
    page,
    say,
    told,
)
from tessera.web.present import N_
from tessera.web.templates import STATIC
from tessera.web.views.campaigns import InboxPage, InboxRow, NewsletterPage, PreferencesPage
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

    try:
        return await go_once(request, fields, act)
    except Invalid as error:
        return await _preferences(request, wanted, trouble_of(error))


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


@get("/newsletter", guards=[may(Right.BUY)], include_in_schema=False)
async def newsletter_page(request: PageRequest) -> Page:
    """Ask for news, of the platform or of one house (`?organization=`)."""
    state = "asked" if request.query_params.get("done") else "ask"
    return await _newsletter(request, state, request.query_params.get("organization", ""))


@post("/newsletter", guards=[may(Right.BUY)], include_in_schema=False)
async def post_newsletter_form(request: PageRequest) -> Page:
    """Ask; a mail asks the owner of the address."""
    fields = await form_of(request)
    email, house = one(fields, "email").strip()[:254], one(fields, "organization")
    await within_mailbox(request, email)
    organization_id = int(house) if house.isdecimal() and len(house) < 19 else 0

    async def act(tx: Tx) -> str:
        await ask_for_newsletter(tx, organization_id, email, locale=language_of(request))
        return f"/newsletter?done=asked&organization={organization_id or ''}"

    try:
        return await go_once(request, fields, act)
    except Invalid as error:
        problem = told(request, trouble_of(error)).get("email", "")
        return await _newsletter(request, "ask", house, email=email, problem=problem)


async def _newsletter(
    request: PageRequest, state: str, house: str, *, email: str = "", problem: str = ""
) -> Page:
    organization_id = int(house) if house.isdecimal() and len(house) < 19 else 0
    name = "Tessera"
    if organization_id:
        row = await request.app.state.services.db.pool.fetchrow(
            of_consent["house"], organization_id
        )
        if row is None:
            raise NotFound("organization")
        name = row["name"]
    person = await person_of(request)
    view = NewsletterPage(
        state=state,
        organization=name,
        organization_id=organization_id,
        email=email or (person.email if person else ""),
        problem=problem,
    )
    return await page(request, "messages/newsletter.html", view, status=422 if problem else 200)


@get("/newsletter/confirmation/{token:str}", guards=[may(Right.BUY)], include_in_schema=False)
async def confirmation_page(request: PageRequest, token: FromPath[str]) -> Page:
    """A button: what only opens links confirms nothing."""
    found = _token(request, token, CONFIRM)
    return await _about(request, found, "confirm", action=f"/newsletter/confirmation/{token}")


@post("/newsletter/confirmation/{token:str}", guards=[may(Right.BUY)], include_in_schema=False)
async def post_confirmation_form(request: PageRequest, token: FromPath[str]) -> Page:
    """The owner of the address says yes."""
    await form_of(request)
    found = _token(request, token, CONFIRM)
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        done = await confirm_reader(tx, found)
    return await _about(request, found, "confirmed" if done else "over")


@get("/unsubscribe/{token:str}", guards=[may(Right.BUY)], include_in_schema=False)
async def unsubscribe_page(request: PageRequest, token: FromPath[str]) -> Page:
    """A button: scanners of mail open links, and end nothing by that."""
    found = _token(request, token, READER, ACCOUNT)
    return await _about(request, found, "end", action=f"/unsubscribe/{token}")


@post("/unsubscribe/{token:str}", guards=[may(Right.BUY)], include_in_schema=False)
async def post_unsubscribe(request: PageRequest, token: FromPath[str]) -> Page:
    """One click ends it (RFC 8058): the mail program posts here by itself, without cookies, so the
    token alone decides. Again, it stays ended."""
    found = _token(request, token, READER, ACCOUNT)
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await end_reading(tx, found)
    if "text/html" not in request.headers.get("accept", ""):
        return Response(b"", status_code=200, media_type=HTML)
    return await _about(request, found, "ended")


def _token(request: PageRequest, token: str, *kinds: bytes) -> Token:
    found = open_token(request.app.state.services, token)
    if found is None or found.kind not in kinds:
        raise NotFound("page")
    return found


async def _about(request: PageRequest, token: Token, state: str, *, action: str = "") -> Page:
    name = "Tessera"
    if token.organization_id:
        row = await request.app.state.services.db.pool.fetchrow(
            of_consent["house"], token.organization_id
        )
        name = row["name"] if row else name
    view = NewsletterPage(
        state=state, organization=name, organization_id=token.organization_id, action=action
    )
    return await page(request, "messages/newsletter.html", view)


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
    newsletter_page,
    post_newsletter_form,
    confirmation_page,
    post_confirmation_form,
    unsubscribe_page,
    post_unsubscribe,
]
