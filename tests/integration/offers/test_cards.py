"""Gift cards: money that is spent once, by whoever and however many try; and books that say so."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tessera.claims.place import place
from tessera.claims.token import HoldProof
from tessera.invoices.issue import issue_all
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.offers.cards.model import Issue
from tessera.offers.cards.verbs import (
    card_of_code,
    issue_cards,
    look_after_cards,
    moves_of,
    read_card,
)
from tessera.offers.pricing import Wishes
from tessera.orders.cancel import cancel
from tessera.orders.model import Buyer, OpenOrder, OrderStatus
from tessera.orders.open_routes import open_order
from tessera.orders.read import read_order
from tessera.payments.model import Settle, StartPayment
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services
from tests.fixtures.house import House, create_house, create_show, hold, let_time_pass
from tests.fixtures.inside import Inside
from tests.integration.offers.test_books import kept, pay


async def issued(services: Services, house: House, amount: int, **fields: Any) -> tuple[UUID, str]:
    """A card of the house, and its code."""
    async with services.db.transaction() as tx:
        [card] = await issue_cards(
            tx,
            services.gift_cards,
            (house.organization_id, "INR"),
            wanted=Issue(amount=amount, **fields),
            by=house.owner_id,
            now=services.clock(),
        )
    return card.id, card.code


async def buy(services: Services, show_id: int, n: int, *, code: str) -> OpenOrder:
    """One place, paid by the card as far as it goes. Raises `Refused`."""
    wanted = hold(show_id, n)
    await place(services.db.pool, [wanted])
    proof, buyer = HoldProof(wanted.hold_id, show_id, (n,)), Buyer("Ann", "a@b.test", n)
    opened = await open_order(services, proof, buyer, None, wishes=Wishes(gift_card=code))
    assert isinstance(opened, tuple)
    return opened[0]


async def test_many_orders_at_once_spend_no_more_than_is_on_the_card(
    services: Services, database_url: str
) -> None:
    """Twenty sessions want one card that is good for two and a half places."""
    house = await create_house(services, places=20)
    show = await create_show(services, house)
    price = show.prices["regular"].total
    card_id, code = await issued(services, house, price * 5 // 2)

    async def session(n: int) -> int:
        try:
            return (await buy(services, show.id, n, code=code)).credit
        except Refused as refused:
            return 0 if refused.code == "gift_card_empty" else -1

    credits_ = await asyncio.gather(*(session(n) for n in range(20)))
    rows = await services.db.pool.fetch("SELECT id, total FROM orders")
    await asyncio.gather(*(pay(services, row["id"], row["total"]) for row in rows))

    assert sorted(credits_)[-3:] == [price * 5 // 2 - 2 * price, price, price]
    assert sum(credits_) == price * 5 // 2
    assert (await read_card(services.db.pool, card_id)).balance == 0
    assert await kept(services, database_url) == {}


async def test_what_two_ways_paid_comes_back_in_two_ways(
    services: Services, database_url: str
) -> None:
    """Money first, then onto the card; one credit note for both, and the books agree all along."""
    house = await create_house(services, places=2)
    show = await create_show(services, house, days=3)
    card_id, code = await issued(services, house, 30_000)
    command = await buy(services, show.id, 0, code=code)
    await pay(services, command.order_id, command.total)
    await issue_all(services.db)
    assert await kept(services, database_url) == {}
    async with services.db.transaction() as tx:
        after, _ = await cancel(tx, command.order_id, show, lines=None)
    await issue_all(services.db)
    onto = after.refunds[1].id
    sent = [await send_refund(services.db.pool, services.providers, onto) for _ in range(2)]

    assert [refund.amount for refund in after.refunds] == [command.total, 30_000]
    assert (sent, after.status) == (["succeeded"] * 2, OrderStatus.REFUNDED)
    assert (await read_card(services.db.pool, card_id)).balance == 30_000
    notes = "SELECT total FROM invoices WHERE kind = 'credit_note'"
    assert await services.db.pool.fetchval(notes) == command.total + 30_000
    assert await kept(services, database_url) == {}


async def test_a_card_that_pays_all_needs_no_provider(
    services: Services, database_url: str
) -> None:
    """The order costs nothing more, gets its tickets and its invoice of the whole price."""
    house = await create_house(services, places=2)
    show = await create_show(services, house)
    card_id, code = await issued(services, house, 100_000)
    command = await buy(services, show.id, 0, code=code)
    await pay(services, command.order_id, command.total)
    await issue_all(services.db)

    order = await read_order(services.db.pool, command.order_id)
    price = show.prices["regular"].total
    assert (command.total, order.status, len(order.tickets)) == (0, OrderStatus.PAID, 1)
    assert await services.db.pool.fetchval("SELECT total FROM invoices") == price
    assert (await read_card(services.db.pool, card_id)).balance == 100_000 - price
    assert await kept(services, database_url) == {}


async def test_what_an_order_held_is_free_once_it_has_lapsed_and_its_late_money_goes_back(
    services: Services, database_url: str
) -> None:
    """The next order has it at that moment; the first can never be paid by it as well."""
    house = await create_house(services, places=3)
    show = await create_show(services, house)
    _, code = await issued(services, house, 10_000)
    first = await buy(services, show.id, 0, code=code)
    attempt = StartPayment(new_id(), first.order_id, "mock", "tok_success")
    await start(services.db.pool, [attempt])
    await let_time_pass(services.db, 1000)
    await services.db.pool.execute("UPDATE gift_card_holds SET until = until - interval '1000 s'")
    second = await buy(services, show.id, 1, code=code)
    await pay(services, second.order_id, second.total)
    came = Settle(attempt.payment_id, "succeeded", new_id(), first.total, "INR", "late")
    await settle(services.db.pool, [came])

    late = await read_order(services.db.pool, first.order_id)
    assert (first.credit, second.credit) == (10_000, 10_000)
    assert (late.status, [r.amount for r in late.refunds]) == ("cancelled", [first.total])
    assert (await card_of_code(services.db.pool, services.gift_cards, code)).balance == 0
    # No sweeper runs here, so the claims of the first are still there, past their deadline.
    assert set(await kept(services, database_url)) <= {"P5"}


async def test_a_card_expires_to_its_house_and_one_that_is_held_does_not(
    services: Services, database_url: str
) -> None:
    """What is left is the house's; statements and audit tell of it."""
    house = await create_house(services, places=2)
    show = await create_show(services, house)
    soon = services.clock() + timedelta(hours=1)
    held_id, held = await issued(services, house, 5_000, expires_at=soon)
    left_id, _ = await issued(services, house, 7_000, expires_at=soon)
    await buy(services, show.id, 0, code=held)
    await services.db.pool.execute("UPDATE gift_cards SET expires_at = now() - interval '1 s'")

    assert await look_after_cards(services.db) == 1
    assert (await read_card(services.db.pool, held_id)).balance == 5_000
    assert [m.kind for m in await moves_of(services.db.pool, left_id)] == ["expired", "issued"]
    assert await kept(services, database_url) == {}


async def test_codes_are_kept_nowhere_and_told_once(inside: Inside) -> None:
    """Not in a table, not in the audit log, not under the request's key."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/gift-cards"
    async with inside.by(house.owner_id) as owner:
        made = await owner.post(path, json={"amount": 5_000, "count": 2, "note": "Raffle"})
        listed = await owner.get(path)
    async with inside.by() as guest:
        code = made.json()["items"][0]["code"]
        told = (await guest.post("/gift-cards/balance", json={"code": code.lower()})).json()
        wrong = await guest.post("/gift-cards/balance", json={"code": "AAAA-BBBB-CCCC-DDDD"})
    pool = inside.services.db.pool
    tables = ("gift_cards", "audit_log", "idempotency_keys", "gift_card_moves")
    rows = [await pool.fetch(f"SELECT t::text FROM {table} t") for table in tables]

    assert made.status_code == 201
    assert code not in listed.text + str(rows)
    assert code.replace("-", "") not in listed.text + str(rows)
    assert (told["available"]["amount"], told["moves"][0]["kind"]) == (5_000, "issued")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "gift_card_unknown")


async def test_a_blocked_card_pays_no_more_until_it_is_unblocked(inside: Inside) -> None:
    """Sent twice it is blocked once; its balance stays, and another house cannot touch it."""
    house = await create_house(inside.services, places=2)
    show = await create_show(inside.services, house)
    card_id, code = await issued(inside.services, house, 5_000)
    stranger = await inside.person("sam")
    path, key = f"/gift-cards/{card_id}/blocked", {"Idempotency-Key": "b"}
    async with inside.by(house.owner_id) as owner, inside.by(stranger) as other:
        first = await owner.put(path, json={"blocked": True}, headers=key)
        again = await owner.put(path, json={"blocked": True}, headers=key)
        forged = await other.put(path, json={"blocked": False})
        with pytest.raises(Refused, match="gift_card_unusable"):
            await buy(inside.services, show.id, 0, code=code)
        await owner.put(path, json={"blocked": False})
    order = await buy(inside.services, show.id, 1, code=code)

    assert (first.json()["blocked"], again.content) == (True, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (forged.status_code in (403, 404), order.credit) == (True, 5_000)
