"""REST: seat plans."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.venues.enter import enter_seat_plan
from tessera.venues.find import read_seat_plan, seat_plan_document, seat_plans_of
from tessera.venues.plan.check import check
from tessera.venues.plan.exchange import to_csv, to_svg
from tessera.venues.plan.pretix import from_pretix, to_pretix
from tessera.web.answers import JsonRequest, answer, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

FOR_EVER = "public, max-age=31536000, immutable"


@get("/seat-plans/{seat_plan_id:int}", guards=[may(Right.BROWSE)])
async def get_seat_plan(request: JsonRequest, seat_plan_id: FromPath[int]) -> Response[bytes]:
    """The geometry of a plan: places, areas, decoration. It never changes."""
    services: Services = request.app.state.services
    plan = await services.plans.get(seat_plan_id)
    etag = f'"{plan.content_hash}"'
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers={"ETag": etag, "Cache-Control": FOR_EVER})
    body = b'{"id":%d,' % seat_plan_id + plan.geometry().removeprefix(b"{")
    return answer(body, etag=etag, cache_control=FOR_EVER)


@get("/organizations/{organization_id:int}/seat-plans", guards=[may(Right.ORGANIZATION_READ)])
async def get_seat_plans(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's seat plans, every version."""
    services: Services = request.app.state.services
    await allowed(request, Right.ORGANIZATION_READ, organization_id)
    async with services.db.transaction() as tx:
        found = await seat_plans_of(tx, organization_id, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda p: p, cursor=lambda p: p.id))


@post(
    "/organizations/{organization_id:int}/seat-plans",
    guards=[may(Right.VENUES_CHANGE)],
    status_code=201,
)
async def post_seat_plan(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[dict[str, Any]]
) -> Response[bytes]:
    """Enter a seat plan in Tessera's format or pretix's; a known name gets its next version."""
    await allowed(request, Right.VENUES_CHANGE, organization_id)
    plan = from_pretix(data) if "zones" in data else check(data)

    async def act(tx: Tx) -> object:
        return await enter_seat_plan(tx, organization_id, plan)

    return await once(request, act, status=201)


@get("/seat-plans/{seat_plan_id:int}/document", guards=[may(Right.ORGANIZATION_READ)])
async def get_seat_plan_document(
    request: JsonRequest,
    seat_plan_id: FromPath[int],
    format: FromQuery[str] = "tessera",  # noqa: A002
) -> Response[bytes]:
    """The document of a plan, to take along: in Tessera's format, or `?format=` `pretix`, `csv` or
    `svg`."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        info = await read_seat_plan(tx, seat_plan_id)
        await allowed(request, Right.ORGANIZATION_READ, info.organization_id, what="seat plan")
        document = (await seat_plan_document(tx, seat_plan_id)).encode()
    if format == "pretix":
        return json_answer(to_pretix(check(document)))
    if format == "csv":
        return _file(to_csv(check(document)), "text/csv; charset=utf-8", f"seat-plan-{info.id}.csv")
    if format == "svg":
        return _file(to_svg(check(document)), "image/svg+xml", f"seat-plan-{info.id}.svg")
    return answer(document)


def _file(text: str, media_type: str, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), media_type=media_type, headers=headers)


ROUTES = [get_seat_plan, get_seat_plans, post_seat_plan, get_seat_plan_document]
