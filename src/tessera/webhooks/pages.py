"""Pages: outgoing webhooks, for owners and managers."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import UNSET

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.versions import typed_version
from tessera.organizations.found import names_of
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import allowed, may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, before_of, form_of, one, page, say, told
from tessera.web.views.webhooks import EndpointForm
from tessera.webhooks.change import (
    change_endpoint,
    enter_endpoint,
    remove_endpoint,
    rotate_secret,
    send_test,
)
from tessera.webhooks.model import CHOOSABLE, EndpointChange, EventType, NewEndpoint, Secrets
from tessera.webhooks.own import ground_of, own_endpoint
from tessera.webhooks.present import (
    Problems,
    endpoint_page,
    endpoints_page,
    form,
    said_of,
)
from tessera.webhooks.read import (
    ORGANIZATIONS_MAX,
    endpoints_of,
    list_deliveries,
    read_secrets,
)

HERE = "/organizer/webhooks"
PAGE_SIZE = 25
OVERLAP_HOURS = 24
VERBS = ("enable", "disable", "test", "remove")


@get(HERE, guards=[may(Right.WEBHOOKS_READ)], include_in_schema=False)
async def endpoints(request: PageRequest) -> Page:
    """Where one's organizations are told."""
    return await _endpoints(request, form(types=CHOOSABLE))


async def _endpoints(
    request: PageRequest, filled: EndpointForm, *, refused: str = "", status: int = 200
) -> Page:
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        names = await names_of(
            tx, (await require(request)).where(Right.WEBHOOKS_READ), ORGANIZATIONS_MAX
        )
        found = await endpoints_of(tx, list(names))
    view = endpoints_page(found, names, filled, said=said_of(request), refused=refused)
    return await page(request, "webhooks/endpoints.html", view, status=status)


@post(HERE, guards=[may(Right.WEBHOOKS_CHANGE)], include_in_schema=False)
async def post_endpoint_form(request: PageRequest) -> Page:
    """Add an endpoint."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    told = one(fields, "organization")
    organization_id = int(told) if told.isdecimal() and len(told) < 18 else 0
    person = await allowed(request, Right.WEBHOOKS_CHANGE, organization_id)
    url, description = one(fields, "url").strip(), one(fields, "description").strip()
    types = _types(fields)

    async def act(tx: Tx) -> str:
        _check_lengths(url, description)
        endpoint = await enter_endpoint(
            tx,
            ground_of(services),
            NewEndpoint(url=url, description=description, types=frozenset(types)),
            organization_id=organization_id,
            account_id=person.account_id,
        )
        return f"{HERE}/{endpoint.id}?{urlencode({'done': 'enter'})}"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        trouble = trouble_of(error)
        filled = form(url, description, types, problems=_problems(request, error))
        refused = "" if filled.problems else say(request, trouble.detail)
        return await _endpoints(request, filled, refused=refused, status=trouble.status)


@get(f"{HERE}/{{endpoint_id:uuid}}", guards=[may(Right.WEBHOOKS_READ)], include_in_schema=False)
async def endpoint(request: PageRequest, endpoint_id: FromPath[UUID]) -> Page:
    """One endpoint with its secret and its log."""
    return await _endpoint(request, endpoint_id)


async def _endpoint(
    request: PageRequest,
    endpoint_id: UUID,
    filled: EndpointForm | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> Page:
    services: Services = request.app.state.services
    before = before_of(request)
    async with services.db.transaction() as tx:
        found = await own_endpoint(request, tx, endpoint_id)
        names = await names_of(tx, (found.organization_id,), 1)
        secrets = await read_secrets(tx, services.vault, endpoint_id)
        if not (await require(request)).may(Right.WEBHOOKS_SECRETS, found.organization_id):
            secrets = Secrets("", None)
        told = await list_deliveries(tx, endpoint_id, before=before, limit=PAGE_SIZE + 1)
    view = endpoint_page(
        found,
        secrets,
        told,
        speak=partial(say, request),
        organization=names[found.organization_id],
        page_size=PAGE_SIZE,
        later=before is not None,
        filled=filled,
        said=said_of(request),
        refused=refused,
    )
    return await page(request, "webhooks/endpoint.html", view, status=status)


@post(f"{HERE}/{{endpoint_id:uuid}}", guards=[may(Right.WEBHOOKS_CHANGE)], include_in_schema=False)
async def change_endpoint_form(request: PageRequest, endpoint_id: FromPath[UUID]) -> Page:
    """Change an endpoint's address, words and types."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    url, description = one(fields, "url").strip(), one(fields, "description").strip()
    types = _types(fields)
    seen = typed_version(one(fields, "version")) or UNSET
    change = EndpointChange(url=url, description=description, types=frozenset(types), version=seen)

    async def act(tx: Tx) -> str:
        await own_endpoint(request, tx, endpoint_id)
        _check_lengths(url, description)
        ground = ground_of(services)
        await change_endpoint(tx, ground, endpoint_id, change=change, now=services.clock())
        return f"{HERE}/{endpoint_id}?{urlencode({'done': 'change'})}"

    try:
        return await go_once(request, fields, act)
    except (Invalid, Refused) as error:
        filled = form(url, description, types, problems=_problems(request, error))
        trouble = trouble_of(error)
        refused = "" if filled.problems else say(request, trouble.detail)
        return await _endpoint(request, endpoint_id, filled, refused=refused, status=trouble.status)


@post(
    f"{HERE}/{{endpoint_id:uuid}}/secret",
    guards=[may(Right.WEBHOOKS_SECRETS)],
    include_in_schema=False,
)
async def renew_secret(request: PageRequest, endpoint_id: FromPath[UUID]) -> Page:
    """Make a new secret; messages are signed with both for a while."""
    return await _acted(request, endpoint_id, "secret")


@post(
    f"{HERE}/{{endpoint_id:uuid}}/{{verb:str}}",
    guards=[may(Right.WEBHOOKS_CHANGE)],
    include_in_schema=False,
)
async def act_on_endpoint(
    request: PageRequest, endpoint_id: FromPath[UUID], verb: FromPath[str]
) -> Page:
    """Enable, disable, remove it; send a test."""
    if verb not in VERBS:
        raise NotFound("page")
    return await _acted(request, endpoint_id, verb)


async def _acted(request: PageRequest, endpoint_id: UUID, verb: str) -> Page:
    fields = await form_of(request)
    if verb == "remove" and one(fields, "sure") != "yes":
        raise Invalid([Problem("sure", "must be ticked")])

    async def act(tx: Tx) -> str:
        await _act(request, tx, endpoint_id, verb=verb)
        back = HERE if verb == "remove" else f"{HERE}/{endpoint_id}"
        return f"{back}?{urlencode({'done': verb})}"

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        trouble = trouble_of(error)
        refused = say(request, trouble.detail)
        return await _endpoint(request, endpoint_id, refused=refused, status=trouble.status)


async def _act(request: PageRequest, tx: Tx, endpoint_id: UUID, *, verb: str) -> None:
    services: Services = request.app.state.services
    ground, found = ground_of(services), await own_endpoint(request, tx, endpoint_id)
    match verb:
        case "enable" | "disable":
            change = EndpointChange(enabled=verb == "enable")
            await change_endpoint(tx, ground, endpoint_id, change=change, now=services.clock())
        case "secret":
            await rotate_secret(tx, ground, endpoint_id, overlap_hours=OVERLAP_HOURS)
        case "test":
            await send_test(tx, found)
        case _:
            await remove_endpoint(tx, endpoint_id)


def _types(fields: dict[str, list[str]]) -> Sequence[EventType]:
    """The types that were ticked; what is none of them is left out."""
    return [kind for kind in CHOOSABLE if kind.value in fields.get("types", [])]


def _check_lengths(url: str, description: str) -> None:
    """What JSON is checked for before it comes to a verb. Raises `Invalid`."""
    problems = []
    if not 8 <= len(url) <= 2000:
        problems.append(Problem("url", "must have 8 to 2000 characters"))
    if len(description) > 200:
        problems.append(Problem("description", "must have at most 200 characters"))
    if problems:
        raise Invalid(problems)


def _problems(request: PageRequest, error: Exception) -> Problems:
    return told(request, trouble_of(error)) if isinstance(error, Invalid) else {}


PAGES = [
    endpoints,
    post_endpoint_form,
    endpoint,
    change_endpoint_form,
    renew_secret,
    act_on_endpoint,
]
