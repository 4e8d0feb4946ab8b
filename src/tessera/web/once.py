"""Do a mutation once: its effect and its answer commit together, under its idempotency key (P9).

Programs send the key as `Idempotency-Key`, pages as a hidden field that `csrf_input` makes with
each form. Both end in `keep`: one transaction reserves the key, acts, and keeps the answer. A
process that dies leaves nothing of it, so the next try is the first one. The hot calls do the same
inside PostgreSQL, for whole batches (docs/decisions/0009-idempotency-rides-along.md).

A route that takes no key stands in `EXEMPT` of `web/exempt.py`, with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import asyncpg
import msgspec
from litestar import Response
from litestar.status_codes import HTTP_204_NO_CONTENT, HTTP_303_SEE_OTHER

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.idempotency import (
    KEY_SIGNS_MAX,
    InProgress,
    Intent,
    Kept,
    intent,
    known,
    recall,
)
from tessera.kit.trail import answered_for_by
from tessera.services import Services
from tessera.web.answers import JsonRequest, answer, intent_of, replayed
from tessera.web.cookies import VISITOR_COOKIE, told_by
from tessera.web.guards import Connection
from tessera.web.pages import CSRF_FIELD, FORM_KEY_FIELD, Page, PageRequest, go, one
from tessera.web.who import who_of

Outcome = TypeVar("Outcome")
Act = Callable[[Tx], Awaitable[Any]]
Fields = Mapping[str, list[str]]

RESERVE = "SELECT reserve_key_v1($1, $2, $3) AS fresh"
KEEP = "UPDATE idempotency_keys SET status = $2, body = $3 WHERE key = $1"


class Sent(NamedTuple, Generic[Outcome]):
    """What came of a form, and whether it had come before."""

    outcome: Outcome
    replayed: bool


async def keep(
    request: Connection, wanted: Intent | None, act: Act, *, status: int, money: bool
) -> tuple[Kept, bool]:
    """Run `act` in one transaction and keep what it returns as JSON; or the answer kept before.

    A second request with the same key waits up to two seconds for the first to commit. Where the
    first was refused nothing was kept, and the second is a new try. `money` keeps the answer for 30
    days, not 24 hours. Raises `Mismatch`, `InProgress`, and whatever `act` raises.
    """
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        if wanted is not None:
            try:
                row = await tx.fetch_one(RESERVE, wanted.key, wanted.fingerprint, money)
            except asyncpg.LockNotAvailableError as error:
                raise InProgress from error
            if row is not None and not row["fresh"]:
                return await recall(tx.raw, wanted), True
        await answered_for_by(tx, who_of(request))
        done = await act(tx)
        body = b"" if status == HTTP_204_NO_CONTENT else msgspec.json.encode(done)
        if wanted is not None:
            await tx.fetch(KEEP, wanted.key, status, body)
    return Kept(status, body), False


async def once(
    request: JsonRequest, act: Act, *, status: int = 200, money: bool = False
) -> Response[Any]:
    """Run `act` once and answer what it returns as JSON, or nothing with a 204."""
    wanted = await intent_of(request)
    kept, again = await keep(request, wanted, act, status=status, money=money)
    return replayed(kept) if again else answer(kept.body, status)


async def answered_before(request: JsonRequest) -> Response[Any] | None:
    """The answer kept under the request's key, for routes that look at a code or a password before
    they come to `once`: a repeat must not be looked at as another try."""
    wanted = await intent_of(request)
    services: Services = request.app.state.services
    if wanted is None or not (await known(services.db.pool, [wanted.key]))[0]:
        return None
    return replayed(await recall(services.db.pool, wanted))


async def sent_before(
    request: PageRequest, fields: Fields, *, kept_as: type[Outcome]
) -> Outcome | None:
    """The same for a form: what came of it the first time."""
    wanted = form_intent(request, fields)
    services: Services = request.app.state.services
    if wanted is None or not (await known(services.db.pool, [wanted.key]))[0]:
        return None
    kept = await recall(services.db.pool, wanted)
    return msgspec.json.decode(kept.body, type=kept_as)


async def gone_before(request: PageRequest, fields: Fields) -> Page | None:
    """Where `go_once` went with this form before, or None."""
    there = await sent_before(request, fields, kept_as=str)
    return marked(go(there), again=True) if there else None


async def sent_once(
    request: PageRequest,
    fields: Fields,
    act: Callable[[Tx], Awaitable[Outcome]],
    *,
    kept_as: type[Outcome],
    money: bool = False,
) -> Sent[Outcome]:
    """The same for a form: what `act` returns, the first time and each time it is sent again."""
    wanted = form_intent(request, fields)
    status = HTTP_303_SEE_OTHER
    kept, again = await keep(request, wanted, act, status=status, money=money)
    return Sent(msgspec.json.decode(kept.body, type=kept_as), again)


async def go_once(
    request: PageRequest,
    fields: Fields,
    act: Callable[[Tx], Awaitable[str]],
    *,
    money: bool = False,
) -> Page:
    """Run `act` once and go where it says: a double click and a form sent again go there too."""
    address, again = await sent_once(request, fields, act, kept_as=str, money=money)
    return marked(go(address), again=again)


async def go_or_tell(
    request: PageRequest,
    fields: Fields,
    act: Callable[[Tx], Awaitable[str]],
    told: Callable[[Invalid | Refused], Awaitable[Page]],
    *,
    money: bool = False,
) -> Page:
    """The same; what is refused is told on the page that `told` makes, usually the form again."""
    try:
        return await go_once(request, fields, act, money=money)
    except (Invalid, Refused) as error:
        return await told(error)


def marked(page: Page, *, again: bool) -> Page:
    """A page that says of itself that its form had come before."""
    if again:
        page.headers["Idempotent-Replayed"] = "true"
    return page


def form_intent(request: PageRequest, fields: Fields) -> Intent | None:
    """What a form's key stands for, or None where the form brings none. Raises `Invalid`.

    It is bound to this browser, not to who is signed in: that may change by the form itself.
    """
    key = one(fields, FORM_KEY_FIELD)
    if not key:
        return None
    if len(key) > KEY_SIGNS_MAX:
        raise Invalid([Problem(FORM_KEY_FIELD, f"must have 1 to {KEY_SIGNS_MAX} characters")])
    asked = sorted((n, v) for n, v in fields.items() if n not in (CSRF_FIELD, FORM_KEY_FIELD))
    return intent(
        credential=told_by(request, VISITOR_COOKIE),
        key=key,
        method=request.method,
        path=request.url.path,
        body=msgspec.json.encode(asked),
    )
