"""Pages: the second half of a sign-in, and stepping up."""

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from litestar import get, post

from tessera.accounts.factors.answers import (
    SECOND_PAGE,
    entered_page,
    visit_of,
)
from tessera.accounts.factors.challenges import challenge_of
from tessera.accounts.factors.model import Challenge, FactorRefusal, Method, Proof, Purpose
from tessera.accounts.factors.prove import offered
from tessera.accounts.factors.routes import (
    finish_sign_in,
    mail_sign_in_code,
    mail_step_up_code,
    prove_here,
)
from tessera.accounts.factors.step_up import fresh_until, step_up_challenge
from tessera.accounts.model import SessionKind
from tessera.accounts.passkeys.model import PasskeyRefusal
from tessera.accounts.passkeys.sign_in import options_of
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.cookies import CHALLENGE_COOKIE, told_by
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require, signed_in
from tessera.web.pages import Page, PageRequest, form_of, go, one, own_path, page, say
from tessera.web.present import N_
from tessera.web.views.factors import ProvePage
from tessera.web.views.shell import Refusal
from tessera.web.who import who_of

CONFIRM_PAGE = "/confirm"
NOT_TAKEN = N_("This passkey was not taken. Try again, or use another way.")
SAID: Mapping[str, str] = {
    FactorRefusal.WRONG_CODE: N_("That is not the code. Look again, or use another way."),
    PasskeyRefusal.PASSKEY_REFUSED: N_(
        "This passkey was not taken. Try again, or use another way."
    ),
    FactorRefusal.TOO_MANY_TRIES: N_("Too many wrong codes. Wait a while, or use another way."),
    FactorRefusal.TOO_MANY_MAILS: N_("No more codes are sent for now. Look into your mailbox."),
    FactorRefusal.METHOD_NOT_OFFERED: N_("This way is not set up. Choose another one."),
}
"""What people read; whatever is not in here starts again."""


@get(SECOND_PAGE, guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def second_page(request: PageRequest) -> Page:
    """The second factor of a sign-in."""
    return await _second(request, _following(request), request.query_params.get("method", ""))


async def _second(
    request: PageRequest, following: str, method: str, *, refused: Refused | None = None
) -> Page:
    services: Services = request.app.state.services
    try:
        async with services.db.transaction() as tx:
            challenge = await challenge_of(tx, _secret(request), Purpose.SIGN_IN)
            view = await _view(
                tx, services, challenge, path=SECOND_PAGE, following=following, method=method
            )
    except Refused:
        return go(f"/sign-in?{urlencode({'next': following})}")
    return await _page(request, view, refused)


@post(SECOND_PAGE, guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_second(request: PageRequest) -> Page:
    """Sign in with it."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    following = own_path(one(fields, "next"))
    visit = visit_of(request, SessionKind.WEB)
    try:
        proof = _proof(fields)
        outcome = await finish_sign_in(
            services, _secret(request), proof, visit=visit, who=who_of(request)
        )
    except Refused as error:
        return await _second(request, following, one(fields, "method"), refused=error)
    return entered_page(services, outcome, following)


@post(f"{SECOND_PAGE}/mail", guards=[may(Right.SIGN_IN)], include_in_schema=False)
async def post_second_mail(request: PageRequest) -> Page:
    """Have a code mailed."""
    services: Services = request.app.state.services
    following = own_path(one(await form_of(request), "next"))
    try:
        await mail_sign_in_code(services, _secret(request))
    except Refused as error:
        return await _second(request, following, Method.EMAIL, refused=error)
    return go(f"{SECOND_PAGE}?{urlencode({'next': following, 'method': Method.EMAIL})}")


@get(CONFIRM_PAGE, guards=[signed_in], include_in_schema=False)
async def confirm_page(request: PageRequest) -> Page:
    """Show again that it is you, before something dangerous."""
    services: Services = request.app.state.services
    person = await require(request)
    seconds = services.settings.step_up_seconds
    following = _following(request)
    if await fresh_until(services.db.pool, person.session_id, seconds=seconds):
        return go(following)
    return await _confirm(request, following, request.query_params.get("method", ""))


async def _confirm(
    request: PageRequest, following: str, method: str, *, refused: Refused | None = None
) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        challenge = await step_up_challenge(tx, person, now=services.clock())
        view = await _view(
            tx, services, challenge, path=CONFIRM_PAGE, following=following, method=method
        )
    return await _page(request, view, refused)


@post(CONFIRM_PAGE, guards=[signed_in], include_in_schema=False)
async def post_confirm(request: PageRequest) -> Page:
    """Step up and go back to what was asked for."""
    fields = await form_of(request)
    following = own_path(one(fields, "next"))
    try:
        await prove_here(request, _proof(fields))
    except Refused as error:
        return await _confirm(request, following, one(fields, "method"), refused=error)
    return go(following)


@post(f"{CONFIRM_PAGE}/mail", guards=[signed_in], include_in_schema=False)
async def post_confirm_mail(request: PageRequest) -> Page:
    """Have a code mailed."""
    following = own_path(one(await form_of(request), "next"))
    try:
        await mail_step_up_code(request)
    except Refused as error:
        return await _confirm(request, following, Method.EMAIL, refused=error)
    return go(f"{CONFIRM_PAGE}?{urlencode({'next': following, 'method': Method.EMAIL})}")


async def _view(
    tx: Tx,
    services: Services,
    challenge: Challenge,
    *,
    path: str,
    following: str,
    method: str,
) -> ProvePage:
    methods = await offered(tx, challenge)
    chosen = method if method in methods else methods[0]
    by_passkey = chosen == Method.PASSKEY
    return ProvePage(
        path=path,
        methods=methods,
        chosen=chosen,
        next=following,
        signing_in=challenge.purpose is Purpose.SIGN_IN,
        mailed=challenge.mails > 0,
        passkey=await options_of(tx, services, challenge) if by_passkey else None,
    )


async def _page(request: PageRequest, view: ProvePage, refused: Refused | None) -> Page:
    if refused is None:
        return await page(request, "accounts/prove.html", view)
    title = say(request, SAID.get(refused.code, SAID[FactorRefusal.WRONG_CODE]))
    shown = msgspec.structs.replace(view, refusal=Refusal(refused.code, title))
    return await page(request, "accounts/prove.html", shown, status=trouble_of(refused).status)


def _proof(fields: Mapping[str, list[str]]) -> Proof:
    method = one(fields, "method")
    if method not in tuple(Method):
        raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
    return Proof(
        method=Method(method),
        code=one(fields, "code")[:100],
        credential=one(fields, "credential"),
    )


def _secret(request: PageRequest) -> str:
    return told_by(request, CHALLENGE_COOKIE)


def _following(request: PageRequest) -> str:
    return own_path(request.query_params.get("next", "/"))


PAGES = [
    second_page,
    post_second,
    post_second_mail,
    confirm_page,
    post_confirm,
    post_confirm_mail,
]
