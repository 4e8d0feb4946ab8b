"""One trace from a request to the mail that came of it, through two real processes."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bench.ports import free_port
from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.servers import ServerProcess, WorkerProcess, buyer_at

WAIT_SECONDS_MAX = 40


class Collector:
    """A small OTLP/HTTP receiver; keeps every span that came."""

    def __init__(self) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.spans: list[Span] = []

    async def take(self, request: web.Request) -> web.Response:
        """One export."""
        export = ExportTraceServiceRequest()
        export.ParseFromString(await request.read())
        for resource in export.resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response()

    def way_of(self, span: Span) -> list[str]:
        """The names from the root down to a span."""
        by_id = {each.span_id: each for each in self.spans}
        names = [span.name]
        while span.parent_span_id:
            if span.parent_span_id not in by_id:
                return []
            span = by_id[span.parent_span_id]
            names.insert(0, span.name)
        return names

    async def way_to(self, name: str, wanted: str) -> list[str]:
        """The first whole way to a span of `name` that passes `wanted`."""
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                ways = [self.way_of(each) for each in self.spans if each.name == name]
                if found := [way for way in ways if wanted in way]:
                    return found[0]
                await asyncio.sleep(0.1)


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """The receiver, on a port of its own."""
    made = Collector()
    app = web.Application(client_max_size=64_000_000)
    app.router.add_post("/v1/traces", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(made.url.rpartition(":")[2])).start()
    yield made
    await runner.cleanup()


async def test_trace_leads_from_request_to_statement_and_mail(
    collector: Collector,
    serve: Callable[..., ServerProcess],
    hire: Callable[..., WorkerProcess],
    services: Services,
) -> None:
    """The payment's request, its verb, batch and SQL in the server; its mail in the worker."""
    show = await create_show(services, await create_house(services))
    following = {"TESSERA_OTLP_URL": collector.url, "TESSERA_TRACE_SHARE": "1"}
    hire(**following)
    server = await asyncio.to_thread(lambda: serve(**following))

    async with buyer_at(server) as buyer:
        paid = await buyer.buy(show.id, [0])
        assert paid.status_code == 200, paid.text

    root = "POST /api/v1/orders/{order_id:uuid}/payments"
    statement = await collector.way_to("sql", "verb settle_payment")
    assert statement == [root, "verb settle_payment", "batch settle_payment", "sql"]
    assert await collector.way_to("mail", root) == [root, "confirm order", "mail"]
    assert await collector.way_to("provider mock", root) == [root, "provider mock"]
    told = [a.value.string_value for s in collector.spans for a in s.attributes]
    assert not [text for text in told if buyer.email in text]
