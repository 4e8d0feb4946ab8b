"""A room from gathering to the last place, with a real server, a real worker, and nobody's hand."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from tessera.operations.audit.prove import audit
from tessera.services import Services
from tests.fixtures.rooms import create_sale, fresh
from tests.fixtures.servers import Buyer, ServerProcess, WorkerProcess, buyer_at

PLACES = 4
PEOPLE = 7
ASK_SECONDS_MAX = 40
TRIES = 120


async def go_in(ann: Buyer, room: str, ticket: dict[str, str]) -> dict[str, str] | None:
    """The admission, asked for again and again; None where it is never one's turn."""
    for _ in range(TRIES):
        answer = await ann.client.post(f"{room}/admission", headers=ticket)
        if answer.status_code == 200:
            return {"Admission": answer.json()["token"]}
        assert answer.json()["code"] == "not_your_turn", answer.text
        if (await ann.client.get(room)).json()["lanes"]["main"]["serving"] >= PLACES:
            return None
        await asyncio.sleep(0.25)
    raise AssertionError("nobody was called")


async def visit(ann: Buyer, show_id: int, room: str, place: int) -> str:
    """Queue, go in, buy one place; what came of it."""
    joined = await ann.client.post(f"{room}/places", json={})
    ticket = {"Waiting-Ticket": joined.json()["ticket"]}
    admission = await go_in(ann, room, ticket)
    if admission is None:
        return "waits"
    wish: dict[str, Any] = {"places": [place % PLACES]}
    path = f"/api/v1/shows/{show_id}/holds"
    held = await ann.client.post(path, json=wish, headers=admission)
    if held.status_code != 201:
        return str(held.json()["code"])
    order = (await ann.order(held.json())).json()
    return str((await ann.pay(order)).json()["status"])


async def test_room_opens_by_the_worker_and_lets_in_no_more_than_there_are_places(
    serve: Callable[..., ServerProcess], hire: Callable[..., WorkerProcess], services: Services
) -> None:
    """Seven come for four places: no more are called than can buy, and the audit is clean."""
    soon = services.clock() + timedelta(seconds=4)
    times: dict[str, Any] = {"gathers_at": services.clock(), "opens_at": soon}
    sale = await create_sale(services, places=PLACES, fixed_pace=600, **times)
    server = await asyncio.to_thread(serve)
    hire()
    room = f"/api/v1/waiting-rooms/{sale.room.id}"
    async with asyncio.timeout(ASK_SECONDS_MAX), buyer_at(server) as ann:
        await until_gathering(ann.client, room)
        results = await asyncio.gather(
            *(visit(ann, sale.show.id, room, place) for place in range(PEOPLE))
        )

    stood = await fresh(services, sale.room)
    assert results.count("paid") + results.count("place_taken") == stood.admitted <= PLACES
    assert results.count("paid") >= 1
    assert results.count("waits") == PEOPLE - stood.admitted
    assert [proof.id for proof in await audit(services.settings) if not proof.kept] == []


async def until_gathering(client: httpx.AsyncClient, room: str) -> None:
    """Until the worker has let people gather."""
    while (await client.get(room)).json()["phase"] == "planned":
        await asyncio.sleep(0.2)
