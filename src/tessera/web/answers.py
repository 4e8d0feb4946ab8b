"""Answers of the REST interface, and reading what was asked."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response

from tessera.accounts.model import Person
from tessera.kit.errors import Invalid, Problem
from tessera.kit.idempotency import KEY_SIGNS_MAX, Intent, Kept, intent, recall
from tessera.kit.money import Money
from tessera.web.guards import person_of

JSON = "application/json"
JsonRequest = Request[Any, Any, Any]
NOT_JSON = Problem("", "is not JSON")


class Written(Response[bytes]):
    """An answer whose body is written already. The framework's own would look at each argument in
    all the forms it may have, which costs more than the rest of a hot call's answer."""

    def __init__(
        self,
        body: bytes,
        status: int,
        *,
        media_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.content = body
        self.status_code = status
        self.media_type = media_type
        self.headers = headers or {}
        self.background = None
        self.cookies = []
        self.encoding = "utf-8"
        self.response_type_encoders = {}


def answer(body: bytes, status: int = 200, **headers: str) -> Response[bytes]:
    """An answer whose JSON is written already. Header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Written(body, status, headers=named)


def json_answer(value: Any, status: int = 200, **headers: str) -> Response[bytes]:
    """An answer that carries `value`."""
    return answer(msgspec.json.encode(value), status, **headers)


def money(amount: int, currency: str) -> dict[str, Any]:
    """`{"amount": 45000, "currency": "INR"}`, in minor units."""
    return {"amount": amount, "currency": currency}


def money_of(value: Money) -> dict[str, Any]:
    """The same, of a `Money`."""
    return money(value.amount, value.currency)


async def intent_of(request: JsonRequest) -> Intent | None:
    """What the request's `Idempotency-Key` stands for, or None where it brings none.

    The key is bound to the credential, so that two people may use the same key. Raises `Invalid`.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_SIGNS_MAX:
        raise Invalid([Problem("Idempotency-Key", f"must have 1 to {KEY_SIGNS_MAX} characters")])
    return intent(
        credential=credential(request, await person_of(request)),
        key=key,
        method=request.method,
        path=_asked(request),
        body=await request.body(),
    )


def _asked(request: JsonRequest) -> str:
    """The path as it was asked for, query and all."""
    query: bytes = request.scope.get("query_string", b"")
    path: str = request.scope["path"]
    return f"{path}?{query.decode('latin-1')}" if query else path


def credential(request: JsonRequest, person: Person | None) -> str:
    """By what somebody acts: their account, or the secret of their hold or order."""
    if person is not None:
        return str(person.account_id)
    return request.headers.get("order-token") or request.headers.get("hold-token") or "guest"


async def replay(request: JsonRequest, wanted: Intent) -> Response[bytes]:
    """The answer that was given first. Raises `Mismatch` or `InProgress`."""
    kept = await recall(request.app.state.services.db.pool, wanted)
    return replayed(kept)


def replayed(kept: Kept) -> Response[bytes]:
    """A kept answer, marked as such."""
    media = JSON if kept.status < 400 else "application/problem+json"
    return Response(
        kept.body_bytes(),
        status_code=kept.status,
        media_type=media,
        headers={"Idempotent-Replayed": "true"},
    )


def body_problems(body: bytes, wanted: type[msgspec.Struct]) -> list[Problem]:
    """What is wrong with a body of JSON, which may be none, or nested past all reason."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [NOT_JSON]
    return field_problems(value, wanted)


def field_problems(value: Any, wanted: Any) -> list[Problem]:
    """Every field of `value` that is not as a `wanted` struct has it, each with its path."""
    if not isinstance(value, Mapping):
        return [Problem("", "must be an object")]
    known = {f.encode_name: f for f in msgspec.structs.fields(wanted)}
    problems = [Problem(str(n), "is not a field here") for n in value if n not in known]
    for name, field in known.items():
        if name not in value:
            if field.required:
                problems.append(Problem(name, "is required"))
            continue
        try:
            msgspec.convert(value[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            message, _, inner = str(error).partition(" - at `$")
            problems.append(Problem(name + inner.rstrip("`"), message))
    return problems or [Problem("", "cannot be accepted")]
