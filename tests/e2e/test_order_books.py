"""Some places given back by their buyer, and orders as their organizer sees and decides them."""

import asyncio
import re
from collections.abc import Callable
from html import unescape
from typing import Any, NamedTuple

import pytest

from tessera.accounts.register import register
from tessera.operations.audit.prove import audit
from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.people import by_page, by_token, send
from tests.fixtures.servers import ServerProcess, buyer_at

STRANGER = "else@house.test"


class Sold(NamedTuple):
    """A server with a paid order of three places."""

    server: ServerProcess
    show_id: int
    order: dict[str, Any]

    @property
    def page(self) -> str:
        """Where its buyer sees it."""
        return f"/orders/{self.order['id']}"

    @property
    def desk(self) -> str:
        """Where its organizer does."""
        return f"/organizer/orders/{self.order['id']}"

    def price(self) -> int:
        """What a place cost."""
        amount: int = self.order["total"]["amount"] // 3
        return amount


@pytest.fixture
async def sold(serve: Callable[..., ServerProcess], services: Services) -> Sold:
    """Paid by a guest."""
    house = await create_house(services, places=6)
    async with services.db.transaction() as tx:
        await register(tx, services.passwords, email=STRANGER, password=PASSWORD, name="Else")
    show = await create_show(services, house, days=3)
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0, 1, 2])).json())).json()
        await ann.pay(order)
    return Sold(server, show.id, order)


def button(page: str, action: str) -> dict[str, Any]:
    """What the last form of a page that posts to `action` would send."""
    form = re.findall(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL)[-1]
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(unescape(value))
    return {n: v for n, v in fields.items() if n not in ("csrf_token", "form_key")}


async def lines_of(services: Services) -> list[bool]:
    """Which lines went back, by number."""
    rows = await services.db.pool.fetch(
        "SELECT refund_id IS NOT NULL AS gone FROM order_lines ORDER BY n"
    )
    return [row["gone"] for row in rows]


async def test_buyer_gives_one_place_back_without_javascript(
    sold: Sold, services: Services
) -> None:
    """Tick, look, press: what was told comes back, the others stay; looking changes nothing."""
    path = f"{sold.page}/cancellation"
    async with by_page(sold.server) as guest:
        order = await guest.get(f"{sold.page}?token={sold.order['token']}")
        nothing = await guest.get(path)
        looked = await guest.get(path, params={"lines": "2"})
        odd = await guest.get(path, params={"lines": "x"})
        fields = button(looked.text, path)
        done = await send(guest, path, fields, at=f"{path}?lines=2")
        again = await guest.get(path, params={"lines": "2"})

    assert order.text.count('name="lines"') == 3
    assert "Give these places back" not in nothing.text
    assert fields == {"lines": ["2"], "expected": [str(sold.price())]}
    assert (done.status_code, "Partly refunded" in done.text) == (200, True)
    assert await lines_of(services) == [False, True, False]
    assert (odd.status_code, again.status_code) == (404, 422)
    assert all(proof.kept for proof in await audit(services.settings))


async def test_organizer_finds_an_order_and_decides_on_record(
    sold: Sold, services: Services
) -> None:
    """By name or reference; a decision is looked at, needs a reason, and stays to be seen."""
    wanted = {"lines": "1", "percent": "40", "reason": "Was ill"}
    async with by_page(sold.server, OWNER) as owner:
        listed = [
            (await owner.get(f"/organizer/shows/{sold.show_id}/orders", params={"q": q})).text
            for q in ("nn", sold.order["reference"].lower(), "100%", "zoe")
        ]
        unsure = await owner.get(sold.desk, params=wanted | {"reason": ""})
        looked = await owner.get(sold.desk, params=wanted)
        fields = button(looked.text, f"{sold.desk}/override")
        at = f"{sold.desk}?lines=1&percent=40&reason=Was+ill"
        done = await send(owner, f"{sold.desk}/override", fields, at=at)

    assert [sold.desk in page for page in listed] == [True, True, False, False]
    assert (unsure.status_code, unsure.text.count('class="field__error"')) == (422, 1)
    assert "Was ill" in done.text
    assert "Olga Owner" in done.text
    given = await services.db.pool.fetchval("SELECT amount FROM refunds")
    line = sold.order["lines"][0]
    assert given == sum(round(0.4 * line[part]["amount"]) for part in ("face", "tax"))
    assert await lines_of(services) == [True, False, False]


async def test_program_reads_the_same_books_and_strangers_none(
    sold: Sold, services: Services
) -> None:
    """Ledger, decisions and history by REST; who does not sell there finds no order."""
    api = f"/api/v1/orders/{sold.order['id']}"
    async with by_token(sold.server, OWNER) as owner:
        decision = {"basis_points": 10_000, "reason": "Fog", "lines": [3]}
        await owner.post(f"{api}/cancellation/override", json=decision)
        books = (await owner.get(f"{api}/books")).json()
        found = await owner.get(f"/api/v1/shows/{sold.show_id}/orders", params={"q": "ANN"})
    async with by_token(sold.server, STRANGER) as other, by_page(sold.server, STRANGER) as page:
        pages = (sold.desk, f"/organizer/shows/{sold.show_id}/orders", f"{sold.page}/cancellation")
        codes = [(await other.get(f"{api}/books")).status_code]
        codes += [(await page.get(path)).status_code for path in pages]

    assert sum(entry["amount"]["amount"] for entry in books["ledger"]) == 0
    assert len(books["ledger"]) == 8
    [override] = books["overrides"]
    assert (override["reason"], override["by"], override["lines"]) == ("Fog", "Olga Owner", [3])
    happened = [event["what"] for event in books["history"]]
    assert happened[:3] == ["opened", "payment_begun", "payment_succeeded"]
    assert {"decided", "refund_created"} <= set(happened)
    assert [order["id"] for order in found.json()["items"]] == [sold.order["id"]]
    assert codes == [403, 403, 403, 404]
