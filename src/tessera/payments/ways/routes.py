"""REST: the ways to pay of an organization, for its owners and managers."""

from typing import Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.organizations.found import read_organization
from tessera.payments.ways.enter import Editor, enter_keys, remove_keys
from tessera.payments.ways.offer import choose_currency, put_in_order, switch
from tessera.payments.ways.read import check_way, read_changes, read_ways
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.once import once

WAYS = "/organizations/{organization_id:int}/payment-providers"
ONE = WAYS + "/{provider:str}"


class KeysWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of an account, by the names that the provider's entry in the list tells."""

    keys: dict[str, str]


class SwitchWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether customers shall see it."""

    enabled: bool


class OrderWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every chosen provider once, the first on top."""

    providers: list[str]


class CurrencyWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A currency (ISO 4217)."""

    currency: str


@get(WAYS, guards=[may(Right.WAYS_READ)])
async def get_ways(request: JsonRequest, organization_id: FromPath[int]) -> Response[bytes]:
    """How an organization can be paid, with the last signs of its keys and what is wrong."""
    services: Services = request.app.state.services
    await editor_of(request, organization_id)
    async with services.db.transaction() as tx:
        currency = (await read_organization(tx, organization_id)).currency
    ways = await read_ways(services, organization_id, currency)
    changes = await read_changes(services, organization_id)
    return json_answer(
        {"items": ways, "next_cursor": None, "currency": currency, "changes": changes}
    )


@put(ONE, guards=[may(Right.WAYS_KEYS)], status_code=200)
async def put_way(
    request: JsonRequest,
    organization_id: FromPath[int],
    provider: FromPath[str],
    data: JSONBody[KeysWanted],
) -> Response[bytes]:
    """Enter the keys of an account; they are sealed, and never shown again."""
    services: Services = request.app.state.services
    editor = await editor_of(request, organization_id)

    async def act(tx: Tx) -> Any:
        await enter_keys(tx, services.vault, editor, provider=provider, keys=data.keys)
        return {"provider": provider, "has_keys": True}

    return await _changed(request, editor, act)


@delete(ONE, guards=[may(Right.WAYS_KEYS)], status_code=204)
async def delete_way(
    request: JsonRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Response[None]:
    """Forget an account. Refused while its money is moving."""
    editor = await editor_of(request, organization_id)

    async def act(tx: Tx) -> None:
        await remove_keys(tx, editor, provider)

    return await _changed(request, editor, act, status=204)


@put(ONE + "/enabled", guards=[may(Right.WAYS_CHANGE)], status_code=200)
async def put_way_enabled(
    request: JsonRequest,
    organization_id: FromPath[int],
    provider: FromPath[str],
    data: JSONBody[SwitchWanted],
) -> Response[bytes]:
    """Offer a way to pay, or offer it no more."""
    editor = await editor_of(request, organization_id)

    async def act(tx: Tx) -> Any:
        await switch(tx, editor, provider, enabled=data.enabled)
        return {"provider": provider, "enabled": data.enabled}

    return await _changed(request, editor, act)


@post(ONE + "/check", guards=[may(Right.WAYS_CHANGE)], status_code=200)
async def post_way_check(
    request: JsonRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Response[bytes]:
    """Try the keys of an account now. `detail` says why they do not work."""
    services: Services = request.app.state.services
    await editor_of(request, organization_id)
    return json_answer(await check_way(services, organization_id, provider))


@put(
    "/organizations/{organization_id:int}/payment-order",
    guards=[may(Right.WAYS_CHANGE)],
    status_code=200,
)
async def put_ways_order(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[OrderWanted]
) -> Response[bytes]:
    """The order in which customers see the ways to pay."""
    editor = await editor_of(request, organization_id)

    async def act(tx: Tx) -> Any:
        await put_in_order(tx, editor, data.providers)
        return {"providers": data.providers}

    return await _changed(request, editor, act)


@put(
    "/organizations/{organization_id:int}/currency",
    guards=[may(Right.WAYS_CHANGE)],
    status_code=200,
)
async def put_currency(
    request: JsonRequest, organization_id: FromPath[int], data: JSONBody[CurrencyWanted]
) -> Response[bytes]:
    """The currency of shows to be planned. Refused while a show in another one is not over."""
    editor = await editor_of(request, organization_id)

    async def act(tx: Tx) -> Any:
        await choose_currency(tx, editor, data.currency)
        return {"currency": data.currency}

    return await _changed(request, editor, act)


async def editor_of(request: JsonRequest, organization_id: int) -> Editor:
    """Who changes this organization's ways to pay. Raises `NotFound`, `Forbidden`."""
    services: Services = request.app.state.services
    person = await allowed(request, None, organization_id)
    return Editor(organization_id, person.account_id, services.settings.payment_providers)


async def _changed(
    request: JsonRequest, editor: Editor, act: Any, *, status: int = 200
) -> Response[Any]:
    response = await once(request, act, status=status)
    services: Services = request.app.state.services
    services.providers.forget(editor.organization_id)
    return response


ROUTES = [
    get_ways,
    put_way,
    delete_way,
    put_way_enabled,
    post_way_check,
    put_ways_order,
    put_currency,
]
