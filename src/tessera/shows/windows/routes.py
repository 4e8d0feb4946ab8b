"""REST: presale codes of a show."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.shows.routes import own_show
from tessera.shows.windows.codes import (
    codes_written,
    issue_show_codes,
    revoke_show_codes,
    show_codes_of,
)
from tessera.shows.windows.gate import serial_of
from tessera.waiting_room.access import CodesWanted
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.once import once

CODES = "/shows/{show_id:int}/codes"


class CodeShown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A presale code as somebody has it."""

    code: str


@get(CODES, guards=[may(Right.SHOWS_CHANGE)])
async def get_show_codes(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """The series of presale codes that were issued."""
    services: Services = request.app.state.services
    await own_show(request, show_id)
    items = await show_codes_of(services.db.pool, show_id)
    return json_answer({"items": items, "next_cursor": None})


@get(CODES + "/{first:int}", guards=[may(Right.SHOWS_CHANGE)])
async def get_show_code_series(
    request: JsonRequest, show_id: FromPath[int], first: FromPath[int]
) -> Response[bytes]:
    """The codes of one series; they are kept nowhere and can be written again at any time."""
    services: Services = request.app.state.services
    await own_show(request, show_id)
    issued = await show_codes_of(services.db.pool, show_id)
    codes = codes_written(services.rooms.show_codes, show_id, issued, first=first)
    return json_answer({"codes": codes})


@post(CODES, guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_show_codes(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[CodesWanted]
) -> Response[bytes]:
    """Issue presale codes."""
    for_sale = await own_show(request, show_id)

    async def act(tx: Tx) -> object:
        return await issue_show_codes(tx, for_sale.show, data)

    return await once(request, act, status=201)


@post(CODES + "/revocation", guards=[may(Right.SHOWS_CHANGE)], status_code=201)
async def post_show_codes_end(request: JsonRequest, show_id: FromPath[int]) -> Response[bytes]:
    """End every code there is."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)

    async def act(tx: Tx) -> dict[str, Any]:
        return {"generation": await revoke_show_codes(tx, for_sale.show)}

    response = await once(request, act, status=201)
    services.shows.forget(show_id)
    return response


@post("/shows/{show_id:int}/code-check", guards=[may(Right.BUY)], status_code=200)
async def post_code_check(
    request: JsonRequest, show_id: FromPath[int], data: JSONBody[CodeShown]
) -> Response[bytes]:
    """Whether a code works, before places are chosen; with a hold it goes as `Presale-Code`."""
    services: Services = request.app.state.services
    show = (await services.shows.get(show_id)).show
    if serial_of(services, show, data.code) is None:
        raise Refused("code_unknown")
    return json_answer({"works": True})


ROUTES = [
    get_show_codes,
    get_show_code_series,
    post_show_codes,
    post_show_codes_end,
    post_code_check,
]
