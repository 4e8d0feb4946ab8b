"""The access codes of a series as a file, for who hands them out."""

from litestar import Response, get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.services import Services
from tessera.waiting_room.access import issues_of, written
from tessera.waiting_room.board_routes import own_room
from tessera.web.guards import may
from tessera.web.pages import PageRequest

ROOM = "/organizer/organizations/{organization_id:int}/waiting-rooms/{room_id:int}"


@get(ROOM + "/codes/{first:int}/csv", guards=[may(Right.ROOMS_CHANGE)], include_in_schema=False)
async def codes_csv(
    request: PageRequest,
    organization_id: FromPath[int],
    room_id: FromPath[int],
    first: FromPath[int],
) -> Response[bytes]:
    """The codes of a series, a line each."""
    services: Services = request.app.state.services
    pool = services.db.pool
    await own_room(request, pool, organization_id=organization_id, room_id=room_id)
    lines = written(services.rooms.codes, room_id, await issues_of(pool, room_id), first=first)
    headers = {
        "Content-Disposition": f'attachment; filename="codes-{room_id}-{first}.csv"',
        "Cache-Control": "no-store",
    }
    body = "\r\n".join(["code", *lines, ""]).encode()
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)
