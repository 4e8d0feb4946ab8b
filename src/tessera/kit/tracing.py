"""Traces (OpenTelemetry), off unless `TESSERA_OTLP_URL` says where they go.

While they are off nothing of the library is read and every question here costs one look at a
global. On, a share of the requests is followed: request, verb, batch, statements, and by the
headers of jobs (`tessera.kit.causes`) the jobs, mails and calls that come of it.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tessera.kit.causes import Cause

EXPORT_SECONDS = 1.0
LINKS_MAX = 32
SQL_SIZE_MAX = 300
_NOTHING: AbstractContextManager[Any] = nullcontext()


class _Switch:
    """The tracer of this process; None while traces are off. Set once, at the start."""

    tracer: Any = None


def is_on() -> bool:
    """Whether requests are followed."""
    return _Switch.tracer is not None


def set_up_tracing(url: str, *, share: float, name: str) -> Callable[[], None]:
    """Send `share` of all traces to the OTLP/HTTP receiver at `url`; nothing where that is empty.

    Answers what to call in the end, which sends the last ones.
    """
    if not url:
        return lambda: None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(share)),
        resource=Resource.create({"service.name": name}),
    )
    exporter = OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces")
    provider.add_span_processor(
        BatchSpanProcessor(exporter, schedule_delay_millis=1000 * EXPORT_SECONDS)
    )
    _Switch.tracer = provider.get_tracer("tessera")

    def close() -> None:
        _Switch.tracer = None
        provider.shutdown()

    return close


def span(name: str, cause: Cause | None = None, **facts: Any) -> AbstractContextManager[Any]:
    """A span around a block: under the request of `cause` where that was followed in another
    process, else under the span there is."""
    if _Switch.tracer is None:
        return _NOTHING
    context = _remote(cause) if cause is not None and cause.traceparent else None
    followed: AbstractContextManager[Any] = _Switch.tracer.start_as_current_span(
        name, context=context, attributes=facts
    )
    return followed


def traceparent() -> str:
    """The span there is, as other processes are told (W3C Trace Context); empty where there is
    none, or nobody follows it."""
    from opentelemetry import trace

    here = trace.get_current_span().get_span_context()
    if not here.is_valid or not here.trace_flags.sampled:
        return ""
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-01"


def note_statement(statement: Any) -> None:
    """A statement that has just come back, as asyncpg logs it. Its values are never told."""
    from opentelemetry import trace

    if not trace.get_current_span().is_recording():
        return
    end = time.time_ns()
    done = _Switch.tracer.start_span(
        "sql",
        start_time=end - int(1e9 * statement.elapsed),
        attributes={
            "db.system.name": "postgresql",
            "db.query.text": " ".join(statement.query.split())[:SQL_SIZE_MAX],
        },
    )
    if statement.exception is not None:
        done.set_attribute("error.type", type(statement.exception).__name__)
    done.end(end)


def watch_desk(name: str, desk: Any) -> None:
    """Follow the verb of a desk: each command, and the batch under the first that is followed."""
    from opentelemetry import context, trace

    submit, run = desk.submit, desk._run
    under_way: dict[int, Any] = {}

    async def submitted(command: Any) -> Any:
        with span(f"verb {name}"):
            if trace.get_current_span().is_recording():
                under_way[id(command)] = context.get_current()
            try:
                return await submit(command)
            finally:
                under_way.pop(id(command), None)

    async def ran(commands: Sequence[Any]) -> Any:
        parents = [under_way[id(each)] for each in commands if id(each) in under_way]
        if not parents:
            return await run(commands)
        spans = [trace.get_current_span(each).get_span_context() for each in parents]
        with _Switch.tracer.start_as_current_span(
            f"batch {name}",
            context=parents[0],
            links=[trace.Link(each) for each in spans[1 : LINKS_MAX + 1]],
            attributes={"tessera.commands": len(commands)},
        ):
            return await run(commands)

    _replace(desk, submitted, ran)


def _replace(
    desk: Any, submit: Callable[[Any], Awaitable[Any]], run: Callable[[Any], Awaitable[Any]]
) -> None:
    # On the one desk, not in its class: where traces are off the busiest line stays as it is.
    desk.submit = submit
    desk._run = run


def _remote(cause: Cause) -> Any:
    from opentelemetry import trace

    _, trace_id, span_id, flags = cause.traceparent.split("-")
    told = trace.SpanContext(
        int(trace_id, 16),
        int(span_id, 16),
        is_remote=True,
        trace_flags=trace.TraceFlags(int(flags)),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(told))
