"""REST: the live sale, for those who run the platform."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from tessera.accounts.policy import Right
from tessera.operations.live.read import live_sale
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may

ShowId = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]


@get("/admin/live", guards=[may(Right.LIVE_READ)])
async def get_live(request: JsonRequest, show_id: ShowId = None) -> Response[bytes]:
    """The last 15 minutes of all processes: holds, orders and payments (of one show where it is
    named), times of the steps in seconds, refusals by code, people in waiting rooms, queues."""
    services: Services = request.app.state.services
    return json_answer(await live_sale(services, show_id=show_id))


ROUTES = [get_live]
