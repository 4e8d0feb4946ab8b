"""REST: one search for everything a person may open in the consoles."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from tessera.accounts.policy import Right
from tessera.console.find import find
from tessera.console.model import Hit
from tessera.console.places import places_of
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require

Words = Annotated[str, QueryParameter(max_length=100)]


@get("/console/search", guards=[may(Right.ACCOUNT)])
async def search_console(request: JsonRequest, q: Words = "") -> Response[bytes]:
    """Pages, shows, titles, venues, orders and customers that match; only what one may open."""
    return json_answer({"items": await found_by(request, q)})


async def found_by(request: JsonRequest, words: str) -> list[Hit]:
    """The same as values: pages first."""
    services: Services = request.app.state.services
    person = await require(request)
    places = await places_of(request, person, words)
    async with services.db.transaction() as tx:
        return places + await find(tx, person, words)


ROUTES = [search_console]
