"""Pages: newsletters, asked for with a yes by mail, ended with one click."""

from litestar import Response, get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.messages.consent.links import ACCOUNT, CONFIRM, READER, Token, open_token
from tessera.messages.consent.verbs import ask_for_newsletter, confirm_reader, end_reading, sql
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may, person_of
from tessera.web.limited import within_mailbox
from tessera.web.once import go_or_tell
from tessera.web.pages import HTML, Page, PageRequest, form_of, language_of, one, page, told
from tessera.web.views.campaigns import NewsletterPage

PLATFORM = "Tessera"


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
    organization_id = _number(house)

    async def act(tx: Tx) -> str:
        await ask_for_newsletter(tx, organization_id, email, locale=language_of(request))
        return f"/newsletter?done=asked&organization={organization_id or ''}"

    async def again(error: Invalid | Refused) -> Page:
        problem = told(request, trouble_of(error)).get("email", "")
        return await _newsletter(request, "ask", house, email=email, problem=problem)

    return await go_or_tell(request, fields, act, again)


async def _newsletter(
    request: PageRequest, state: str, house: str, *, email: str = "", problem: str = ""
) -> Page:
    organization_id = _number(house)
    person = await person_of(request)
    view = NewsletterPage(
        state=state,
        organization=await _sender(request, organization_id),
        organization_id=organization_id,
        email=email or (person.email if person else ""),
        problem=problem,
    )
    return await page(request, "messages/newsletter.html", view, status=422 if problem else 200)


def _number(house: str) -> int:
    return int(house) if house.isdecimal() and len(house) < 19 else 0


async def _sender(request: PageRequest, organization_id: int) -> str:
    """Whose news it is. Raises `NotFound`."""
    if not organization_id:
        return PLATFORM
    pool = request.app.state.services.db.pool
    row = await pool.fetchrow(sql["house"], organization_id)
    if row is None:
        raise NotFound("organization")
    return str(row["name"])


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
    sender = await _sender(request, token.organization_id)
    view = NewsletterPage(
        state=state, organization=sender, organization_id=token.organization_id, action=action
    )
    return await page(request, "messages/newsletter.html", view)


PAGES = [
    newsletter_page,
    post_newsletter_form,
    confirmation_page,
    post_confirmation_form,
    unsubscribe_page,
    post_unsubscribe,
]
