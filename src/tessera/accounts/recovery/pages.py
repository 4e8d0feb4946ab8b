"""Pages: a forgotten password, a changed one."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.codes.model import Purpose
from tessera.accounts.codes.prove import read_code
from tessera.accounts.come_in import come_in_by_code
from tessera.accounts.policy import Right
from tessera.accounts.recovery.change import change_password, proven_change
from tessera.accounts.recovery.reset import WasReset, begin_reset, finish_reset, prove_reset
from tessera.accounts.rules import PASSWORD_SIGNS_MIN
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.limited import within_address, within_mailbox
from tessera.web.once import go_once, gone_before, sent_before, sent_once
from tessera.web.pages import (
    Page,
    PageRequest,
    form_of,
    language_of,
    one,
    own_path,
    page,
    refusal,
    told,
)
from tessera.web.views.accounts import ForgottenPage, PasswordPage, ResetPage
from tessera.web.who import who_of

FORGOTTEN = "accounts/forgotten.html"
RESET = "accounts/reset.html"
PASSWORD = "accounts/password.html"  # noqa: S105 - a template
HERE = "/account/password"


@get("/password/forgotten", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def forgotten_page(request: PageRequest) -> Page:
    """The form for the address."""
    following = own_path(request.query_params.get("next", "/"))
    return await page(request, FORGOTTEN, ForgottenPage(next=following))


@post("/password/forgotten", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_forgotten(request: PageRequest) -> Page:
    """Have a code mailed, and go on to where it is typed; the same for every address."""
    fields = await form_of(request)
    email, following = one(fields, "email"), own_path(one(fields, "next"))

    async def act(tx: Tx) -> str:
        asked = await begin_reset(tx, email=email, locale=language_of(request))
        return f"/password/forgotten/{asked.id}?{urlencode({'next': following})}"

    try:
        if again := await gone_before(request, fields):
            return again
        await within_address(request, Policy.SIGN_IN_ADDRESS)
        await within_mailbox(request, email)
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        view = ForgottenPage(
            email=email,
            next=following,
            problems=told(request, trouble),
            refusal=None if trouble.problems else refusal(request, trouble),
        )
        return await page(request, FORGOTTEN, view, status=trouble.status)


@get("/password/forgotten/{reset_id:uuid}", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def reset_page(request: PageRequest, reset_id: FromPath[UUID]) -> Page:
    """The form for the code and the new password."""
    services: Services = request.app.state.services
    following = own_path(request.query_params.get("next", "/"))
    try:
        asked = await read_code(services.db.pool, reset_id, Purpose.RESET)
    except Refused as error:
        return await _start_again(request, error, following)
    view = ResetPage(asked.email, str(reset_id), following, PASSWORD_SIGNS_MIN)
    return await page(request, RESET, view)


@post("/password/forgotten/{reset_id:uuid}", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_reset(request: PageRequest, reset_id: FromPath[UUID]) -> Page:
    """Set the password, and sign in: here alone, for every session has ended."""
    fields = await form_of(request)
    following = own_path(one(fields, "next"))
    try:
        done, again = await _reset(request, reset_id, fields)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        if trouble.code == "code_ended":
            return await _start_again(request, error, following)
        view = ResetPage(
            one(fields, "email"),
            str(reset_id),
            following,
            PASSWORD_SIGNS_MIN,
            problems=told(request, trouble),
        )
        return await page(request, RESET, view, status=trouble.status)
    return await come_in_by_code(
        request, done.account_id, reset_id, email=done.email, following=following, again=again
    )


async def _reset(
    request: PageRequest, reset_id: UUID, fields: dict[str, list[str]]
) -> tuple[WasReset, bool]:
    """What came of a form, whether it comes for the first time or again."""
    services: Services = request.app.state.services
    if done := await sent_before(request, fields, kept_as=WasReset):
        return done, True
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    code, password = one(fields, "code"), one(fields, "password")
    proven = await prove_reset(services, reset_id, code=code, password=password)

    async def act(tx: Tx) -> WasReset:
        return await finish_reset(tx, services, proven, who=who_of(request))

    sent = await sent_once(request, fields, act, kept_as=WasReset)
    await services.throttle.forgive(proven.asked.email)
    return sent


async def _start_again(request: PageRequest, error: Exception, following: str) -> Page:
    """A code that is over leads back to the first step."""
    trouble = trouble_of(error)
    view = ForgottenPage(next=following, refusal=refusal(request, trouble))
    return await page(request, FORGOTTEN, view, status=trouble.status)


@get(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def password_page(request: PageRequest) -> Page:
    """The form to change the password."""
    changed = "changed" in request.query_params
    return await page(request, PASSWORD, PasswordPage(PASSWORD_SIGNS_MIN, changed=changed))


@post(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_password(request: PageRequest) -> Page:
    """Change it; every other device is signed out."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    try:
        if again := await gone_before(request, fields):
            return again
        fresh = await proven_change(
            services,
            person.account_id,
            password=one(fields, "password"),
            new_password=one(fields, "new_password"),
        )

        async def act(tx: Tx) -> str:
            await change_password(tx, services, person, password_hash=fresh, who=who_of(request))
            return f"{HERE}?changed"

        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        view = PasswordPage(
            PASSWORD_SIGNS_MIN,
            problems=told(request, trouble),
            refusal=None if trouble.problems else refusal(request, trouble),
        )
        return await page(request, PASSWORD, view, status=trouble.status)


PAGES = [
    forgotten_page,
    post_forgotten,
    reset_page,
    post_reset,
    password_page,
    post_password,
]
