"""Offers of a show and a table: chosen at the checkout, told with their price, kept."""

from typing import Any
from uuid import UUID

import httpx

from tessera.guide.keep import RESTAURANTS, enter
from tessera.guide.model import NewRestaurant
from tessera.guide.model import Offer as TableOffer
from tessera.messages.write import confirmation
from tessera.orders.read import read_order
from tessera.services import Services
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.integration.catalog.test_console_pages import HTML, SITE
from tests.integration.offers.test_books import pay
from tests.integration.offers.test_edges import held, made

SUPPER = {"name": "Show and supper", "way": "automatic", "code": ""}
BUYER = {"name": "Ann", "email": "ann@buyers.test"}


async def tables(services: Services, **fields: Any) -> list[int]:
    """Three restaurants: near the venue, too far, and of another city."""
    usual: dict[str, Any] = {"city": "Mumbai", "offers": (TableOffer("Two thalis for one"),)}
    spots: list[dict[str, Any]] = [
        {"name": "Kettle", "latitude": 18.93, "longitude": 72.83},
        {"name": "Far", "latitude": 19.3, "longitude": 72.83},
        {"name": "Elsewhere", "city": "Pune"},
    ]
    async with services.db.transaction() as tx:
        await tx.fetch("UPDATE venues SET latitude = 18.92, longitude = 72.83")
        found = [
            await enter(tx, RESTAURANTS, NewRestaurant(**(usual | spot | fields))) for spot in spots
        ]
    return [one.id for one in found]


async def supper(inside: Inside, house: House, **rule: Any) -> list[int]:
    """A tenth less with any of the three."""
    ids = await tables(inside.services)
    async with inside.by(house.owner_id) as owner:
        tenth = {"kind": "percentage", "basis_points": 1000, "combines_restaurant_ids": ids}
        await made(owner, house, **SUPPER, rule=tenth | rule)
    inside.services.offers.forget()
    return ids


async def order_with(
    guest: httpx.AsyncClient, show_id: int, place: int, *, table: int | None
) -> httpx.Response:
    """Hold a place and open its order."""
    hold = await held(guest, show_id, place)
    wanted = {"hold_id": hold["id"], "hold_token": hold["token"], "buyer": BUYER}
    return await guest.post("/orders", json=wanted | {"restaurant_id": table})


async def test_tables_near_the_venue_are_offered_with_their_price(inside: Inside) -> None:
    """Who is far away or in another city is none of them; the quote with one is the order's price,
    and the order without one goes the short way."""
    house = await create_house(inside.services, places=4)
    show = await create_show(inside.services, house)
    near, far, _ = await supper(inside, house)
    async with inside.by() as guest:
        hold = await held(guest, show.id, 0)
        quote, proof = f"/holds/{hold['id']}/quote", {"hold_token": hold["token"]}
        plain = (await guest.post(quote, json=proof)).json()
        chosen = (await guest.post(quote, json=proof | {"restaurant_id": near})).json()
        without, with_it, too_far = [
            await order_with(guest, show.id, n, table=table)
            for n, table in ((1, None), (2, near), (3, far))
        ]
    concern = await inside.services.offers.concern(house.organization_id)

    assert [(t["id"], t["table_offers"]) for t in plain["restaurants"]] == [
        (near, ["Two thalis for one"])
    ]
    saves = plain["restaurants"][0]["saves"]["amount"]
    assert plain["total"]["amount"] - chosen["total"]["amount"] == saves > 0
    assert without.json()["total"] == plain["total"]
    assert with_it.json()["total"] == chosen["total"]
    assert (too_far.status_code, too_far.json()["code"]) == (409, "offer_not_applicable")
    assert too_far.json()["reasons"] == ["restaurant_missing"]
    assert not concern


async def test_a_table_whose_offer_does_not_hold_is_told_with_its_reason(inside: Inside) -> None:
    """Before anything is opened, and again to who insists."""
    house = await create_house(inside.services, places=2)
    show = await create_show(inside.services, house)
    near, *_ = await supper(inside, house, minimum=10**9)
    async with inside.by() as guest:
        hold = await held(guest, show.id, 0)
        asked = {"hold_token": hold["token"], "restaurant_id": near}
        quote = (await guest.post(f"/holds/{hold['id']}/quote", json=asked)).json()
        refused = await order_with(guest, show.id, 1, table=near)

    [table] = quote["restaurants"]
    assert (table["saves"]["amount"], quote["restaurant_trouble"]) == (0, "offer_not_applicable")
    assert [reason["code"] for reason in table["reasons"]] == ["below_minimum"]
    assert (refused.json()["code"], refused.json()["reasons"]) == (
        "offer_not_applicable",
        ["below_minimum"],
    )


async def test_a_table_is_chosen_by_form_and_stands_on_order_mail_and_ticket(
    inside: Inside,
) -> None:
    """The bill shows what it saves before the order is opened; the door's ticket is shown there."""
    house = await create_house(inside.services, places=2)
    show = await create_show(inside.services, house)
    near, *_ = await supper(inside, house)
    async with inside.by() as guest:
        page, quote, order_id = await by_form(guest, show.id, near)
        order = await read_order(inside.services.db.pool, order_id)
        await pay(inside.services, order.id, order.total)
        paid = await read_order(inside.services.db.pool, order.id)
        paths = (f"/orders/{order.id}", f"/tickets/{paid.tickets[0].id}")
        texts = [(await guest.get(f"{SITE}{path}", headers=HTML)).text for path in paths]
    mail = await confirmation(inside.services, paid)

    assert "Kettle" in page
    assert "Elsewhere" not in page
    assert "Show and supper" in quote.partition("desk__bill")[2]
    assert all("With your ticket at Kettle" in text for text in texts)
    assert "Show and supper: your ticket counts at Kettle" in mail.text
    assert "Two thalis for one" in mail.text


async def by_form(guest: httpx.AsyncClient, show_id: int, table: int) -> tuple[str, str, UUID]:
    """Buy a place with a table in a browser: the checkout, the price with it, the order."""
    hold = await held(guest, show_id, 0)
    here = f"{SITE}/checkout/{hold['id']}"
    landed = await guest.get(here, params={"token": hold["token"]}, headers=HTML)
    guest.cookies.update(landed.cookies)
    page = (await guest.get(here, headers=HTML)).text
    csrf = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = BUYER | {"csrf_token": csrf, "restaurant": str(table)}
    quote = (await guest.post(f"{here}/quote", data=form, headers=HTML)).text
    opened = await guest.post(here, data=form, headers=HTML)
    guest.cookies.update(opened.cookies)
    return page, quote, UUID(opened.headers["location"].split("/")[2])
