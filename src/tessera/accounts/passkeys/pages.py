"""Pages: sign in with a passkey, add one, remove one."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.model import CHALLENGE_SECONDS
from tessera.accounts.factors.pages import NOT_TAKEN
from tessera.accounts.factors.settings_pages import (
    HERE,
    changed,
    recovery_page,
    removed_once,
    unkept,
)
from tessera.accounts.model import Person, SessionKind
from tessera.accounts.passkeys.change import (
    add_passkey,
    begin_passkey,
    passkey_options,
    remove_passkey,
)
from tessera.accounts.passkeys.model import NAME_SIGNS_MAX
from tessera.accounts.passkeys.sign_in import ask_passkey, sign_in_with_passkey
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.cookies import CHALLENGE_COOKIE, cookie, told_by
from tessera.web.guards import may, person_of, require, signed_in
from tessera.web.once import Fields
from tessera.web.pages import Page, PageRequest, form_of, go, one, own_path, page, say
from tessera.web.present import N_
from tessera.web.views.factors import NewPasskeyPage, PasskeyPage
from tessera.web.who import who_of

SIGN_IN = "/sign-in/passkey"
NEW = f"{HERE}/passkey"


@get(SIGN_IN, guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def passkey_page(request: PageRequest) -> Page:
    """Ask for a passkey, whoever it belongs to."""
    following = own_path(request.query_params.get("next", "/"))
    if await person_of(request) is not None:
        return go(following)
    return await _ask(request, following)


async def _ask(request: PageRequest, following: str, *, refused: str = "") -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        secret, options = await ask_passkey(tx, services)
    view = PasskeyPage(options=options, next=following, refused=refused)
    status = 403 if refused else 200
    answer = unkept(await page(request, "accounts/passkey.html", view, status=status))
    answer.set_cookie(cookie(services, CHALLENGE_COOKIE, secret, seconds=CHALLENGE_SECONDS))
    return answer


@post(SIGN_IN, guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_passkey_page(request: PageRequest) -> Page:
    """Sign in with it."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    following = own_path(one(fields, "next"))
    secret = told_by(request, CHALLENGE_COOKIE)
    try:
        outcome = await sign_in_with_passkey(
            services,
            secret,
            credential=one(fields, "credential"),
            visit=visit_of(request, SessionKind.WEB),
        )
    except Refused:
        return await _ask(request, following, refused=say(request, NOT_TAKEN))
    return entered_page(services, outcome, following)


@post(NEW, guards=[signed_in], include_in_schema=False)
async def post_begin(request: PageRequest) -> Page:
    """Allow this browser to add a passkey."""
    services: Services = request.app.state.services

    async def begin(person: Person, _: Fields) -> Page:
        async with services.db.transaction() as tx:
            await begin_passkey(tx, person)
        return go(NEW)

    return await changed(request, begin)


@get(NEW, guards=[signed_in], include_in_schema=False)
async def new_passkey_page(request: PageRequest) -> Page:
    """The browser makes a passkey."""
    return await _new(request)


async def _new(request: PageRequest, *, refused: str = "", status: int = 200) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    try:
        async with services.db.transaction() as tx:
            options = await passkey_options(tx, services, person)
    except Refused:
        return go(HERE)
    view = NewPasskeyPage(options=options, refused=refused)
    return unkept(await page(request, "accounts/new_passkey.html", view, status=status))


@post(f"{NEW}/confirmation", guards=[signed_in], include_in_schema=False)
async def post_new_passkey(request: PageRequest) -> Page:
    """Keep the passkey that was made."""
    services: Services = request.app.state.services
    person = await require(request)
    fields = await form_of(request)
    name = one(fields, "name").strip()[:NAME_SIGNS_MAX] or say(request, N_("Passkey"))
    try:
        async with services.db.transaction() as tx:
            _, codes = await add_passkey(
                tx,
                services,
                person,
                credential=one(fields, "credential"),
                name=name,
                who=who_of(request),
            )
    except Refused:
        return await _new(request, refused=say(request, NOT_TAKEN), status=409)
    return await recovery_page(request, codes, "passkey_on")


@post(f"{HERE}/passkeys/{{passkey_id:uuid}}/removal", guards=[signed_in], include_in_schema=False)
async def post_removal(request: PageRequest, passkey_id: FromPath[UUID]) -> Page:
    """Forget a passkey."""

    async def remove(tx: Tx, account_id: UUID) -> None:
        await remove_passkey(tx, account_id, passkey_id, who=who_of(request))

    return await removed_once(request, "passkey_off", remove)


PAGES = [
    passkey_page,
    post_passkey_page,
    post_begin,
    new_passkey_page,
    post_new_passkey,
    post_removal,
]
