"""REST: the API keys of an organization."""

from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import SCOPES, Right
from tessera.kit.database import Tx
from tessera.organizations.keys.make import end_key, keys_of, make_key
from tessera.organizations.keys.model import KeyWanted
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.once import once
from tessera.web.who import who_of

HOUSE = "/organizations/{organization_id:int}/api-keys"


@get(HOUSE, guards=[may(Right.KEYS_READ)])
async def get_keys(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """Keys, without their secrets, with when each was last used; and the scopes there are."""
    services: Services = request.app.state.services
    found = await keys_of(services.db.pool, organization_id)
    return json_answer({"items": found, "next_cursor": None, "scopes": sorted(SCOPES)})


@post(HOUSE, guards=[may(Right.KEYS_CHANGE)], status_code=201)
async def post_key(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[KeyWanted]
) -> Response[bytes]:
    """Make a key. Its secret is in this answer and never told again."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        made = await make_key(tx, organization_id, data, person=person, who=who_of(request))
    view = msgspec.to_builtins(made.key) | {"secret": made.secret}
    answer = json_answer(view, 201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@delete(HOUSE + "/{key_id:uuid}", guards=[may(Right.KEYS_CHANGE)], status_code=204)
async def delete_key(
    request: JsonRequest, organization_id: FromPath[int], key_id: FromPath[UUID]
) -> Response[None]:
    """End a key at once."""

    async def act(tx: Tx) -> None:
        await end_key(tx, organization_id, key_id, who=who_of(request))

    return await once(request, act, status=204)


ROUTES = [get_keys, post_key, delete_key]
