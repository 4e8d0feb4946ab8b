"""Pages: register in two steps, the address and then the code of the mail."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.codes.model import Purpose
from tessera.accounts.codes.prove import read_code
from tessera.accounts.come_in import come_in_by_code
from tessera.accounts.policy import Right
from tessera.accounts.registration.begin import begin
from tessera.accounts.registration.finish import Made, finish, prove
from tessera.accounts.rules import PASSWORD_SIGNS_MIN
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may
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
from tessera.web.views.accounts import CodePage, RegisterPage
from tessera.web.who import who_of

CODE_TEMPLATE = "accounts/register_code.html"


@get("/register", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def register_page(request: PageRequest) -> Page:
    """The form for an address."""
    following = own_path(request.query_params.get("next", "/"))
    return await page(request, "accounts/register.html", RegisterPage(next=following))


@post("/register", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_register(request: PageRequest) -> Page:
    """Have a code mailed, and go on to where it is typed; the same for every address."""
    fields = await form_of(request)
    email, following = one(fields, "email"), own_path(one(fields, "next"))

    async def act(tx: Tx) -> str:
        asked = await begin(tx, email=email, locale=language_of(request))
        return f"/register/{asked.id}?{urlencode({'next': following})}"

    try:
        if again := await gone_before(request, fields):
            return again
        await within_address(request, Policy.SIGN_IN_ADDRESS)
        await within_mailbox(request, email)
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        view = RegisterPage(
            email=email,
            next=following,
            problems=told(request, trouble),
            refusal=None if trouble.problems else refusal(request, trouble),
        )
        return await page(request, "accounts/register.html", view, status=trouble.status)


@get("/register/{registration_id:uuid}", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def code_page(request: PageRequest, registration_id: FromPath[UUID]) -> Page:
    """The form for the code, the name and the password."""
    services: Services = request.app.state.services
    following = own_path(request.query_params.get("next", "/"))
    try:
        asked = await read_code(services.db.pool, registration_id, Purpose.REGISTRATION)
    except Refused as error:
        return await _start_again(request, error, following)
    view = CodePage(asked.email, str(registration_id), following, PASSWORD_SIGNS_MIN)
    return await page(request, CODE_TEMPLATE, view)


@post("/register/{registration_id:uuid}", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_code(request: PageRequest, registration_id: FromPath[UUID]) -> Page:
    """Make the account and sign it in."""
    fields = await form_of(request)
    following = own_path(one(fields, "next"))
    try:
        made, again = await _made(request, registration_id, fields)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        if trouble.code == "code_ended":
            return await _start_again(request, error, following)
        view = CodePage(
            one(fields, "email"),
            str(registration_id),
            following,
            PASSWORD_SIGNS_MIN,
            name=one(fields, "name"),
            problems=told(request, trouble),
        )
        return await page(request, CODE_TEMPLATE, view, status=trouble.status)
    return await come_in_by_code(
        request, made.id, registration_id, email=made.email, following=following, again=again
    )


async def _made(
    request: PageRequest, registration_id: UUID, fields: dict[str, list[str]]
) -> tuple[Made, bool]:
    """The account of a form, whether it comes for the first time or again."""
    services: Services = request.app.state.services
    if made := await sent_before(request, fields, kept_as=Made):
        return made, True
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    code, name, password = (one(fields, field) for field in ("code", "name", "password"))
    proven = await prove(services, registration_id, code=code, name=name, password=password)

    async def act(tx: Tx) -> Made:
        return await finish(tx, proven, who=who_of(request))

    return await sent_once(request, fields, act, kept_as=Made)


async def _start_again(request: PageRequest, error: Exception, following: str) -> Page:
    """A code that is over leads back to the first step."""
    trouble = trouble_of(error)
    view = RegisterPage(next=following, refusal=refusal(request, trouble))
    return await page(request, "accounts/register.html", view, status=trouble.status)


PAGES = [register_page, post_register, code_page, post_code]
