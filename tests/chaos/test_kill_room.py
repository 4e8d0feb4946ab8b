"""kill -9 of a server while people arrive: numbers stay unique, and tickets keep their place."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import httpx

from tessera.services import Services
from tessera.waiting_room.model import Lane, Phase
from tests.fixtures.rooms import create_sale, fresh, turn
from tests.fixtures.servers import ServerProcess

KILLED_AFTER = 60


class Crowd:
    """People who arrive; the server dies under the sixtieth."""

    def __init__(self, server: ServerProcess, places: str) -> None:
        self.server = server
        self.places = places
        self.tickets: dict[int, str] = {}

    async def come(self, count: int) -> None:
        """So many at once."""
        async with httpx.AsyncClient(base_url=self.server.url, timeout=20) as client:
            await asyncio.gather(*(self._arrive(client) for _ in range(count)))

    async def _arrive(self, client: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError):
            answer = await client.post(self.places, json={})
            self.tickets[answer.json()["number"]] = answer.json()["ticket"]
        if len(self.tickets) == KILLED_AFTER:
            await asyncio.to_thread(self.server.kill)

    async def ask_again(self, ticket: str) -> int:
        """The number of who shows a ticket."""
        headers = {"Waiting-Ticket": ticket}
        async with httpx.AsyncClient(base_url=self.server.url, timeout=20) as client:
            answer = await client.post(self.places, json={}, headers=headers)
        number: int = answer.json()["number"]
        return number


async def test_numbers_stay_unique_and_tickets_hold_when_a_server_is_killed(
    serve: Callable[..., ServerProcess], services: Services
) -> None:
    """What was answered is one number each; what was lost on the way is a gap that nobody has."""
    sale = await create_sale(services)
    await turn(services, sale.room, Phase.GATHERING)
    server = await asyncio.to_thread(serve)
    crowd = Crowd(server, f"/api/v1/waiting-rooms/{sale.room.id}/places")

    await crowd.come(90)
    await asyncio.to_thread(server.start)
    await crowd.come(90)
    some = list(crowd.tickets.items())[:20]

    arrived = (await fresh(services, sale.room)).lanes[Lane.MAIN].arrived
    assert KILLED_AFTER <= len(crowd.tickets) <= arrived <= 180
    assert max(crowd.tickets) <= arrived
    assert [await crowd.ask_again(ticket) for _, ticket in some] == [n for n, _ in some]
