"""Pages: another address, and the end of an account."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.codes.model import Purpose
from tessera.accounts.codes.prove import read_code
from tessera.accounts.policy import Right
from tessera.accounts.profile.email import Codes, begin_move, check_wish, finish_move, prove_move
from tessera.accounts.profile.erase import erase
from tessera.accounts.sign_in import check_password
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tessera.web.cookies import SESSION_COOKIE, cookie
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.limited import within_mailbox
from tessera.web.once import go_once, gone_before
from tessera.web.pages import Page, PageRequest, form_of, language_of, one, page, refusal, told
from tessera.web.views.accounts import DeletionPage, EmailCodesPage, EmailPage
from tessera.web.who import who_of

EMAIL = "/account/email"
DELETION = "/account/deletion"


@get(EMAIL, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def email_page(request: PageRequest) -> Page:
    """The form for another address."""
    person = await require(request)
    view = EmailPage(person.email, changed="changed" in request.query_params)
    return await page(request, "accounts/email.html", view)


@post(EMAIL, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_email(request: PageRequest) -> Page:
    """Have codes mailed to both addresses."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    wish, password = one(fields, "email"), one(fields, "password")
    try:
        if again := await gone_before(request, fields):
            return again
        email = await check_wish(services, person, email=wish, password=password)
        await within_mailbox(request, email)
        await within_mailbox(request, person.email, own=True)

        async def act(tx: Tx) -> str:
            asked = await begin_move(tx, person, email=email, locale=language_of(request))
            return f"{EMAIL}/{asked.id}"

        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        return await _email_wrong(request, person.email, wish, trouble=trouble_of(error))


async def _email_wrong(
    request: PageRequest, current: str, wish: str = "", *, trouble: Trouble
) -> Page:
    box = None if trouble.problems else refusal(request, trouble)
    view = EmailPage(current, wish, problems=told(request, trouble), refusal=box)
    return await page(request, "accounts/email.html", view, status=trouble.status)


@get(f"{EMAIL}/{{change_id:uuid}}", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def email_codes_page(request: PageRequest, change_id: FromPath[UUID]) -> Page:
    """The form for both codes."""
    services: Services = request.app.state.services
    person = await require(request)
    try:
        asked = await read_code(services.db.pool, change_id, Purpose.EMAIL)
    except Refused as error:
        return await _email_wrong(request, person.email, trouble=trouble_of(error))
    view = EmailCodesPage(str(change_id), asked.email, person.email)
    return await page(request, "accounts/email_codes.html", view)


@post(f"{EMAIL}/{{change_id:uuid}}", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_email_codes(request: PageRequest, change_id: FromPath[UUID]) -> Page:
    """Move the account; every other session ends."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    codes = Codes(one(fields, "code"), one(fields, "old_code"))
    try:
        if again := await gone_before(request, fields):
            return again
        asked = await prove_move(services, person, change_id, codes=codes)

        async def act(tx: Tx) -> str:
            await finish_move(tx, services, person, asked=asked, who=who_of(request))
            return f"{EMAIL}?changed"

        return await go_once(request, fields, act)
    except Refused as error:
        trouble = trouble_of(error)
        if trouble.code == "code_ended":
            return await _email_wrong(request, person.email, trouble=trouble)
        view = EmailCodesPage(
            str(change_id), one(fields, "email"), person.email, problems=told(request, trouble)
        )
        return await page(request, "accounts/email_codes.html", view, status=trouble.status)


@get(DELETION, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def deletion_page(request: PageRequest) -> Page:
    """What goes, what stays, and the form."""
    return await page(request, "accounts/deletion.html", DeletionPage())


@post(DELETION, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_deletion(request: PageRequest) -> Page:
    """Delete the account and go home as a guest."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    try:
        await check_password(services, person.account_id, one(fields, "password"))

        async def act(tx: Tx) -> str:
            await erase(tx, person.account_id, who=who_of(request), now=services.clock())
            return "/"

        answer = await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        box = None if trouble.problems else refusal(request, trouble)
        view = DeletionPage(problems=told(request, trouble), refusal=box)
        return await page(request, "accounts/deletion.html", view, status=trouble.status)
    answer.cookies.append(cookie(services, SESSION_COOKIE, "", seconds=0))
    return answer


PAGES = [
    email_page,
    post_email,
    email_codes_page,
    post_email_codes,
    deletion_page,
    post_deletion,
]
