"""Pages: the ways into one's account, and switching second factors on and off."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post

from tessera.accounts.factors.model import Method
from tessera.accounts.factors.settings_routes import may_change_factors
from tessera.accounts.factors.switch import (
    renew_recovery_codes,
    state_of,
    switch_email_on,
    switch_off,
)
from tessera.accounts.identities.link import identities_of
from tessera.accounts.identities.model import NAMES, Provider
from tessera.accounts.model import Person
from tessera.accounts.passkeys.change import passkeys_of
from tessera.accounts.passkeys.site import is_possible, site_of
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tessera.web.guards import require, signed_in
from tessera.web.once import Fields, go_once
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say
from tessera.web.present import N_
from tessera.web.views.factors import RecoveryPage, SecurityPage, Service
from tessera.web.who import who_of

HERE = "/account/security"
SAID: Mapping[str, str] = {
    "totp_on": N_("Your app is asked for from now on."),
    "totp_off": N_("Your app is not asked for any more."),
    "email_on": N_("A code by mail is asked for from now on."),
    "email_off": N_("Codes by mail are not asked for any more."),
    "passkey_on": N_("Your passkey opens your account from now on."),
    "passkey_off": N_("The passkey is removed."),
    "linked": N_("The service is linked."),
    "unlinked": N_("The service is not linked any more."),
    "recovery": N_("The old recovery codes are void."),
}
REFUSED: Mapping[str, str] = {
    "password": N_("That is not your password."),
    "factor_on": N_("This is switched on already."),
    "factor_off": N_("This is not switched on."),
    "wrong_code": N_("That is not the code of now. Is your telephone's clock right?"),
    "too_many_passkeys": N_("You have as many passkeys as one may have. Remove one first."),
    "too_many_tries": N_("Too many tries. Wait a while."),
}


@get(HERE, guards=[signed_in], include_in_schema=False)
async def security(request: PageRequest) -> Page:
    """The ways into one's account."""
    return await _security(request)


async def _security(request: PageRequest, *, refused: str = "", status: int = 200) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        state = await state_of(tx, person.account_id)
        passkeys = await passkeys_of(tx, person.account_id)
        linked = {one.provider: one.email for one in await identities_of(tx, person.account_id)}
    done = SAID.get(request.query_params.get("done", ""), "")
    view = SecurityPage(
        passkeys=passkeys,
        services=tuple(
            Service(one.value, NAMES[one], linked.get(one, ""))
            for one in Provider
            if one in services.identities.offered() or one in linked
        ),
        passkeys_possible=is_possible(site_of(services.settings.base_url)),
        totp_since=state.totp_since,
        email_since=state.email_since,
        email=person.email,
        recovery_codes_left=state.recovery_codes_left,
        any_factor=bool(state.methods),
        said=say(request, done) if done and not refused else "",
        refused=say(request, refused) if refused else "",
    )
    return await page(request, "accounts/security.html", view, status=status)


async def changed(
    request: PageRequest,
    change: Callable[[Person, Fields], Awaitable[Page]],
    *,
    always: bool = False,
) -> Page:
    """Run `change` for who may change factors; the same page says what was refused."""
    person, fields = await require(request), await form_of(request)
    try:
        await may_change_factors(request, one(fields, "password"), always=always)
        return await change(person, fields)
    except (Invalid, Refused) as error:
        refused, status = why(error)
        return await _security(request, refused=refused, status=status)


async def removed_once(
    request: PageRequest, done: str, remove: Callable[[Tx, UUID], Awaitable[None]]
) -> Page:
    """The same for what takes a way in off an account, once, and goes back to the page."""

    async def act(person: Person, fields: Fields) -> Page:
        async def take_off(tx: Tx) -> str:
            await remove(tx, person.account_id)
            return f"{HERE}?{urlencode({'done': done})}"

        return await go_once(request, fields, take_off)

    return await changed(request, act)


def why(error: Invalid | Refused) -> tuple[str, int]:
    """What people read of a refusal, and its status. Anything else is raised again."""
    if isinstance(error, Invalid):
        return REFUSED["password"], 422
    if error.code not in REFUSED:
        raise error
    return REFUSED[error.code], 409


@post(f"{HERE}/email", guards=[signed_in], include_in_schema=False)
async def post_email_form(request: PageRequest) -> Page:
    """Ask for a code by mail at each sign-in."""
    services: Services = request.app.state.services

    async def switch_on(person: Person, _: Fields) -> Page:
        async with services.db.transaction() as tx:
            codes = await switch_email_on(tx, person.account_id, who=who_of(request))
        return await recovery_page(request, codes, "email_on")

    return await changed(request, switch_on, always=True)


@post(f"{HERE}/recovery-codes", guards=[signed_in], include_in_schema=False)
async def post_recovery_form(request: PageRequest) -> Page:
    """Ten new recovery codes."""
    services: Services = request.app.state.services

    async def renew(person: Person, _: Fields) -> Page:
        async with services.db.transaction() as tx:
            codes = await renew_recovery_codes(tx, person.account_id, who=who_of(request))
        return await recovery_page(request, codes, "recovery")

    return await changed(request, renew)


async def recovery_page(request: PageRequest, codes: tuple[str, ...], done: str) -> Page:
    """Recovery codes, on the answer itself: they are shown once and kept nowhere."""
    if not codes:
        return go(f"{HERE}?{urlencode({'done': done})}")
    view = RecoveryPage(codes=codes, said=say(request, SAID[done]))
    return unkept(await page(request, "accounts/recovery.html", view))


def unkept(answer: Page) -> Page:
    """A page with a secret on it stays in no cache, not even the browser's own."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post(f"{HERE}/email/removal", guards=[signed_in], include_in_schema=False)
async def post_email_removal_form(request: PageRequest) -> Page:
    """Ask for codes by mail no longer."""

    async def remove(tx: Tx, account_id: UUID) -> None:
        await switch_off(tx, account_id, Method.EMAIL, who=who_of(request))

    return await removed_once(request, "email_off", remove)


PAGES = [
    security,
    post_email_form,
    post_recovery_form,
    post_email_removal_form,
]
