"""Gift cards bought online: paid once whatever comes twice or late, mailed, given back unused."""

import asyncio
import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.offers.cards.online.codes import code_of_sale
from tessera.offers.cards.online.give_back import give_back_card, send_back
from tessera.offers.cards.online.model import ShopWanted
from tessera.offers.cards.online.shop import keep_shop
from tessera.offers.cards.online.tasks import look_after_sales, mail_card
from tessera.offers.cards.online.told import CardsToldOf
from tessera.offers.cards.verbs import card_of_code, moves_of, read_card
from tessera.operations.queues import drain
from tessera.payments.inbox import Key
from tessera.payments.providers.port import ProviderAnswer, WebhookEvent
from tessera.payments.tasks import reconcile_round
from tessera.services import Services, Workshop
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.integration.catalog.test_console_pages import HTML, SITE
from tests.integration.messages.test_confirm import Mailbox
from tests.integration.offers.test_books import kept
from tests.integration.offers.test_cards import buy

PRICE = 100_000
AN_HOUR_LATER = """WITH paid AS (
    UPDATE card_payments SET created_at = created_at - interval '1 hour'
) UPDATE card_sales SET expires_at = expires_at - interval '1 hour'"""
CHOSEN = {"method": "mock:tok_success"}
OK = {"provider": "mock", "method": "tok_success"}


async def shop_of(services: Services) -> House:
    """A house that sells cards of 500 to 5,000 rupees."""
    house = await create_house(services, places=4)
    async with services.db.transaction() as tx:
        wanted = ShopWanted(enabled=True, least=50_000, most=500_000)
        await keep_shop(tx, house.organization_id, wanted)
    return house


def wanted(house: House, **fields: Any) -> dict[str, Any]:
    """A card for Ravi from Asha."""
    usual = {
        "organization_id": house.organization_id,
        "amount": PRICE,
        "buyer": {"name": "Asha", "email": "asha@buyers.test"},
        "recipient": {"name": "Ravi", "email": "ravi@friends.test"},
        "message": "Happy birthday!",
    }
    return usual | fields


async def sold(guest: httpx.AsyncClient, house: House) -> UUID:
    """A sale that is to be paid; the guest brings its token from then on."""
    answer = await guest.post("/gift-card-sales", json=wanted(house))
    assert answer.status_code == 201, answer.text
    guest.headers["Sale-Token"] = answer.json()["token"]
    return UUID(answer.json()["id"])


async def pay(guest: httpx.AsyncClient, sale_id: UUID, method: str = "tok_success") -> Any:
    """One attempt."""
    body = OK | {"method": method}
    return await guest.post(f"/gift-card-sales/{sale_id}/payments", json=body)


async def told(services: Services, sale_id: UUID, *, number: int = 0) -> None:
    """The webhook of an attempt's success, under an event of its own."""
    rows = await services.db.pool.fetch(
        "SELECT id, reference FROM card_payments WHERE sale_id = $1 ORDER BY id", sale_id
    )
    payment_id = rows[number]["id"]
    said = ProviderAnswer("succeeded", PRICE, "INR", f"r-{payment_id}")
    event = WebhookEvent(str(new_id()), "payment.succeeded", payment_id, said)
    assert await CardsToldOf(services).event(Key("mock", 0, event.event_id), event)


async def test_card_is_paid_mailed_with_its_code_and_stands_in_the_books(
    inside: Inside, database_url: str
) -> None:
    """Its receiver gets the code, its buyer a receipt without one; sent again it is one payment."""
    services = inside.services
    house, mailbox = await shop_of(services), Mailbox()
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        key = {"Idempotency-Key": "once"}
        path = f"/gift-card-sales/{sale_id}/payments"
        answers = [await guest.post(path, json=OK, headers=key) for _ in range(2)]
        seen = (await guest.get(f"/gift-card-sales/{sale_id}")).json()
    await drain(Workshop(services, mailbox))
    mails = {str(m["To"]): m.get_body(("plain",)).get_content() for m in mailbox.mails}  # type: ignore[union-attr]
    found = re.search(r"(\w{4}-){3}\w{4}", mails["ravi@friends.test"])
    card = await card_of_code(services.db.pool, services.gift_cards, found[0] if found else "")

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (seen["status"], seen["unused"], len(seen["payments"])) == ("paid", True, 1)
    assert (card.available, card.how, card.id) == (PRICE, "online", sale_id)
    assert "Happy birthday!" in mails["ravi@friends.test"]
    assert card.hint not in mails["asha@buyers.test"]
    assert await kept(services, database_url) == {}


async def test_whatever_comes_twice_at_once_makes_one_card(
    inside: Inside, database_url: str
) -> None:
    """Eight webhooks, the worker's round and the buyer's look; the money is counted once."""
    services = inside.services
    house = await shop_of(services)
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        first = await pay(guest, sale_id, "tok_lost")
        second = await pay(guest, sale_id)
        await asyncio.gather(
            *(told(services, sale_id) for _ in range(8)),
            guest.get(f"/gift-card-sales/{sale_id}"),
            look_after_sales(services),
        )

    moves = await moves_of(services.db.pool, sale_id)
    assert (first.status_code, second.json()["code"]) == (202, "payment_in_progress")
    assert [(move.kind, move.amount) for move in moves] == [("issued", PRICE)]
    assert await kept(services, database_url) == {}


async def test_lost_answer_is_found_by_the_round_after_the_time_is_up(
    inside: Inside, database_url: str
) -> None:
    """A card is not scarce: late money buys it, and no capture is a stray."""
    services = inside.services
    house = await shop_of(services)
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        await pay(guest, sale_id, "tok_lost")
        await services.db.pool.execute(AN_HOUR_LATER)
        late = await pay(guest, sale_id)
        ended = await look_after_sales(services)
        await reconcile_round(services)
        seen = (await guest.get(f"/gift-card-sales/{sale_id}")).json()

    # The gateway is shared with other tests, whose captures are strays here.
    strays = await services.db.pool.fetchval(
        "SELECT count(*) FROM stray_captures s JOIN card_payments p ON p.id = s.payment_id"
    )
    assert late.json()["code"] in ("order_not_payable", "payment_in_progress")
    assert (ended, seen["status"], strays) == (1, "paid", 0)
    assert await kept(services, database_url) == {}


async def test_paid_twice_one_goes_back(inside: Inside, database_url: str) -> None:
    """An attempt that was given up is told as paid after another one has bought the card."""
    services = inside.services
    house, mailbox = await shop_of(services), Mailbox()
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        await pay(guest, sale_id, "tok_lost")
        await services.db.pool.execute("UPDATE card_payments SET status = 'failed'")
        await pay(guest, sale_id)
        await asyncio.gather(*(told(services, sale_id, number=0) for _ in range(4)))
        await drain(Workshop(services, mailbox))
        seen = (await guest.get(f"/gift-card-sales/{sale_id}")).json()

    assert [p["refund"] for p in seen["payments"]] == ["succeeded", None]
    assert (await read_card(services.db.pool, sale_id)).balance == PRICE
    assert await kept(services, database_url) == {}


async def test_unused_card_goes_back_once_and_pays_no_more(
    inside: Inside, database_url: str
) -> None:
    """Five ask at once; the code stops, the money leaves, its mail is not sent any more."""
    services = inside.services
    house, mailbox = await shop_of(services), Mailbox()
    show = await create_show(services, house)
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        await pay(guest, sale_id)
        path = f"/gift-card-sales/{sale_id}/return"
        asked = await asyncio.gather(*(guest.post(path) for _ in range(5)))
        await services.db.pool.execute("DELETE FROM pgqueuer WHERE entrypoint LIKE 'mail%'")
        await drain(Workshop(services, mailbox))
        await mail_card(Workshop(services, mailbox), str(sale_id))
        seen = (await guest.get(f"/gift-card-sales/{sale_id}")).json()
    with pytest.raises(Refused) as refused:
        await buy(services, show.id, 0, code=code_of_sale(services.gift_cards, sale_id))

    assert sorted(answer.status_code for answer in asked) == [200, 409, 409, 409, 409]
    assert (seen["status"], seen["payments"][0]["refund"]) == ("refunded", "succeeded")
    assert (refused.value.code, mailbox.mails) == ("gift_card_unusable", [])
    assert await kept(services, database_url) == {}


async def test_card_that_an_order_counts_on_is_not_given_back(
    inside: Inside, database_url: str
) -> None:
    """Whoever locks it first has it: never both the place and the money."""
    services = inside.services
    house = await shop_of(services)
    show = await create_show(services, house)
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        await pay(guest, sale_id)
    code = code_of_sale(services.gift_cards, sale_id)

    async def back() -> str:
        async with services.db.transaction() as tx:
            await give_back_card(tx, sale_id)
        return "back"

    outcomes = await asyncio.gather(
        buy(services, show.id, 0, code=code), back(), return_exceptions=True
    )
    refused = [one.code for one in outcomes if isinstance(one, Refused)]

    assert refused in (["gift_card_used"], ["gift_card_unusable"])
    assert await kept(services, database_url) == {}


async def test_refund_that_a_provider_refuses_stays_owed(inside: Inside, database_url: str) -> None:
    """The gateway has never heard of this payment; the money is still in `refunds`."""
    services = inside.services
    house = await shop_of(services)
    async with inside.by() as guest:
        sale_id = await sold(guest, house)
        await pay(guest, sale_id, "tok_timeout")
        await told(services, sale_id)
        await guest.post(f"/gift-card-sales/{sale_id}/return")
        seen = (await guest.get(f"/gift-card-sales/{sale_id}")).json()
    payment_id = UUID(seen["payments"][0]["id"])
    state = await send_back(services.db.pool, services.providers, payment_id)
    tries = await services.db.pool.fetchval("SELECT refund_tries FROM card_payments")

    assert (state, tries) == ("created", 1)
    assert await kept(services, database_url) == {}


async def test_card_is_bought_paid_and_given_back_by_pages(inside: Inside) -> None:
    """Without JavaScript; what is wrong stands beside its field, a stranger sees nothing."""
    services = inside.services
    house = await shop_of(services)
    url = f"{SITE}/gift-cards/buy/{house.organization_id}"
    typed = {"amount": "1000", "name": "Asha", "email": "asha@buyers.test"}
    async with inside.by() as guest, inside.by() as stranger:
        guest.cookies.update((await guest.get(url, headers=HTML)).cookies)
        hidden = await form_fields(guest, url)
        wrong = await guest.post(url, data=hidden | typed, headers=HTML)
        full = typed | {"recipient_name": "Ravi", "recipient_email": "ravi@friends.test"}
        opened = await guest.post(url, data=hidden | full | {"form_key": "2"}, headers=HTML)
        guest.cookies.update(opened.cookies)
        sale = SITE + opened.headers["location"]
        hidden = await form_fields(guest, sale)
        paid = await guest.post(f"{sale}/pay", data=hidden | CHOSEN, headers=HTML)
        shown = (await guest.get(sale, headers=HTML)).text
        back = await guest.post(f"{sale}/return", data=hidden | {"form_key": "3"}, headers=HTML)
        after = (await guest.get(sale, headers=HTML)).text
        theirs = await stranger.get(sale, headers=HTML)

    answers = (wrong, opened, paid, back, theirs)
    assert [answer.status_code for answer in answers] == [422, 303, 303, 303, 404]
    assert "field__error" in wrong.text.partition('name="recipient_name"')[2][:700]
    assert "A lovely present" in shown
    assert "The card is given back" in after


async def form_fields(client: httpx.AsyncClient, url: str) -> dict[str, str]:
    """What the forms of a page carry unseen."""
    text = (await client.get(url, headers=HTML)).text
    return {
        name: text.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf_token", "form_key")
    }


async def test_shop_sells_what_its_house_says_and_nothing_when_closed(inside: Inside) -> None:
    """Amounts, days and addresses are looked at together; two keepers are told of each other."""
    services = inside.services
    house = await shop_of(services)
    path = f"/organizations/{house.organization_id}/gift-card-shop"
    bad = wanted(house, amount=1, deliver_on="2020-01-01", recipient={"name": "", "email": "x"})
    async with inside.by(house.owner_id) as owner, inside.by() as guest:
        wrong = await guest.post("/gift-card-sales", json=bad)
        change = {"enabled": False, "least": 50_000, "most": 500_000, "version": 1}
        closed = await owner.put(path, json=change)
        stale = await owner.put(path, json=change)
        refused = await guest.post("/gift-card-sales", json=wanted(house))
        listed = (await guest.get("/gift-card-shops")).json()["items"]

    fields = {error["field"] for error in wrong.json()["errors"]}
    assert fields == {"amount", "deliver_on", "recipient.name", "recipient.email"}
    assert (closed.status_code, stale.json()["code"]) == (200, "changed_meanwhile")
    assert (refused.json()["code"], listed) == ("gift_card_shop_closed", [])
