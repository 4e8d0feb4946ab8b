"""REST: accounts, for those who run the platform."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from tessera.accounts.model import Role
from tessera.accounts.policy import Right
from tessera.accounts.profile.erase import erase
from tessera.admin.people.block import block, forget_lost_factors, set_role, unblock
from tessera.admin.people.impersonate import begin_acting, end_acting
from tessera.admin.people.model import RUN_MAX, Reason, WantedAccounts
from tessera.admin.people.read import history_of, list_accounts, read_account, read_run
from tessera.admin.people.run import begin_run
from tessera.kit.database import Tx
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.once import once
from tessera.web.paging import Limit
from tessera.web.who import who_of

ONE = "/admin/accounts/{account_id:uuid}"
Words = Annotated[str, QueryParameter(max_length=100)]


class Why(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why; it stands in the audit log."""

    reason: Reason


class RunWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to block, and why."""

    account_ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=RUN_MAX)]
    reason: Reason


class RoleWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody shall be on the platform, and why."""

    role: Role
    reason: Reason


@get("/admin/accounts", guards=[may(Right.ACCOUNTS_READ)])
async def get_accounts(
    request: JsonRequest,
    q: Words = "",
    status: FromQuery[Literal["", "active", "blocked", "erased"]] = "",
    role: FromQuery[Literal["", "customer", "support", "admin"]] = "",
    limit: Limit = PAGE_DEFAULT,
    cursor: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Accounts, the newest first. `q` is a part of a name or address."""
    services: Services = request.app.state.services
    wanted = WantedAccounts(words=q, status=status, role=role)
    found = await list_accounts(services.db.pool, wanted, before=cursor, limit=limit + 1)
    return json_answer(page(found, limit, view=lambda a: a, cursor=lambda a: a.id))


@get(ONE, guards=[may(Right.ACCOUNTS_READ)])
async def get_account(request: JsonRequest, account_id: FromPath[UUID]) -> Response[bytes]:
    """One account with where it works and its history."""
    services: Services = request.app.state.services
    found = await read_account(services.db.pool, account_id)
    history = await history_of(services.db.pool, "account", account_id)
    return json_answer(msgspec.to_builtins(found) | {"history": history})


@post(ONE + "/block", guards=[may(Right.ACCOUNTS_BLOCK)], status_code=200)
async def post_block(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[Why]
) -> Response[bytes]:
    """Block somebody; their sessions end at once. Admins cannot be blocked."""

    async def act(tx: Tx) -> object:
        return await block(tx, account_id, reason=data.reason, who=who_of(request))

    return await once(request, act)


@post(ONE + "/unblock", guards=[may(Right.ACCOUNTS_BLOCK)], status_code=200)
async def post_unblock(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[Why]
) -> Response[bytes]:
    """Let somebody sign in again."""

    async def act(tx: Tx) -> object:
        return await unblock(tx, account_id, reason=data.reason, who=who_of(request))

    return await once(request, act)


@put(ONE + "/role", guards=[may(Right.ACCOUNTS_ROLES)], status_code=200)
async def put_role(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[RoleWanted]
) -> Response[bytes]:
    """Make somebody a customer, support or an admin; never oneself."""

    async def act(tx: Tx) -> object:
        who = who_of(request)
        return await set_role(tx, account_id, role=data.role, reason=data.reason, who=who)

    return await once(request, act)


@post(ONE + "/forgotten-factors", guards=[may(Right.ACCOUNTS_FACTORS)], status_code=200)
async def post_forgotten_factors(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[Why]
) -> Response[bytes]:
    """Take every second factor away from somebody who has lost them; a mail tells them."""

    async def act(tx: Tx) -> object:
        return await forget_lost_factors(tx, account_id, reason=data.reason, who=who_of(request))

    return await once(request, act)


@post(ONE + "/deletion", guards=[may(Right.ACCOUNTS_ERASE)], status_code=204)
async def post_deletion(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[Why]
) -> Response[None]:
    """Forget a person; the books stay. Admins cannot be deleted."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> None:
        now, who = services.clock(), who_of(request)
        await erase(tx, account_id, who=who, now=now, reason=data.reason)

    return await once(request, act, status=204)


@post("/admin/block-runs", guards=[may(Right.ACCOUNTS_BLOCK)], status_code=202)
async def post_run(request: JsonRequest, data: JSONBody[RunWanted]) -> Response[bytes]:
    """Block many accounts in the background."""

    async def act(tx: Tx) -> object:
        who = who_of(request)
        return run_view(await begin_run(tx, data.account_ids, reason=data.reason, who=who))

    return await once(request, act, status=202)


@get("/admin/block-runs/{run_id:uuid}", guards=[may(Right.ACCOUNTS_READ)])
async def get_run(request: JsonRequest, run_id: FromPath[UUID]) -> Response[bytes]:
    """How far it has come."""
    services: Services = request.app.state.services
    return json_answer(run_view(await read_run(services.db.pool, run_id)))


def run_view(run: Any) -> dict[str, Any]:
    """A run with how many accounts have been looked at."""
    fields: dict[str, Any] = msgspec.to_builtins(run)
    return fields | {"done": run.done}


@post(ONE + "/impersonation", guards=[may(Right.IMPERSONATE)], status_code=204)
async def post_impersonation(
    request: JsonRequest, account_id: FromPath[UUID], data: JSONBody[Why]
) -> None:
    """Look at the platform as somebody does, for half an hour, changing nothing."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        who = who_of(request)
        await begin_acting(tx, account_id, person=person, reason=data.reason, who=who)


@delete("/impersonation", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_impersonation(request: JsonRequest) -> None:
    """Be oneself again."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        await end_acting(tx, person=person, who=who_of(request))


ROUTES = [
    get_accounts,
    get_account,
    post_block,
    post_unblock,
    put_role,
    post_forgotten_factors,
    post_deletion,
    post_run,
    get_run,
    post_impersonation,
    delete_impersonation,
]
