"""What caused what is being done: the request, however many jobs later.

The shield notes it for each request, `enqueue` writes it into the headers of a job, and the worker
notes it again. So the lines of a worker, and the jobs that a job queues, name the request that a
customer was told of. A job for many (`confirm_orders`) carries the causes of each.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

CAUSED_BY = "caused_by"
CAUSES = "causes"


class Cause(NamedTuple):
    """A request by its id; `traceparent` (W3C Trace Context) where it is traced."""

    request_id: str
    traceparent: str = ""

    def written(self) -> str:
        """As a job carries it."""
        return f"{self.request_id} {self.traceparent}".rstrip()


CAUSE: ContextVar[Cause | None] = ContextVar("cause", default=None)
_EACH: ContextVar[Mapping[str, Any]] = ContextVar("causes_of_each")


def read(text: Any) -> Cause | None:
    """What was written; None where that was nothing of ours."""
    if not isinstance(text, str) or not text:
        return None
    request_id, _, traceparent = text.partition(" ")
    return Cause(request_id, traceparent)


def present() -> dict[str, str] | None:
    """The headers of a job that is queued now."""
    cause = CAUSE.get()
    return {CAUSED_BY: cause.written()} if cause is not None else None


def begin_job(headers: Mapping[str, Any] | None, payload: str) -> Cause | None:
    """Note what caused the job that begins, for all that it does."""
    found = headers or {}
    each = found.get(CAUSES)
    _EACH.set(each if isinstance(each, dict) else {})
    cause = read(found.get(CAUSED_BY)) or read(_EACH.get().get(payload))
    CAUSE.set(cause)
    return cause


def causes_of_each() -> dict[str, Cause]:
    """What caused each part of the job under way, by the key that its maker gave it."""
    found = {key: read(text) for key, text in _EACH.get({}).items()}
    return {key: cause for key, cause in found.items() if cause is not None}


@contextmanager
def caused_by(cause: Cause | None) -> Iterator[None]:
    """What is done in the block has this cause."""
    token = CAUSE.set(cause)
    try:
        yield
    finally:
        CAUSE.reset(token)


def named(_: Any, __: str, event: Any) -> Any:
    """A step of structlog: each line names the request that caused it."""
    cause = CAUSE.get()
    if cause is not None and cause.request_id:
        event.setdefault("request_id", cause.request_id)
    return event
