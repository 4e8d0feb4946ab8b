"""REST: passkeys; made, listed, removed, and signed in with."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from tessera.accounts.factors.answers import entered_answer, visit_of
from tessera.accounts.factors.challenges import challenge_of
from tessera.accounts.factors.model import FactorRefusal, Method, Purpose
from tessera.accounts.factors.prove import offered
from tessera.accounts.factors.routes import Credential, MailWanted, Secret, text_of
from tessera.accounts.factors.settings_routes import Confirmed, may_change_factors
from tessera.accounts.factors.step_up import step_up_challenge
from tessera.accounts.model import SessionKind
from tessera.accounts.passkeys.change import (
    add_passkey,
    begin_passkey,
    passkey_options,
    passkeys_of,
    remove_passkey,
)
from tessera.accounts.passkeys.model import NAME_SIGNS_MAX
from tessera.accounts.passkeys.sign_in import ask_passkey, options_of, sign_in_with_passkey
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require, signed_in
from tessera.web.once import once
from tessera.web.who import who_of


class PasskeyAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A challenge, and what a passkey has signed for it (`PublicKeyCredential.toJSON()`)."""

    challenge: Secret
    credential: Credential


class NewPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passkey that was made (`PublicKeyCredential.toJSON()`), by a name that people choose."""

    credential: Credential
    name: Annotated[str, Meta(min_length=1, max_length=NAME_SIGNS_MAX)] = "Passkey"


@post("/auth/passkeys/options", guards=[may(Right.SIGN_IN)], status_code=201)
async def post_options(request: JsonRequest) -> Response[bytes]:
    """A challenge for whoever has a passkey of this site."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        secret, options = await ask_passkey(tx, services)
    return json_answer({"challenge": secret, "public_key": options}, 201)


@post("/auth/passkeys", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_passkey_sign_in(
    request: JsonRequest, data: JSONBody[PasskeyAnswer]
) -> Response[bytes]:
    """A bearer pair for a passkey alone."""
    services: Services = request.app.state.services
    visit = visit_of(request, SessionKind.ACCESS)
    credential = text_of(data.credential)
    return entered_answer(
        await sign_in_with_passkey(services, data.challenge, credential=credential, visit=visit)
    )


@post("/auth/second-factor/passkey", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_second_options(request: JsonRequest, data: JSONBody[MailWanted]) -> Response[bytes]:
    """What a passkey is asked as the second factor of a sign-in."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        challenge = await challenge_of(tx, data.challenge, Purpose.SIGN_IN)
        if Method.PASSKEY not in await offered(tx, challenge):
            raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
        return json_answer({"public_key": await options_of(tx, services, challenge)})


@post("/auth/step-up/passkey", guards=[signed_in], status_code=200)
async def post_step_up_options(request: JsonRequest) -> Response[bytes]:
    """What a passkey is asked to step this session up."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        challenge = await step_up_challenge(tx, person, now=services.clock())
        if Method.PASSKEY not in await offered(tx, challenge):
            raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
        return json_answer({"public_key": await options_of(tx, services, challenge)})


@get("/me/passkeys", guards=[signed_in])
async def get_passkeys(request: JsonRequest) -> Response[bytes]:
    """One's passkeys, the oldest first; twenty at most."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        return json_answer({"items": await passkeys_of(tx, person.account_id)})


@post("/me/passkeys/options", guards=[signed_in], status_code=201)
async def post_creation_options(request: JsonRequest, data: JSONBody[Confirmed]) -> Response[bytes]:
    """Allow this session to add a passkey, and say how it is to be made."""
    services: Services = request.app.state.services
    person = await require(request)
    await may_change_factors(request, data.password)
    async with services.db.transaction() as tx:
        await begin_passkey(tx, person)
        options = await passkey_options(tx, services, person)
    return json_answer({"public_key": options}, 201)


@post("/me/passkeys", guards=[signed_in], status_code=201)
async def post_passkey(request: JsonRequest, data: JSONBody[NewPasskey]) -> Response[bytes]:
    """Keep the passkey; recovery codes come with the first factor, and are shown this once."""
    services: Services = request.app.state.services
    person = await require(request)
    credential = text_of(data.credential)
    async with services.db.transaction() as tx:
        passkey, codes = await add_passkey(
            tx, services, person, credential=credential, name=data.name, who=who_of(request)
        )
    return json_answer({"passkey": passkey, "recovery_codes": codes}, 201)


@post("/me/passkeys/{passkey_id:uuid}/removal", guards=[signed_in], status_code=204)
async def post_passkey_removal(
    request: JsonRequest, passkey_id: FromPath[UUID], data: JSONBody[Confirmed]
) -> Response[None]:
    """Forget a passkey."""
    person = await require(request)
    await may_change_factors(request, data.password)

    async def act(tx: Tx) -> None:
        await remove_passkey(tx, person.account_id, passkey_id, who=who_of(request))

    return await once(request, act, status=204)


ROUTES = [
    post_options,
    post_passkey_sign_in,
    post_second_options,
    post_step_up_options,
    get_passkeys,
    post_creation_options,
    post_passkey,
    post_passkey_removal,
]
