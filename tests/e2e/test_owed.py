"""Disputes and refused refunds over HTTP: what banks and providers say, and what organizers see."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest

from tessera.accounts.register import register
from tessera.operations.audit.prove import audit
from tessera.payments.refund import TRIES_MAX, send_refund
from tessera.services import Services
from tests.fixtures.gateway import GatewayProcess
from tests.fixtures.house import OWNER, PASSWORD, create_admin, create_house, create_show
from tests.fixtures.people import by_page, by_token, send
from tests.fixtures.servers import ServerProcess, buyer_at

POLLS_MAX = 80


class Shop(NamedTuple):
    """A server with one show of three places."""

    server: ServerProcess
    organization_id: int
    show_id: int

    async def sell(self, place: int, method: str) -> dict[str, Any]:
        """A paid order of one place."""
        async with buyer_at(self.server) as ann:
            order: dict[str, Any] = (
                await ann.order((await ann.hold(self.show_id, [place])).json())
            ).json()
            assert (await ann.pay(order, method)).status_code == 200
        return order

    @property
    def api(self) -> str:
        """Where its books are."""
        return f"/api/v1/organizations/{self.organization_id}"

    @property
    def pages(self) -> str:
        """The same for people."""
        return f"/organizer/organizations/{self.organization_id}"


@pytest.fixture
async def shop(serve: Callable[..., ServerProcess], services: Services) -> Shop:
    """Ready to sell."""
    house = await create_house(services)
    await create_admin(services)
    async with services.db.transaction() as tx:
        await register(
            tx, services.passwords, email="else@house.test", password=PASSWORD, name="Else"
        )
    show = await create_show(services, house, days=3)
    return Shop(await asyncio.to_thread(serve), house.organization_id, show.id)


async def listed(client: httpx.AsyncClient, path: str, status: str) -> dict[str, Any]:
    """The one item of a list once it has that status; some seconds at most."""
    for _ in range(POLLS_MAX):
        items = (await client.get(path)).json()["items"]
        if [item["status"] for item in items] == [status]:
            found: dict[str, Any] = items[0]
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"still {items}")


@pytest.mark.parametrize(("won", "end"), [(True, "won"), (False, "lost")])
async def test_dispute_is_told_by_webhook_and_the_books_close(
    shop: Shop, gateway: GatewayProcess, services: Services, won: bool, end: str
) -> None:
    """Opened with its deadline, then decided, each told twice: the ledger is as the bank's."""
    before = gateway.totals()
    order = await shop.sell(0, "tok_success+webhook_twice")
    [payment_id] = await services.db.pool.fetchrow("SELECT id FROM payments")
    async with (
        by_token(shop.server, OWNER) as owner,
        httpx.AsyncClient(base_url=gateway.url) as bank,
    ):
        asked = await bank.post("/v1/disputes", json={"payment_id": str(payment_id)})
        opened = await listed(owner, f"{shop.api}/disputes", "open")
        await bank.post(f"/v1/disputes/{asked.json()['dispute_id']}/verdict", json={"won": won})
        ended = await listed(owner, f"{shop.api}/disputes", end)

    after, total = gateway.totals(), order["total"]["amount"]
    ledger = await balances(services)
    assert opened["order_reference"] == order["reference"]
    assert opened["answer_by"] == asked.json()["answer_by"][:23] + "Z"
    assert (ended["amount"]["amount"], opened["reason"]) == (total, "fraudulent")
    taken = after.captured["INR"] - before.captured.get("INR", 0)
    held = after.disputed.get("INR", 0) - before.disputed.get("INR", 0)
    assert ledger["provider_clearing"] == taken - held
    assert ledger.get("chargebacks", 0) == 0
    assert all(proof.kept for proof in await audit(services.settings))


async def balances(services: Services) -> dict[str, int]:
    """What stands in each account."""
    rows = await services.db.pool.fetch(
        "SELECT account, sum(amount) AS s FROM ledger_entries GROUP BY account"
    )
    return {row["account"]: int(row["s"]) for row in rows}


async def refused(shop: Shop, services: Services, place: int) -> UUID:
    """A refund that its provider refuses for good."""
    order = await shop.sell(place, "tok_success+refund_refused")
    async with buyer_at(shop.server) as ann:
        answer = await ann.client.post(
            f"/api/v1/orders/{order['id']}/cancellation",
            json={},
            headers={"Order-Token": order["token"]},
        )
    refund_id = UUID(answer.json()["refunds"][0]["id"])
    for _ in range(TRIES_MAX):
        await send_refund(services.db.pool, services.providers, refund_id)
    return refund_id


async def queued(services: Services, refund_id: UUID) -> int:
    """How many jobs will send it."""
    count: int = await services.db.pool.fetchval(
        "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'send_refund' AND payload = $1",
        str(refund_id).encode(),
    )
    return count


async def test_refused_refund_is_listed_and_tried_again_once_for_a_key(
    shop: Shop, services: Services
) -> None:
    """Owed with what the provider said; the same key queues one job; nothing failed is left."""
    refund_id = await refused(shop, services, 0)
    path, key = f"/api/v1/refunds/{refund_id}/retry", {"Idempotency-Key": "again"}
    async with by_token(shop.server, OWNER) as owner:
        owed = await listed(owner, f"{shop.api}/refunds", "failed")
        tried = [await owner.post(path, headers=key) for _ in range(2)]
        other = await owner.post(path)
        left = (await owner.get(f"{shop.api}/refunds", params={"status": "failed"})).json()

    assert (owed["failure"], owed["tries"]) == ("refund_refused", TRIES_MAX)
    assert [answer.status_code for answer in tried] == [202, 202]
    assert tried[1].headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "refund_not_failed")
    assert left["items"] == []
    assert await queued(services, refund_id) == 2  # the first one, and the one again


async def test_pages_list_the_same_and_try_again(shop: Shop, services: Services) -> None:
    """A button beside what failed, for organizers and admins; others find nothing."""
    refund_id = await refused(shop, services, 0)
    path = f"/organizer/refunds/{refund_id}/retry"
    async with by_page(shop.server, "else@house.test") as other:
        closed = [
            (await other.get(p)).status_code
            for p in (f"{shop.pages}/refunds", f"{shop.pages}/disputes", "/admin/refunds")
        ]
    async with by_page(shop.server, "admin@house.test") as admin:
        seen = (await admin.get("/admin/refunds")).text
        disputes = await admin.get("/admin/disputes")
    async with by_page(shop.server, OWNER) as owner:
        at = f"{shop.pages}/refunds"
        before = (await owner.get(at)).text
        after = await send(owner, path, {"back": at}, at=at)

    assert closed == [403] * 3
    assert path in seen
    assert path in before
    assert (after.status_code, path in after.text, "Under way" in after.text) == (200, False, True)
    assert disputes.status_code == 200
    assert await queued(services, refund_id) == 2
