"""REST: the second half of a sign-in, and stepping up."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from tessera.accounts.enter import open_session
from tessera.accounts.factors.answers import entered_answer, visit_of
from tessera.accounts.factors.challenges import challenge_of
from tessera.accounts.factors.mail_code import send_code
from tessera.accounts.factors.model import (
    Entered,
    FactorRefusal,
    Method,
    Proof,
    Purpose,
    Visit,
)
from tessera.accounts.factors.prove import offered, prove
from tessera.accounts.factors.step_up import fresh_until, prove_session, step_up_challenge
from tessera.accounts.identities.link import link_what_waits
from tessera.accounts.model import SessionKind
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import Who
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require, signed_in
from tessera.web.who import who_of

SECRET_SIGNS_MAX = 200

Code = Annotated[str, Meta(max_length=100)]
Secret = Annotated[str, Meta(max_length=SECRET_SIGNS_MAX)]
Credential = dict[str, Any]
"""What a passkey has answered: `PublicKeyCredential.toJSON()` (W3C WebAuthn, section 5.1)."""


class SecondFactor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The challenge of a sign-in and what answers it: `code`, or `credential` for a passkey."""

    challenge: Secret
    method: Method
    code: Code = ""
    credential: Credential = {}


class MailWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The challenge of a sign-in that shall be answered by a code by mail."""

    challenge: Secret


class StepUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A second factor of who is signed in."""

    method: Method
    code: Code = ""
    credential: Credential = {}


@post("/auth/second-factor", guards=[may(Right.SIGN_IN)], status_code=200)
async def post_second_factor(request: JsonRequest, data: JSONBody[SecondFactor]) -> Response[bytes]:
    """A bearer pair for the challenge of a sign-in and a second factor."""
    services: Services = request.app.state.services
    proof = Proof(method=data.method, code=data.code, credential=text_of(data.credential))
    visit = visit_of(request, SessionKind.ACCESS)
    return entered_answer(
        await finish_sign_in(services, data.challenge, proof, visit=visit, who=who_of(request))
    )


async def finish_sign_in(
    services: Services, secret: str, proof: Proof, *, visit: Visit, who: Who
) -> Entered:
    """The session at the end of a sign-in; raises what `prove` raises."""
    async with services.db.transaction() as tx:
        challenge = await challenge_of(tx, secret, Purpose.SIGN_IN)
    account_id = challenge.account_id
    assert account_id is not None, "a sign-in knows whose it is"
    named = msgspec.structs.replace(who, account_id=account_id)

    async def act(tx: Tx) -> Entered:
        await link_what_waits(tx, challenge, who=named)
        return await open_session(tx, services, account_id, visit=visit, proved=True)

    return await prove(services, challenge, act, proof=proof, who=named)


@post("/auth/second-factor/mail", guards=[may(Right.SIGN_IN)], status_code=202)
async def post_second_factor_mail(
    request: JsonRequest, data: JSONBody[MailWanted]
) -> Response[bytes]:
    """Mail a code for a sign-in; the one before it is void."""
    services: Services = request.app.state.services
    await mail_sign_in_code(services, data.challenge)
    return json_answer({"sent": True}, 202)


async def mail_sign_in_code(services: Services, secret: str) -> None:
    """Mail a code where codes by mail are switched on. Raises `Refused`."""
    async with services.db.transaction() as tx:
        challenge = await challenge_of(tx, secret, Purpose.SIGN_IN)
        if Method.EMAIL not in await offered(tx, challenge):
            raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
        await send_code(tx, challenge)


@get("/auth/step-up", guards=[signed_in])
async def get_step_up(request: JsonRequest) -> Response[bytes]:
    """Until when this session may do what is dangerous, and what would prove it anew."""
    services: Services = request.app.state.services
    person = await require(request)
    seconds = services.settings.step_up_seconds
    async with services.db.transaction() as tx:
        challenge = await step_up_challenge(tx, person, now=services.clock())
        methods = await offered(tx, challenge)
    until = await fresh_until(services.db.pool, person.session_id, seconds=seconds)
    return json_answer({"fresh_until": until, "methods": methods})


@post("/auth/step-up", guards=[signed_in], status_code=200)
async def post_step_up(request: JsonRequest, data: JSONBody[StepUp]) -> Response[bytes]:
    """Prove this session with a second factor."""
    services: Services = request.app.state.services
    person = await require(request)
    proof = Proof(method=data.method, code=data.code, credential=text_of(data.credential))
    await prove_here(request, proof)
    seconds = services.settings.step_up_seconds
    until = await fresh_until(services.db.pool, person.session_id, seconds=seconds)
    return json_answer({"fresh_until": until})


async def prove_here(request: JsonRequest, proof: Proof) -> None:
    """Step this session up; raises what `prove` and `step_up_challenge` raise."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        challenge = await step_up_challenge(tx, person, now=services.clock())

    async def act(tx: Tx) -> None:
        await prove_session(tx, person.session_id)

    await prove(services, challenge, act, proof=proof, who=who_of(request))


@post("/auth/step-up/mail", guards=[signed_in], status_code=202)
async def post_step_up_mail(request: JsonRequest) -> Response[bytes]:
    """Mail a code to step up with."""
    await mail_step_up_code(request)
    return json_answer({"sent": True}, 202)


async def mail_step_up_code(request: JsonRequest) -> None:
    """Mail a code where the account has that factor, or none. Raises `Refused`."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        challenge = await step_up_challenge(tx, person, now=services.clock())
        if Method.EMAIL not in await offered(tx, challenge):
            raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
        await send_code(tx, challenge)


def text_of(credential: Credential) -> str:
    """The answer as JSON again, as forms bring it."""
    return msgspec.json.encode(credential).decode()


ROUTES = [
    post_second_factor,
    post_second_factor_mail,
    get_step_up,
    post_step_up,
    post_step_up_mail,
]
