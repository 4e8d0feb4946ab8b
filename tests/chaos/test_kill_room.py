"""kill -9 of a server while people arrive: numbers stay unique, and tickets keep their place."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest

from tessera.services import Services
from tessera.waiting_room.model import Lane, Phase
from tests.fixtures.rooms import create_sale, fresh, turn
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.xdist_group("servers")

KILLED_AFTER = 60


async def test_numbers_stay_unique_and_tickets_hold_when_a_server_is_killed(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """What was answered is one number each; what was lost on the way is a gap that nobody has."""
    sale = await create_sale(services)
    await turn(services, sale.room, Phase.GATHERING)
    places = f"/api/v1/waiting-rooms/{sale.room.id}/places"
    server = await asyncio.to_thread(serve)
    tickets: dict[int, str] = {}

    async def arrive(client: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError):
            answer = await client.post(places, json={})
            tickets[answer.json()["number"]] = answer.json()["ticket"]
        if len(tickets) == KILLED_AFTER:
            await asyncio.to_thread(server.kill)

    async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
        await asyncio.gather(*(arrive(client) for _ in range(90)))
    await asyncio.to_thread(server.start)
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as client:
        await asyncio.gather(*(arrive(client) for _ in range(90)))
        kept = [
            (await client.post(places, json={}, headers={"Waiting-Ticket": ticket})).json()
            for ticket in list(tickets.values())[:20]
        ]

    arrived = (await fresh(services, sale.room)).lanes[Lane.MAIN].arrived
    assert KILLED_AFTER <= len(tickets) <= arrived <= 180
    assert max(tickets) <= arrived
    assert [place["number"] for place in kept] == list(tickets)[:20]
