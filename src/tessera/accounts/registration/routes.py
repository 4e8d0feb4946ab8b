"""REST: register in two steps."""

from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.codes.model import CODE_SECONDS
from tessera.accounts.policy import Right
from tessera.accounts.registration.begin import begin
from tessera.accounts.registration.finish import finish, prove
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import may
from tessera.web.limited import within_address, within_mailbox
from tessera.web.once import answered_before, once
from tessera.web.pages import language_of
from tessera.web.who import who_of


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants an account."""

    email: str


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of the mail, and what the account shall have."""

    code: str
    name: str
    password: str


@post("/auth/registrations", guards=[may(Right.SIGN_IN)], status_code=202)
async def post_registration(request: JsonRequest, data: JSONBody[Registration]) -> Response[bytes]:
    """Have a code mailed. The answer is the same whether or not the address has an account."""
    if again := await answered_before(request):
        return again
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    await within_mailbox(request, data.email)

    async def act(tx: Tx) -> object:
        asked = await begin(tx, email=data.email, locale=language_of(request))
        return {"id": asked.id, "expires_in": CODE_SECONDS}

    return await once(request, act, status=202)


@post(
    "/auth/registrations/{registration_id:uuid}/proof", guards=[may(Right.SIGN_IN)], status_code=201
)
async def post_proof(
    request: JsonRequest, registration_id: FromPath[UUID], data: JSONBody[Proof]
) -> Response[bytes]:
    """Make the account of an address whose code is right. Five wrong ones end the registration."""
    if again := await answered_before(request):
        return again
    await within_address(request, Policy.SIGN_IN_ADDRESS)
    services: Services = request.app.state.services
    proven = await prove(
        services, registration_id, code=data.code, name=data.name, password=data.password
    )

    async def act(tx: Tx) -> object:
        return await finish(tx, proven, who=who_of(request))

    return await once(request, act, status=201)


ROUTES = [post_registration, post_proof]
