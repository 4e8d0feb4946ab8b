"""REST: set a forgotten password anew, change a known one."""

from uuid import UUID

import msgspec
from litestar import Response, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.codes.model import CODE_SECONDS
from tessera.accounts.policy import Right
from tessera.accounts.recovery.change import change_password, proven_change
from tessera.accounts.recovery.reset import begin_reset, finish_reset, prove_reset
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may, require
from tessera.web.limited import within_address, within_mailbox
from tessera.web.once import answered_before, once
from tessera.web.pages import language_of
from tessera.web.who import who_of


class Forgotten(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose password is forgotten."""

    email: str


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of the mail and the password to come."""

    code: str
    password: str


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password as it is, and as it shall be."""

    password: str
    new_password: str


@post("/auth/resets", guards=[may(Right.SIGN_IN)], status_code=202)
async def post_reset(request: JsonRequest, data: JSONBody[Forgotten]) -> Response[bytes]:
    """Have a code mailed. The answer is the same whether or not the address has an account."""
    if again := await answered_before(request):
        return again
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    await within_mailbox(request, data.email)

    async def act(tx: Tx) -> object:
        asked = await begin_reset(tx, email=data.email, locale=language_of(request))
        return {"id": asked.id, "expires_in": CODE_SECONDS}

    return await once(request, act, status=202)


@post("/auth/resets/{reset_id:uuid}/proof", guards=[may(Right.SIGN_IN)], status_code=204)
async def post_reset_proof(
    request: JsonRequest, reset_id: FromPath[UUID], data: JSONBody[NewPassword]
) -> Response[None]:
    """Set the password; every session of the account ends. Sign in with it afterwards."""
    if again := await answered_before(request):
        return again
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    services: Services = request.app.state.services
    proven = await prove_reset(services, reset_id, code=data.code, password=data.password)

    async def act(tx: Tx) -> None:
        await finish_reset(tx, services, proven, who=who_of(request))

    answer = await once(request, act, status=204)
    await services.throttle.forgive(proven.asked.email)
    return answer


@put("/me/password", guards=[may(Right.ACCOUNT)], status_code=204)
async def put_password(request: JsonRequest, data: JSONBody[Change]) -> Response[None]:
    """Change the password; every other session ends, this one goes on."""
    if again := await answered_before(request):
        return again
    services: Services = request.app.state.services
    person = await require(request)
    fresh = await proven_change(
        services, person.account_id, password=data.password, new_password=data.new_password
    )

    async def act(tx: Tx) -> None:
        await change_password(tx, services, person, password_hash=fresh, who=who_of(request))

    return await once(request, act, status=204)


ROUTES = [post_reset, post_reset_proof, put_password]
