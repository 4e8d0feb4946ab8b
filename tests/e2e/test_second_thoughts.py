"""A show that moves, and money that comes too late: told by page, answered by form."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tessera.operations.audit.prove import audit
from tessera.services import Services
from tests.fixtures.house import OWNER, create_house, create_show
from tests.fixtures.people import by_page, send
from tests.fixtures.scenes import another_hall
from tests.fixtures.servers import ServerProcess, WorkerProcess, buyer_at
from tests.integration.orders.test_replacement import Late, late_money, look_for_places

POLLS_MAX = 150
REASON = "The projector of Screen 1 has failed"


async def until(client: httpx.AsyncClient, path: str, words: str) -> str:
    """The page once it says `words`, at most half a minute later."""
    for _ in range(POLLS_MAX):
        page = (await client.get(path)).text
        if words in page:
            return page
        await asyncio.sleep(0.2)
    raise AssertionError(f"{path} never said {words!r}")


async def bought(server: ServerProcess, show_id: int, count: int) -> list[dict[str, Any]]:
    """Paid orders of one place each, place 0 first."""
    orders = []
    async with buyer_at(server) as ann:
        for number in range(count):
            order = (await ann.order((await ann.hold(show_id, [number])).json())).json()
            await ann.pay(order)
            orders.append(order)
    return orders


async def books_close(services: Services) -> bool:
    """Whether the auditor finds nothing."""
    return all(proof.kept for proof in await audit(services.settings))


async def test_organizer_moves_a_show_and_each_customer_answers(
    serve: Callable[..., ServerProcess], hire: Callable[..., WorkerProcess], services: Services
) -> None:
    """Look, say why, move; one keeps the new place, one has the money back; both pages say so."""
    show = await create_show(services, await create_house(services, places=4), days=3)
    hall_id = await another_hall(services, show.hall.id, 2)
    server = await asyncio.to_thread(serve)
    kept, returned = await bought(server, show.id, 2)
    at = f"/organizer/shows/{show.id}/move"
    asked = {"hall_id": str(hall_id), "starts_at": f"{show.starts_at:%Y-%m-%dT%H:%M}"}

    async with by_page(server, OWNER) as owner:
        looked = await owner.get(at, params=asked)
        silent = await send(owner, at, asked, at=f"{at}?hall_id={hall_id}")
        begun = await send(owner, at, asked | {"reason": REASON}, at=f"{at}?hall_id={hall_id}")
        hire("--queue", "background")
        await until(owner, at, "Everybody has moved")
    pages = [await answer(server, kept, "keep"), await answer(server, returned, "return")]

    assert "How everybody would fare" in looked.text
    assert (silent.status_code, begun.status_code) == (422, 200)
    assert [REASON in told for told, _ in pages] == [True, True]
    assert ["Your money is on its way back" in after for _, after in pages] == [False, True]
    assert [REASON in after for _, after in pages] == [False, False]
    assert await books_close(services)


async def answer(server: ServerProcess, order: dict[str, Any], decision: str) -> tuple[str, str]:
    """What a customer reads of the move, and after answering it by the page's button."""
    page = f"/orders/{order['id']}"
    async with by_page(server) as guest:
        told = await guest.get(page, params={"token": order["token"]})
        after = await send(guest, f"{page}/move", {"decision": decision}, at=page)
        again = await send(guest, f"{page}/move", {"decision": "return"}, at="/sign-in")
    # The second answer changes nothing, and leads to the same page.
    assert again.status_code == 200
    return told.text, after.text


@pytest.fixture
async def late(services: Services) -> Late:
    """Money that came after its place was sold; another one is kept for it."""
    found = await late_money(services)
    await look_for_places(services, found)
    return found


@pytest.mark.parametrize(
    ("choice", "status", "words"),
    [("take", "paid", "A 2"), ("refund", "expired", "on its way back")],
)
async def test_customer_answers_for_late_money_by_the_pages_button(
    serve: Callable[..., ServerProcess],
    services: Services,
    late: Late,
    choice: str,
    status: str,
    words: str,
) -> None:
    """Take the kept place, or have everything back; asked again, the page says which."""
    server = await asyncio.to_thread(serve)
    page = f"/orders/{late.order_id}"
    token = services.order_tokens.token(late.order_id)
    async with by_page(server) as guest:
        told = await guest.get(page, params={"token": token})
        after = await send(guest, f"{page}/replacement", {"answer": choice}, at=page)
        again = await send(guest, f"{page}/replacement", {"answer": "take"}, at="/sign-in")

    assert "A 2" in told.text
    assert words in after.text
    assert again.status_code == 200
    row = await services.db.pool.fetchrow("SELECT status FROM orders WHERE id = $1", late.order_id)
    assert row["status"] == status
    assert await books_close(services)
