"""The pages that a person may open, by the rights that the routes themselves name."""

from collections.abc import AsyncIterator, Iterator, Mapping

from litestar import Litestar

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.console.model import Hit, Kind
from tessera.organizations.desk import PLATFORM, SECTIONS, SWITCH_MAX
from tessera.services import Services
from tessera.web.guards import right_of
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_

EVERYWHERE = {
    "/organizer": N_("Your shows"),
    "/door": N_("Door"),
    "/my/orders": N_("My tickets"),
    "/inbox": N_("Messages"),
    "/account": N_("Your account"),
    "/account/security": N_("Security"),
    "/organizer/webhooks": N_("Webhooks"),
    "/": N_("What’s on"),
}
OF_ORGANIZATION = "/organizer/organizations/{organization_id:int}/"


async def places_of(request: PageRequest, person: Person, words: str) -> list[Hit]:
    """Pages whose name has every word that was typed; all of them where none was."""
    wanted = words.casefold().split()
    hits = [hit async for hit in _all(request, person)]
    return [
        hit
        for hit in hits
        if all(word in f"{hit.label} {hit.detail}".casefold() for word in wanted)
    ]


async def _all(request: PageRequest, person: Person) -> AsyncIterator[Hit]:
    rights = _rights(request.app)
    for path, label in EVERYWHERE.items():
        if path in rights and person.may(rights[path]):
            yield Hit(Kind.PAGE, say(request, label), "", path)
    for organization_id, name in await _organizations(request, person):
        for key, label in SECTIONS.items():
            right = rights.get(f"{OF_ORGANIZATION}{key}")
            if right is not None and person.may(right, organization_id):
                url = f"/organizer/organizations/{organization_id}/{key}"
                yield Hit(Kind.PAGE, say(request, label), name, url)
    for hit in _platform(request, person, rights):
        yield hit


def _platform(request: PageRequest, person: Person, rights: Mapping[str, Right]) -> Iterator[Hit]:
    for key, label in PLATFORM.items():
        right = rights.get(f"/admin/{key}")
        if right is not None and person.may(right):
            yield Hit(Kind.PAGE, say(request, label), "Tessera", f"/admin/{key}")


async def _organizations(request: PageRequest, person: Person) -> list[tuple[int, str]]:
    """Where the person works; of those who may look everywhere, the first ones."""
    services: Services = request.app.state.services
    where = person.where(Right.ORGANIZATION_READ)
    rows = await services.db.pool.fetch(
        """SELECT id, name FROM organizations WHERE $1::bigint[] IS NULL OR id = ANY($1)
        ORDER BY name, id LIMIT $2""",
        list(where) if where is not None else None,
        SWITCH_MAX,
    )
    return [(row["id"], row["name"]) for row in rows]


def _rights(app: Litestar) -> Mapping[str, Right]:
    """The right of each page, by its path as it is written."""
    known: dict[str, Right] | None = getattr(app.state, "page_rights", None)
    if known is None:
        known = {}
        for route in app.routes:
            for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
                right = right_of(handler.resolve_guards())
                if method == "GET" and right is not None:
                    known[route.path] = right
        app.state.page_rights = known
    return known
