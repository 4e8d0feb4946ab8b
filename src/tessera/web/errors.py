"""Every error becomes an answer here, once: a status, a sentence, a problem document (RFC 9457)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException

from tessera.kit import errors
from tessera.kit.clock import rfc3339
from tessera.kit.database import drivers_own, is_lost
from tessera.kit.idempotency import InProgress, Mismatch
from tessera.kit.money import Money
from tessera.web.refusals import REFUSALS, STATUSES

LOST_RETRY_SECONDS = 2
PROBLEM_JSON = "application/problem+json"


class Trouble(msgspec.Struct, frozen=True):
    """An error as people and programs see it."""

    status: int
    code: str
    detail: str
    problems: tuple[errors.Problem, ...] = ()
    facts: dict[str, Any] = {}
    retry_after_seconds: int | None = None


def trouble_of(error: Exception) -> Trouble:
    """What an exception means; anything unexpected is a 500 that tells nothing."""
    match error:
        case errors.Invalid():
            return Trouble(422, "invalid", STATUSES[422][1], error.problems)
        case errors.Refused():
            status, detail = REFUSALS[error.code]
            retry = error.facts.get("retry_after_seconds", 1 if status == 429 else None)
            return Trouble(
                status, error.code, detail, facts=plain(error.facts), retry_after_seconds=retry
            )
        case errors.NotFound():
            return Trouble(404, "not_found", f"There is no such {error.what}.")
        case errors.NotSignedIn():
            return Trouble(401, *STATUSES[401])
        case errors.Forbidden():
            return Trouble(403, *STATUSES[403])
        case errors.UnsupportedMedia():
            return Trouble(415, *STATUSES[415])
        case errors.TooLarge():
            return Trouble(413, *STATUSES[413])
        case errors.Unavailable():
            return Trouble(503, *STATUSES[503], retry_after_seconds=error.retry_after_seconds)
        case Mismatch():
            return Trouble(422, error.code, "This idempotency key came with another request.")
        case InProgress():
            return Trouble(
                409,
                error.code,
                "The first request with this key is at work.",
                retry_after_seconds=1,
            )
        case HTTPException() if error.status_code in STATUSES and error.status_code < 500:
            return Trouble(error.status_code, *STATUSES[error.status_code])
        case _ if is_lost(error):
            return Trouble(503, *STATUSES[503], retry_after_seconds=LOST_RETRY_SECONDS)
        case _ if is_data_error(error):
            problem = errors.Problem("", "holds a value that cannot be stored")
            return Trouble(422, "invalid", STATUSES[422][1], (problem,))
        case _:
            return Trouble(500, *STATUSES[500])


def is_data_error(error: BaseException | None) -> bool:
    """Whether PostgreSQL could not take a value: class 22 of its error codes.

    NUL in a text, a number past its type, a date before its time. Bounds that a field has of its
    own are checked before; this is the net under them. A division by zero is a mistake of ours.
    """
    error = drivers_own(error)
    ours = asyncpg.exceptions.DivisionByZeroError
    return isinstance(error, asyncpg.DataError) and not isinstance(error, ours)


def plain(value: Any) -> Any:
    """Facts as JSON values: instants as RFC 3339, money as amount and currency."""
    match value:
        case datetime():
            return rfc3339(value)
        case Money():
            return {"amount": value.amount, "currency": value.currency}
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return value


def problem_body(trouble: Trouble, request_id: str) -> bytes:
    """The problem document of a trouble."""
    body: dict[str, Any] = {
        "type": f"/problems/{trouble.code}",
        "title": trouble.code.replace("_", " ").capitalize(),
        "status": trouble.status,
        "detail": trouble.detail,
        "code": trouble.code,
        "request_id": request_id,
    }
    if trouble.problems:
        body["errors"] = [{"field": p.path, "message": p.message} for p in trouble.problems]
    for name, fact in trouble.facts.items():
        body.setdefault(name, fact)
    return msgspec.json.encode(body)


def problem_answer(trouble: Trouble, request_id: str) -> Response[bytes]:
    """The answer that carries a problem document."""
    headers = {}
    if trouble.retry_after_seconds is not None:
        headers["Retry-After"] = str(trouble.retry_after_seconds)
    if trouble.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        problem_body(trouble, request_id),
        status_code=trouble.status,
        media_type=PROBLEM_JSON,
        headers=headers,
    )


def request_id(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The id that the shield gave to this request."""
    return str(request.scope.get("state", {}).get("request_id", ""))
