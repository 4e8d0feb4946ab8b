"""Pages: sign in with another service, link it, unlink it.

The way there is a link and no form: a browser lets no form lead to another site (CSP, form-action).
"""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.settings_pages import HERE, changed, removed_once
from tessera.accounts.identities.flow import back, begin, sealed
from tessera.accounts.identities.link import unlink
from tessera.accounts.identities.model import FLOW_SECONDS, NAMES, IdentityRefusal
from tessera.accounts.identities.routes import came_back, linked, provider_of
from tessera.accounts.model import Person, SessionKind
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.cookies import FLOW_COOKIE, cookie, told_by
from tessera.web.errors import trouble_of
from tessera.web.guards import may, signed_in
from tessera.web.once import Fields
from tessera.web.pages import Page, PageRequest, go, own_path, page, say
from tessera.web.present import N_
from tessera.web.views.factors import ElsewherePage
from tessera.web.who import who_of

WITH = "/sign-in/with/{provider:str}"
LINK = f"{HERE}/with/{{provider:str}}"
SAID: Mapping[str, str] = {
    IdentityRefusal.IDENTITY_REFUSED: N_("%(service)s did not confirm who you are. Try again."),
    IdentityRefusal.IDENTITY_UNAVAILABLE: N_("%(service)s does not answer. Try again later."),
    IdentityRefusal.IDENTITY_UNVERIFIED: N_(
        "%(service)s has not verified your mail address. Verify it there first."
    ),
    IdentityRefusal.IDENTITY_TAKEN: N_("Somebody else has linked that account of %(service)s."),
}


@get(WITH, guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def sign_in_with(request: PageRequest, provider: FromPath[str]) -> Page:
    """Off to the other service."""
    return await _off(request, provider, None)


async def _off(request: PageRequest, name: str, person: Person | None) -> Page:
    services: Services = request.app.state.services
    following = own_path(request.query_params.get("next", "/"))
    flow = begin(provider_of(name), now=services.clock(), following=following, person=person)
    try:
        address = await services.identities.address(flow)
    except Refused as error:
        return await _sorry(request, name, error, home=HERE if person else "/sign-in")
    kept = cookie(services, FLOW_COOKIE, sealed(services.vault, flow), seconds=FLOW_SECONDS)
    return go(address, kept)


@get(f"{WITH}/return", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def return_page(request: PageRequest, provider: FromPath[str]) -> Page:
    """Back from it: signed in, linked, or told why not."""
    services: Services = request.app.state.services
    home = "/sign-in"
    try:
        flow = back(
            services.vault,
            told_by(request, FLOW_COOKIE),
            provider=provider_of(provider),
            state=request.query_params.get("state", ""),
            now=services.clock(),
        )
        code = request.query_params.get("code", "")[:2_000]
        if flow.account_id is not None:
            home = HERE
            await linked(request, flow, code)
            answer = go(f"{HERE}?{urlencode({'done': 'linked'})}")
        else:
            visit = visit_of(request, SessionKind.WEB)
            outcome = await came_back(request, flow, code, visit=visit)
            answer = entered_page(services, outcome, flow.following)
    except Refused as error:
        answer = await _sorry(request, provider, error, home=home)
    answer.set_cookie(cookie(services, FLOW_COOKIE, "", seconds=0))
    return answer


async def _sorry(request: PageRequest, name: str, error: Refused, *, home: str) -> Page:
    service = NAMES[provider_of(name)]
    why = SAID.get(error.code, SAID[IdentityRefusal.IDENTITY_REFUSED])
    view = ElsewherePage(service=service, refused=say(request, why, service=service), home=home)
    status = trouble_of(error).status
    # A page that is not signed in would lead to the sign-in, and say nothing.
    shown = 403 if status == 401 else status
    return await page(request, "accounts/elsewhere.html", view, status=shown)


@post(LINK, guards=[signed_in], include_in_schema=False)
async def post_link_form(request: PageRequest, provider: FromPath[str]) -> Page:
    """Allow this session to link a service; the page that follows has the way there."""
    services: Services = request.app.state.services
    wanted = provider_of(provider)

    async def link(person: Person, _: Fields) -> Page:
        try:
            flow = begin(wanted, now=services.clock(), following=HERE, person=person)
            address = await services.identities.address(flow)
        except Refused as error:
            return await _sorry(request, provider, error, home=HERE)
        view = ElsewherePage(service=NAMES[wanted], address=address, home=HERE)
        answer = await page(request, "accounts/elsewhere.html", view)
        kept = sealed(services.vault, flow)
        answer.set_cookie(cookie(services, FLOW_COOKIE, kept, seconds=FLOW_SECONDS))
        return answer

    return await changed(request, link)


@post(f"{LINK}/removal", guards=[signed_in], include_in_schema=False)
async def post_unlink_form(request: PageRequest, provider: FromPath[str]) -> Page:
    """Let the service open the account no longer."""
    wanted = provider_of(provider)

    async def remove(tx: Tx, account_id: UUID) -> None:
        await unlink(tx, account_id, wanted, who=who_of(request))

    return await removed_once(request, "unlinked", remove)


PAGES = [sign_in_with, return_page, post_link_form, post_unlink_form]
