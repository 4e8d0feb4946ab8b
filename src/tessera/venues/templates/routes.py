"""REST: templates of sections."""

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.venues.templates.keep import (
    change_template,
    enter_template,
    read_template,
    remove_template,
    templates_of,
)
from tessera.venues.templates.model import NewTemplate, TemplateChange
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once
from tessera.web.paging import Cursor, Limit

HOUSE = "/organizations/{organization_id:int}/section-templates"
TEMPLATE = "/section-templates/{template_id:int}"


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)])
async def get_templates(
    request: JsonRequest,
    organization_id: FromPath[int],
    limit: Limit = PAGE_DEFAULT,
    cursor: Cursor = 0,
) -> Response[bytes]:
    """An organization's templates."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        found = await templates_of(tx, organization_id, after=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda t: t, cursor=lambda t: t.id))


@post(HOUSE, guards=[may(Right.VENUES_CHANGE)], status_code=201)
async def post_template(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[NewTemplate]
) -> Response[bytes]:
    """Enter a template: sections with rows of seats or standing room, each with its price."""

    async def act(tx: Tx) -> object:
        return await enter_template(tx, organization_id, data)

    return await once(request, act, status=201)


@patch(TEMPLATE, guards=[may(Right.VENUES_CHANGE)])
async def patch_template(
    request: JsonRequest, template_id: FromPath[int], data: JSONBody[TemplateChange]
) -> Response[bytes]:
    """Change a template; shows that were planned by it keep what they have."""

    async def act(tx: Tx) -> object:
        await _own(request, tx, template_id)
        return await change_template(tx, template_id, data)

    return await once(request, act)


@delete(TEMPLATE, guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_template(request: JsonRequest, template_id: FromPath[int]) -> Response[None]:
    """Remove a template."""

    async def act(tx: Tx) -> None:
        await _own(request, tx, template_id)
        await remove_template(tx, template_id)

    return await once(request, act, status=204)


async def _own(request: JsonRequest, tx: Tx, template_id: int) -> None:
    template = await read_template(tx, template_id)
    await allowed(request, None, template.organization_id, what="template")


ROUTES = [get_templates, post_template, patch_template, delete_template]
