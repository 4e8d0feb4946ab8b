"""REST: organizations and their members."""

from litestar import Response, get, patch, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.organizations.change import change_terms
from tessera.organizations.found import (
    found_organization,
    list_organizations,
    read_organization,
)
from tessera.organizations.model import NewOrganization, OrganizationChange
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit


@get("/organizations", guards=[may(Right.ORGANIZATIONS_READ)])
async def get_organizations(
    request: JsonRequest, limit: Limit = PAGE_DEFAULT, cursor: Cursor = 0
) -> Response[bytes]:
    """Every organization, for admins."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await list_organizations(tx, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda o: o, cursor=lambda o: o.id))


@post("/organizations", guards=[may(Right.ORGANIZATIONS_FOUND)], status_code=201)
async def post_organization(
    request: JsonRequest, data: JSONBody[NewOrganization]
) -> Response[bytes]:
    """Found an organization."""

    async def act(tx: Tx) -> object:
        return await found_organization(tx, data)

    return await once(request, act, status=201)


@get("/organizations/{organization_id:int}", guards=[may(Right.ORGANIZATION_READ)])
async def get_organization(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """One's own organization."""
    services: Services = request.app.state.services
    await allowed(request, Right.ORGANIZATION_READ, organization_id)
    async with services.db.transaction() as tx:
        return json_answer(await read_organization(tx, organization_id))


@patch("/organizations/{organization_id:int}", guards=[may(Right.TERMS_CHANGE)])
async def patch_organization(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[OrganizationChange]
) -> Response[bytes]:
    """Change fees, taxes, policy, name."""
    await allowed(request, Right.TERMS_CHANGE, organization_id)
    repriced: list[int] = []

    async def act(tx: Tx) -> object:
        changed = await change_terms(tx, organization_id, data)
        repriced.extend(changed.repriced)
        return changed.organization

    response = await once(request, act)
    services: Services = request.app.state.services
    for show_id in repriced:
        services.shows.forget(show_id)
    return response


ROUTES = [get_organizations, post_organization, get_organization, patch_organization]
