"""What a deployment of several processes tells of itself: two servers and a worker, for real."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest

from bench.ports import free_port
from tessera.services import Services
from tessera.tickets.codes import TicketClaim
from tests.fixtures.house import create_house, create_show
from tests.fixtures.scrape import Sample, scrape, total
from tests.fixtures.servers import SECRET, Buyer, ServerProcess, WorkerProcess, buyer_at

WAIT_SECONDS_MAX = 30
NAMES = {"app-0", "app-1", "worker-0"}


class Seen(NamedTuple):
    """A purchase at two servers and what a worker wrote meanwhile."""

    buyer: Buyer
    paid: httpx.Response
    said: Path
    worker: str


@pytest.fixture
async def seen(
    serve: Callable[..., ServerProcess],
    hire: Callable[..., WorkerProcess],
    services: Services,
    tmp_path: Path,
) -> AsyncIterator[Seen]:
    """Two server processes behind one port, a worker, and an order that was paid."""
    show = await create_show(services, await create_house(services))
    said = tmp_path / "worker.log"
    port = free_port()
    logs = {"TESSERA_LOG_LEVEL": "info", "TESSERA_LOG_FORMAT": "json"}
    hire(says=said, TESSERA_WORKER_FIGURES_PORT=str(port), **logs)
    server = await asyncio.to_thread(serve, TESSERA_WORKERS="2")
    async with buyer_at(server) as buyer:
        paid = await buyer.buy(show.id, [0])
        assert paid.status_code == 200, paid.text
        yield Seen(buyer, paid, said, f"http://127.0.0.1:{port}")


async def lines_of(said: Path, event: str) -> list[dict[str, Any]]:
    """The worker's lines of an event, once there is one."""
    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while True:
            written = said.read_bytes().splitlines()
            lines = [json.loads(line) for line in written if line.startswith(b"{")]
            if found := [line for line in lines if line["event"] == event]:
                return found
            await asyncio.sleep(0.1)


def code_of(services: Services, order: dict[str, Any]) -> str:
    """What opens the door for the order's one ticket, and stands in its mail."""
    ticket, place = UUID(order["tickets"][0]["id"]), order["lines"][0]["place"]
    return services.ticket_codes.sign(TicketClaim(ticket, order["show_id"], place, 1))


def processes(told: dict[Sample, float]) -> set[str]:
    """Which processes a scrape tells of."""
    return {value for _, labels in told for name, value in labels if name == "process"}


def went_back(before: dict[Sample, float], now: dict[Sample, float]) -> list[Sample]:
    """Counters that are less than they were, which Prometheus would take for a restart."""
    counters = (one for one in before if one[0].endswith(("_total", "_count", "_bucket")))
    return [one for one in counters if now[one] < before[one]]


async def test_deployment_tells_one_truth_and_names_causes(seen: Seen, services: Services) -> None:
    """Whichever process is asked tells of all, counters never go back, and the mail of the order
    names the request that paid it."""
    [mail, *_] = await lines_of(seen.said, "mail_sent")
    assert mail["request_id"] == seen.paid.headers["x-request-id"]
    assert mail["job"] == "confirm_orders"
    text = seen.said.read_text(encoding="utf-8")
    code = code_of(services, seen.paid.json()["order"])
    assert not [secret for secret in (code, seen.buyer.email, SECRET) if secret in text]

    async with asyncio.timeout(WAIT_SECONDS_MAX):
        while processes(before := await scrape(seen.buyer.client)) != NAMES or not total(
            before, "tessera_job_seconds_count", kind="confirm_orders", outcome="done"
        ):
            await asyncio.sleep(0.1)

    for _ in range(12):
        async with httpx.AsyncClient(base_url=str(seen.buyer.client.base_url)) as fresh:
            now = await scrape(fresh)
        assert processes(now) == NAMES
        assert went_back(before, now) == []
        before = now
    async with httpx.AsyncClient(base_url=seen.worker) as door:
        assert processes(await scrape(door)) == NAMES
        assert (await door.get("/")).status_code == 404
    assert total(before, "tessera_desk_commands_total", verb="settle_payment") == 1
    assert total(before, "tessera_provider_seconds_count", provider="mock") == 1
