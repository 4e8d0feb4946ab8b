"""Pages: sign in, sign out."""

from litestar import get, post

from tessera.accounts import sessions
from tessera.accounts.come_in import come_in
from tessera.accounts.factors.model import How
from tessera.accounts.identities.model import NAMES
from tessera.accounts.model import SessionKind
from tessera.accounts.passkeys.site import is_possible, site_of
from tessera.accounts.policy import Right
from tessera.accounts.sign_in import sign_in
from tessera.kit.errors import Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.cookies import DEVICE_COOKIE, SESSION_COOKIE, cookie, told_by
from tessera.web.errors import trouble_of
from tessera.web.guards import may, person_of
from tessera.web.limited import within_address
from tessera.web.pages import Page, PageRequest, form_of, go, one, own_path, page, refusal
from tessera.web.views.accounts import SignInPage

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
        services=tuple((one.value, NAMES[one]) for one in services.identities.offered()),
        passkeys_possible=is_possible(site_of(services.settings.base_url)),
        **fields,  # type: ignore[arg-type]
    )


@post("/sign-in", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_sign_in(request: PageRequest) -> Page:
    """Sign in and go on to where one was."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    email, following = one(fields, "email"), own_path(one(fields, "next"))
    device = told_by(request, DEVICE_COOKIE)
    try:
        await within_address(request, Policy.SIGN_IN_ADDRESS)
        account_id = await sign_in(
            services, email=email, password=one(fields, "password"), device=device
        )
    except Refused as error:
        trouble = trouble_of(error)
        view = _sign_in_view(
            request, email=email, next=following, refusal=refusal(request, trouble)
        )
        return await page(request, "accounts/sign_in.html", view, status=trouble.status)
    return await come_in(request, account_id, How.PASSWORD, following=following, email=email)


@post("/sign-out", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_sign_out(request: PageRequest) -> Page:
    """Sign out and go home."""
    services: Services = request.app.state.services
    await form_of(request)
    person = await person_of(request)
    if person is not None:
        async with services.db.transaction() as tx:
            await sessions.end(tx, person.session_id, now=services.clock())
        services.people.forget(told_by(request, SESSION_COOKIE), SessionKind.WEB)
    answer = go("/", cookie(services, SESSION_COOKIE, "", seconds=0))
    # What scripts keep in the tab goes too; pages of somebody were never kept.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


PAGES = [sign_in_page, post_sign_in, post_sign_out]
