"""Which errors are logged: what an engineer must see, and who was kept out."""

from collections.abc import MutableMapping
from typing import Any

import structlog
from litestar import Request
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from tessera.web.errors import Trouble

log = structlog.get_logger()

KEPT_OUT = frozenset({401, 403, 429})
"""Refusals that are logged: by these somebody is noticed who tries doors."""


def note(request: Request[Any, Any, Any], error: Exception, trouble: Trouble) -> None:
    """Log what an engineer must see, and who was kept out; other refusals are everyday life."""
    state = request.scope.get("state", {})
    note_trouble(error, trouble, state, f"{request.method} {request.url.path}")


def note_trouble(
    error: Exception, trouble: Trouble, state: MutableMapping[str, Any], asked: str
) -> None:
    """The same, for edges without a request object. What was sent is never part of it."""
    state["code"] = trouble.code  # for the shield, which counts
    facts = {"request_id": state.get("request_id", ""), "asked": asked, "status": trouble.status}
    if trouble.status >= HTTP_500_INTERNAL_SERVER_ERROR:
        busy = trouble.status == 503
        # A bound that was reached is told to who asked; many at once are no error of ours.
        (log.warning if busy else log.error)(
            "request_failed",
            **facts,
            error=repr(error) if busy else None,
            exc_info=None if busy else error,
        )
    elif trouble.status in KEPT_OUT:
        person = state.get("person")
        log.info(
            "kept_out",
            **facts,
            code=trouble.code,
            address=state.get("address", ""),
            account_id=str(person.account_id) if person else None,
        )
