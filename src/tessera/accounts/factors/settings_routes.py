"""REST: switch factors on and off. Answers with secrets in them are not kept for repeats."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta
from sqlalchemy import select

from tessera.accounts.factors.methods import methods_of
from tessera.accounts.factors.model import Method
from tessera.accounts.factors.switch import (
    renew_recovery_codes,
    state_of,
    switch_email_on,
    switch_off,
    switch_totp_on,
)
from tessera.accounts.factors.totp import begin_totp, uri_of
from tessera.accounts.rules import PASSWORD_SIGNS_MAX
from tessera.accounts.sign_in import check_password
from tessera.accounts.tables import accounts
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import Connection, require, require_fresh, signed_in
from tessera.web.once import once
from tessera.web.who import who_of


class Confirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password of who is signed in."""

    password: Annotated[str, Meta(max_length=PASSWORD_SIGNS_MAX)]


class AppCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the app that is being set up."""

    code: Annotated[str, Meta(max_length=100)]


async def may_change_factors(
    connection: Connection, password: str, *, always: bool = False
) -> None:
    """Who changes factors knows the password, and shows a factor where they have one (or `always`:
    a code by mail is one that everybody has, and all there is where no password was ever set).

    Raises `Refused(step_up_required)`, `Refused(too_many_tries)`, `Invalid`.
    """
    services: Services = connection.app.state.services
    person = await require(connection)
    async with services.db.transaction() as tx:
        guarded = always or bool(await methods_of(tx, person.account_id))
        known = await tx.scalar(
            select(accounts.c.password_hash).where(accounts.c.id == person.account_id)
        )
    if guarded or not known:
        await require_fresh(connection)
    if known:
        await check_password(services, person.account_id, password)


@get("/me/factors", guards=[signed_in])
async def get_factors(request: JsonRequest) -> Response[bytes]:
    """What is asked for beside the password."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        return json_answer(await state_of(tx, person.account_id))


@post("/me/factors/totp", guards=[signed_in], status_code=201)
async def post_totp(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[bytes]:
    """A secret for an authenticator app; in force once a code of it has come."""
    services: Services = request.app.state.services
    person = await require(request)
    await may_change_factors(request, data.password)
    async with services.db.transaction() as tx:
        secret = await begin_totp(tx, services.vault, person.account_id)
    return json_answer({"secret": secret, "uri": uri_of(secret, person.email)}, 201)


@post("/me/factors/totp/confirmation", guards=[signed_in], status_code=200)
async def post_totp_confirmation(request: JsonRequest, data: JSONBody[AppCode]) -> Response[bytes]:
    """Put the app in force; recovery codes come with the first factor, and are shown this once."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        codes = await switch_totp_on(
            tx,
            services.vault,
            person.account_id,
            code=data.code,
            now=services.clock(),
            who=who_of(request),
        )
    return json_answer({"recovery_codes": codes})


@post("/me/factors/email", guards=[signed_in], status_code=200)
async def post_email(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[bytes]:
    """Ask for a code by mail at each sign-in; whoever reads the mailbox has shown so just now."""
    services: Services = request.app.state.services
    person = await require(request)
    await may_change_factors(request, data.password, always=True)
    async with services.db.transaction() as tx:
        codes = await switch_email_on(tx, person.account_id, who=who_of(request))
    return json_answer({"recovery_codes": codes})


@post("/me/factors/recovery-codes", guards=[signed_in], status_code=200)
async def post_recovery_codes(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[bytes]:
    """Ten new recovery codes, shown this once; the old ones are void."""
    services: Services = request.app.state.services
    person = await require(request)
    await may_change_factors(request, data.password)
    async with services.db.transaction() as tx:
        codes = await renew_recovery_codes(tx, person.account_id, who=who_of(request))
    return json_answer({"recovery_codes": codes})


@post("/me/factors/totp/removal", guards=[signed_in], status_code=204)
async def post_totp_removal(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[None]:
    """Ask for the app no longer."""
    return await _remove(request, Method.TOTP, data.password)


@post("/me/factors/email/removal", guards=[signed_in], status_code=204)
async def post_email_removal(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[None]:
    """Ask for codes by mail no longer."""
    return await _remove(request, Method.EMAIL, data.password)


async def _remove(request: JsonRequest, method: Method, password: str) -> Response[None]:
    person = await require(request)
    await may_change_factors(request, password)

    async def act(tx: Tx) -> None:
        await switch_off(tx, person.account_id, method, who=who_of(request))

    return await once(request, act, status=204)


ROUTES = [
    get_factors,
    post_totp,
    post_totp_confirmation,
    post_email,
    post_recovery_codes,
    post_totp_removal,
    post_email_removal,
]
