"""Pages: accounts, for those who run the platform."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.model import Person, Role
from tessera.accounts.policy import Right
from tessera.accounts.profile.erase import erase
from tessera.admin.people.block import REASON_SIGNS, block, forget_lost_factors, set_role, unblock
from tessera.admin.people.impersonate import begin_acting, end_acting
from tessera.admin.people.model import Account, WantedAccounts
from tessera.admin.people.present import account_page, accounts_page, run_page
from tessera.admin.people.read import history_of, list_accounts, read_account, read_run
from tessera.admin.people.run import begin_run
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.organizations.desk import platform_desk
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, before_of, form_of, go, one, page, refusal
from tessera.web.who import who_of

HERE = "/admin/accounts"
ONE = HERE + "/{account_id:uuid}"
PAGE_SIZE = 50
STATES = ("", "active", "blocked", "erased")
ROLES = ("", "customer", "support", "admin")
Fields = dict[str, list[str]]


@get(HERE, guards=[may(Right.ACCOUNTS_READ)], include_in_schema=False)
async def accounts(request: PageRequest) -> Page:
    """Accounts, searched and filtered; chosen ones can be blocked together."""
    return await _accounts(request)


@post("/admin/block-runs", guards=[may(Right.ACCOUNTS_BLOCK)], include_in_schema=False)
async def post_run_form(request: PageRequest) -> Page:
    """Block the chosen accounts."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        chosen = _uuids(fields.get("account", []))
        run = await begin_run(tx, chosen, reason=one(fields, "reason"), who=who_of(request))
        return f"/admin/block-runs/{run.id}"

    try:
        return await go_once(request, fields, act)
    except Invalid as error:
        return await _accounts(request, trouble=trouble_of(error))


@get("/admin/block-runs/{run_id:uuid}", guards=[may(Right.ACCOUNTS_READ)], include_in_schema=False)
async def run(request: PageRequest, run_id: FromPath[UUID]) -> Page:
    """How far a run has come."""
    services: Services = request.app.state.services
    found = await read_run(services.db.pool, run_id)
    view = run_page(found, platform_desk(request, "accounts"))
    return await page(request, "admin/run.html", view)


@get(ONE, guards=[may(Right.ACCOUNTS_READ)], include_in_schema=False)
async def account(request: PageRequest, account_id: FromPath[UUID]) -> Page:
    """One account with where it works and what was done to it."""
    return await _account(request, account_id)


@post(ONE + "/role", guards=[may(Right.ACCOUNTS_ROLES)], include_in_schema=False)
async def post_role_form(request: PageRequest, account_id: FromPath[UUID]) -> Page:
    """Another role on the platform."""
    fields = await form_of(request)

    async def act(tx: Tx) -> Account:
        role = one(fields, "role")
        if role not in ROLES[1:]:
            raise Invalid([Problem("role", "choose one")])
        reason, who = one(fields, "reason"), who_of(request)
        return await set_role(tx, account_id, role=Role(role), reason=reason, who=who)

    return await _done(request, account_id, fields, act=act)


@post(ONE + "/forgotten-factors", guards=[may(Right.ACCOUNTS_FACTORS)], include_in_schema=False)
async def post_factors_form(request: PageRequest, account_id: FromPath[UUID]) -> Page:
    """Take the factors away from somebody who has lost them."""
    fields = await form_of(request)

    async def act(tx: Tx) -> Account:
        reason, who = one(fields, "reason"), who_of(request)
        return await forget_lost_factors(tx, account_id, reason=reason, who=who)

    return await _done(request, account_id, fields, act=act)


@post(ONE + "/deletion", guards=[may(Right.ACCOUNTS_ERASE)], include_in_schema=False)
async def post_deletion_form(request: PageRequest, account_id: FromPath[UUID]) -> Page:
    """Forget a person; the books stay."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    reason = one(fields, "reason").strip()

    async def act(tx: Tx) -> None:
        if len(reason) < REASON_SIGNS[0]:
            raise Invalid([Problem("reason", "say why")])
        await erase(tx, account_id, who=who_of(request), now=services.clock(), reason=reason)

    return await _done(request, account_id, fields, act=act)


@post(ONE + "/impersonation", guards=[may(Right.IMPERSONATE)], include_in_schema=False)
async def post_acting(request: PageRequest, account_id: FromPath[UUID]) -> Page:
    """Look at the platform as somebody does, and change nothing."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    person = await require(request)
    try:
        async with services.db.transaction() as tx:
            reason, who = one(fields, "reason"), who_of(request)
            await begin_acting(tx, account_id, person=person, reason=reason, who=who)
    except (Invalid, Refused) as error:
        return await _account(request, account_id, trouble=trouble_of(error))
    return go("/")


@post("/impersonation/end", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_acting_end(request: PageRequest) -> Page:
    """Be oneself again, at the account one looked as."""
    services: Services = request.app.state.services
    await form_of(request)
    person = await require(request)
    async with services.db.transaction() as tx:
        await end_acting(tx, person=person, who=who_of(request))
    return go(f"{HERE}/{person.account_id}" if person.acting_by else "/")


@post(ONE + "/{verb:str}", guards=[may(Right.ACCOUNTS_BLOCK)], include_in_schema=False)
async def post_verb(request: PageRequest, account_id: FromPath[UUID], verb: FromPath[str]) -> Page:
    """Block, or let in again."""
    fields = await form_of(request)
    verbs = {"block": block, "unblock": unblock}
    if verb not in verbs:
        raise NotFound("page")

    async def act(tx: Tx) -> Account:
        reason = one(fields, "reason")
        return await verbs[verb](tx, account_id, reason=reason, who=who_of(request))

    return await _done(request, account_id, fields, act=act)


async def _done(request: PageRequest, account_id: UUID, fields: Fields, *, act: Any) -> Page:
    async def acted(tx: Tx) -> str:
        await act(tx)
        return f"{HERE}/{account_id}"

    return await go_or_tell(
        request,
        fields,
        acted,
        lambda error: _account(request, account_id, trouble=trouble_of(error)),
    )


async def _accounts(request: PageRequest, *, trouble: Trouble | None = None) -> Page:
    services: Services = request.app.state.services
    query = request.query_params
    asked = {
        "q": query.get("q", "")[:100],
        "status": query.get("status", "") if query.get("status", "") in STATES else "",
        "role": query.get("role", "") if query.get("role", "") in ROLES else "",
    }
    wanted = WantedAccounts(words=asked["q"], status=asked["status"], role=asked["role"])
    before = before_of(request)
    found = await list_accounts(services.db.pool, wanted, before=before, limit=PAGE_SIZE + 1)
    older = ""
    if len(found) > PAGE_SIZE:
        older = f"{HERE}?{urlencode(asked | {'before': str(found[PAGE_SIZE - 1].id)})}"
    view = accounts_page(
        request,
        found[:PAGE_SIZE],
        asked=asked,
        person=await require(request),
        newer=f"{HERE}?{urlencode(asked)}" if before else "",
        older=older,
        refused=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "admin/accounts.html", view, status=status)


async def _account(
    request: PageRequest, account_id: UUID, *, trouble: Trouble | None = None
) -> Page:
    services: Services = request.app.state.services
    found = await read_account(services.db.pool, account_id)
    story = await history_of(services.db.pool, "account", account_id)
    person: Person = await require(request)
    refused = refusal(request, trouble) if trouble else None
    view = account_page(request, found, story, person=person, refused=refused)
    status = trouble.status if trouble else 200
    return await page(request, "admin/account.html", view, status=status)


def _uuids(texts: list[str]) -> list[UUID]:
    """The chosen accounts. Raises `Invalid`."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Invalid([Problem("account", "is not an account")]) from None


PAGES = [
    accounts,
    post_run_form,
    run,
    account,
    post_role_form,
    post_factors_form,
    post_deletion_form,
    post_acting,
    post_acting_end,
    post_verb,
]
