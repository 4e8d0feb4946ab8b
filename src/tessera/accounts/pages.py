"""Pages: sign in, register, sign out."""

from uuid import UUID

from litestar import get, post

from tessera.accounts import sessions
from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import SessionKind
from tessera.accounts.passkeys.ceremony import is_possible, site_of
from tessera.accounts.policy import Right
from tessera.accounts.register import register
from tessera.accounts.routes import count_try
from tessera.accounts.rules import PASSWORD_SIGNS_MIN
from tessera.accounts.sign_in import sign_in
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may, person_of, session_cookie
from tessera.web.once import marked, sent_once
from tessera.web.pages import (
    Page,
    PageRequest,
    cookie,
    form_of,
    go,
    one,
    own_path,
    page,
    refusal,
)
from tessera.web.views.accounts import RegisterPage, SignInPage

DEMO_PEOPLE = (
    ("Customer", "customer@demo.test"),
    ("Owner", "owner@demo.test"),
    ("Door", "door@demo.test"),
    ("Admin", "admin@demo.test"),
)
DEMO_PASSWORD = "tessera-demo"  # noqa: S105 - published on purpose, refused in production


@get("/sign-in", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def sign_in_page(request: PageRequest) -> Page:
    """The form to sign in."""
    following = own_path(request.query_params.get("next", "/"))
    if await person_of(request) is not None:
        return go(following)
    return await page(request, "accounts/sign_in.html", _sign_in_view(request, next=following))


def _sign_in_view(request: PageRequest, **fields: object) -> SignInPage:
    services: Services = request.app.state.services
    demo = services.settings.environment == "development"
    return SignInPage(
        demo_people=DEMO_PEOPLE if demo else (),
        demo_password=DEMO_PASSWORD if demo else "",
        passkeys_possible=is_possible(site_of(services.settings.base_url)),
        **fields,  # type: ignore[arg-type]
    )


@post("/sign-in", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_sign_in(request: PageRequest) -> Page:
    """Sign in and go on to where one was."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    email, following = one(fields, "email"), own_path(one(fields, "next"))
    try:
        await count_try(services, email)
        account_id = await sign_in(
            services.db,
            services.passwords,
            email=email,
            password=one(fields, "password"),
            environment=services.settings.environment,
        )
    except Refused as error:
        trouble = trouble_of(error)
        view = _sign_in_view(
            request, email=email, next=following, refusal=refusal(request, trouble)
        )
        return await page(request, "accounts/sign_in.html", view, status=trouble.status)
    return await _begin(request, account_id, following)


async def _begin(request: PageRequest, account_id: UUID, following: str) -> Page:
    services: Services = request.app.state.services
    visit = visit_of(request, SessionKind.WEB)
    async with services.db.transaction() as tx:
        outcome = await enter(tx, services, account_id, how=How.PASSWORD, visit=visit)
    return entered_page(services, outcome, following)


@get("/register", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def register_page(request: PageRequest) -> Page:
    """The form for an account."""
    view = RegisterPage(
        next=own_path(request.query_params.get("next", "/")),
        password_signs_min=PASSWORD_SIGNS_MIN,
    )
    return await page(request, "accounts/register.html", view)


@post("/register", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_register(request: PageRequest) -> Page:
    """Make an account and sign it in."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    email, name = one(fields, "email"), one(fields, "name")
    following = own_path(one(fields, "next"))

    async def act(tx: Tx) -> UUID:
        password = one(fields, "password")
        return await register(tx, services.passwords, email=email, password=password, name=name)

    try:
        account_id, again = await sent_once(request, fields, act, kept_as=UUID)
    except Invalid as error:
        view = RegisterPage(
            name=name,
            email=email,
            next=following,
            password_signs_min=PASSWORD_SIGNS_MIN,
            problems={p.path: p.message for p in error.problems},
        )
        return await page(request, "accounts/register.html", view, status=422)
    # The key binds the whole form, so who sends it again knows the password.
    return marked(await _begin(request, account_id, following), again=again)


@post("/sign-out", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_sign_out(request: PageRequest) -> Page:
    """Sign out and go home."""
    services: Services = request.app.state.services
    await form_of(request)
    name = session_cookie(secure=services.settings.secure)
    person = await person_of(request)
    if person is not None:
        async with services.db.transaction() as tx:
            await sessions.end(tx, person.session_id, now=services.clock())
        services.people.forget(request.cookies.get(name, ""), SessionKind.WEB)
    return go("/", cookie(services, name, "", seconds=0))


PAGES = [sign_in_page, post_sign_in, register_page, post_register, post_sign_out]
