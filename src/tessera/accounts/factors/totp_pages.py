"""Pages: an authenticator app, from the QR code to the first code it shows, and off again."""

from uuid import UUID

import segno
from litestar import get, post

from tessera.accounts.factors.model import Method
from tessera.accounts.factors.settings_pages import (
    HERE,
    changed,
    recovery_page,
    removed_once,
    unkept,
    why,
)
from tessera.accounts.factors.switch import switch_off, switch_totp_on
from tessera.accounts.factors.totp import begin_totp, pending_totp, uri_of
from tessera.accounts.model import Person
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.guards import require, signed_in
from tessera.web.once import Fields
from tessera.web.pages import Page, PageRequest, form_of, go, one, page, say
from tessera.web.views.factors import TotpPage
from tessera.web.who import who_of

TOTP = f"{HERE}/totp"
QR_SCALE = 5


@post(TOTP, guards=[signed_in], include_in_schema=False)
async def post_totp_form(request: PageRequest) -> Page:
    """Begin to set up an app."""
    services: Services = request.app.state.services

    async def begin(person: Person, _: Fields) -> Page:
        async with services.db.transaction() as tx:
            await begin_totp(tx, services.vault, person.account_id)
        return go(TOTP)

    return await changed(request, begin)


@get(TOTP, guards=[signed_in], include_in_schema=False)
async def totp_page(request: PageRequest) -> Page:
    """Scan the code, type what the app shows."""
    return await _totp(request)


async def _totp(request: PageRequest, *, problem: str = "", status: int = 200) -> Page:
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        secret = await pending_totp(tx, services.vault, person.account_id)
    if secret is None:
        return go(HERE)
    uri = uri_of(secret, person.email)
    qr = segno.make_qr(uri, error="m").svg_data_uri(scale=QR_SCALE, dark="#000", light="#fff")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    view = TotpPage(qr=qr, secret=spaced, uri=uri, problem=say(request, problem) if problem else "")
    answer = await page(request, "accounts/totp.html", view, status=status)
    return unkept(answer)


@post(f"{TOTP}/confirmation", guards=[signed_in], include_in_schema=False)
async def post_totp_confirmation_form(request: PageRequest) -> Page:
    """Put the app in force."""
    services: Services = request.app.state.services
    person = await require(request)
    fields = await form_of(request)
    try:
        async with services.db.transaction() as tx:
            codes = await switch_totp_on(
                tx,
                services.vault,
                person.account_id,
                code=one(fields, "code")[:100],
                now=services.clock(),
                who=who_of(request),
            )
    except Refused as error:
        problem, status = why(error)
        return await _totp(request, problem=problem, status=status)
    return await recovery_page(request, codes, "totp_on")


@post(f"{TOTP}/removal", guards=[signed_in], include_in_schema=False)
async def post_totp_removal_form(request: PageRequest) -> Page:
    """Ask for the app no longer."""

    async def remove(tx: Tx, account_id: UUID) -> None:
        await switch_off(tx, account_id, Method.TOTP, who=who_of(request))

    return await removed_once(request, "totp_off", remove)


PAGES = [post_totp_form, totp_page, post_totp_confirmation_form, post_totp_removal_form]
