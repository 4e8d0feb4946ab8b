"""Pages: how an organization is paid."""

from collections.abc import Awaitable, Callable
from functools import partial

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.payments.providers.catalogue import KINDS
from tessera.payments.ways.enter import Editor, enter_keys, remove_keys
from tessera.payments.ways.offer import choose_currency, move, switch
from tessera.payments.ways.present import cards, changes_of, currencies_of
from tessera.payments.ways.read import check_way, read_changes, read_ways
from tessera.payments.ways.routes import editor_of
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may
from tessera.web.once import go_once
from tessera.web.pages import (
    Page,
    PageRequest,
    form_of,
    go,
    language_of,
    one,
    page,
    refusal,
    say,
    told,
)
from tessera.web.views.ways import WaysPage

PAGE = "/organizer/organizations/{organization_id:int}/payments"
ONE = PAGE + "/{provider:str}"

Act = Callable[[Tx], Awaitable[None]]


@get(PAGE, guards=[may(Right.WAYS_READ)], include_in_schema=False)
async def ways_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The ways to pay in their order, whether they work, and who changed them."""
    return await _page(request, organization_id)


@post(ONE + "/keys", guards=[may(Right.WAYS_KEYS)], include_in_schema=False)
async def post_keys(
    request: PageRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Page:
    """Enter the keys of an account; they are tried at once."""
    services: Services = request.app.state.services
    editor = await editor_of(request, organization_id)
    fields = await form_of(request)
    kind = KINDS.get(provider)
    keys = {key.name: one(fields, f"{provider}-{key.name}") for key in kind.keys} if kind else {}

    async def act(tx: Tx) -> None:
        await enter_keys(tx, services.vault, editor, provider=provider, keys=keys)

    answer = await _changed(request, editor, fields, act=act, tried=provider)
    if answer.status_code == 303:
        await check_way(services, organization_id, provider)
    return answer


@post(ONE + "/removal", guards=[may(Right.WAYS_KEYS)], include_in_schema=False)
async def post_removal(
    request: PageRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Page:
    """Forget an account."""
    editor = await editor_of(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> None:
        await remove_keys(tx, editor, provider)

    return await _changed(request, editor, fields, act=act)


@post(ONE + "/switch", guards=[may(Right.WAYS_CHANGE)], include_in_schema=False)
async def post_switch(
    request: PageRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Page:
    """Offer a way to pay, or offer it no more."""
    editor = await editor_of(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> None:
        await switch(tx, editor, provider, enabled=one(fields, "to") == "on")

    return await _changed(request, editor, fields, act=act)


@post(ONE + "/move", guards=[may(Right.WAYS_CHANGE)], include_in_schema=False)
async def post_move(
    request: PageRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Page:
    """One place up or down."""
    editor = await editor_of(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> None:
        await move(tx, editor, provider, by=-1 if one(fields, "to") == "up" else 1)

    return await _changed(request, editor, fields, act=act)


@post(ONE + "/check", guards=[may(Right.WAYS_CHANGE)], include_in_schema=False)
async def post_check(
    request: PageRequest, organization_id: FromPath[int], provider: FromPath[str]
) -> Page:
    """Try the keys of an account now; its card tells how it went."""
    services: Services = request.app.state.services
    await editor_of(request, organization_id)
    await form_of(request)
    await check_way(services, organization_id, provider)
    return go(f"{_url(organization_id)}#{provider}")


@post(
    "/organizer/organizations/{organization_id:int}/currency",
    guards=[may(Right.WAYS_CHANGE)],
    include_in_schema=False,
)
async def post_currency(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The currency of shows to be planned."""
    editor = await editor_of(request, organization_id)
    fields = await form_of(request)

    async def act(tx: Tx) -> None:
        await choose_currency(tx, editor, one(fields, "currency"))

    return await _changed(request, editor, fields, act=act)


async def _changed(
    request: PageRequest,
    editor: Editor,
    fields: dict[str, list[str]],
    *,
    act: Act,
    tried: str = "",
) -> Page:
    """Do it once and show the page anew; or the page with what was wrong. Keys that were typed are
    never sent back."""
    services: Services = request.app.state.services

    async def acted(tx: Tx) -> str:
        await act(tx)
        return _url(editor.organization_id)

    try:
        answer = await go_once(request, fields, acted)
    except (Invalid, Refused) as error:
        return await _page(request, editor.organization_id, trouble_of(error), tried=tried)
    services.providers.forget(editor.organization_id)
    return answer


async def _page(
    request: PageRequest, organization_id: int, trouble: Trouble | None = None, *, tried: str = ""
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    ways = await read_ways(services, organization_id, organization.currency)
    changes = await read_changes(services, organization_id)
    speak = partial(say, request)
    wrong = told(request, trouble)
    problems = {path.removeprefix("keys."): text for path, text in wrong.items()}
    view = WaysPage(
        desk=await desk(request, organization, "payments"),
        url=_url(organization_id),
        ways=cards(ways, _url(organization_id), speak, problems=problems, tried=tried),
        currencies=currencies_of(organization, language_of(request)),
        changes=changes_of(changes, speak),
        timezone=organization.timezone,
        refusal=refusal(request, trouble) if trouble and not problems else None,
    )
    return await page(
        request, "organizer/payments.html", view, status=trouble.status if trouble else 200
    )


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/payments"


PAGES = [
    ways_page,
    post_keys,
    post_removal,
    post_switch,
    post_move,
    post_check,
    post_currency,
]
