"""A show that is booked changes: its organizer sees whom it concerns, and they are told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tessera.allotments.keep import enter_allotment
from tessera.allotments.model import NewAllotment, Purpose
from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, TitleKind, TitleStatus
from tessera.claims.place import place
from tessera.messages.tasks import mail_change
from tessera.orders.model import Buyer
from tessera.orders.open import open_orders
from tessera.services import Workshop
from tessera.shows.model import Show
from tests.fixtures.house import House, create_customer, create_house, create_show, hold, order
from tests.fixtures.inside import Inside
from tests.integration.offers.test_books import pay
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import PAGE, SITE, send


@pytest.fixture
async def house(inside: Inside) -> House:
    """A hall of eight."""
    return await create_house(inside.services, places=8)


@pytest.fixture
async def show(inside: Inside, house: House) -> Show:
    """On sale, in five days."""
    return await create_show(inside.services, house, days=5)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who plans."""
    async with inside.by(house.owner_id) as client:
        yield client


async def bought(inside: Inside, show: Show, account_id: UUID | None = None) -> UUID:
    """An order of one place, paid."""
    pool, held = inside.services.db.pool, hold(show.id, 0)
    await place(pool, [held])
    buyer = Buyer("Ann Buyer", "ann@buyers.test", 1, account_id, "de")
    command = order(held, show, buyer=buyer)
    await open_orders(pool, [command])
    await pay(inside.services, command.order_id, command.total)
    return command.order_id


async def other_title(inside: Inside) -> int:
    """Something else to show."""
    new = NewTitle(kind=TitleKind.PLAY, name="Encore", runtime_minutes=90,
                   status=TitleStatus.RELEASED)  # fmt: skip
    async with inside.services.db.transaction() as tx:
        return (await enter_title(tx, new)).id


class Post:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def send(self, mail: Any, *_: Any, **__: Any) -> None:
        """Take a mail."""
        self.mails.append(mail)


async def test_booked_show_tells_its_buyers_what_is_different(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """Foreseen by REST, told once by mail and in the inbox, in the language of the order."""
    ann = await create_customer(inside.services)
    order_id = await bought(inside, show, ann)
    change = {"title_id": await other_title(inside)}
    foreseen = (await owner.post(f"/shows/{show.id}/consequences", json=change)).json()
    await sent_twice(owner, "PATCH", f"/shows/{show.id}", body=change)
    post: Any = Post()
    text = "SELECT convert_from(payload, 'UTF8') FROM pgqueuer WHERE entrypoint = 'mail_change'"
    job = await inside.services.db.pool.fetchval(text)
    for _ in range(2):
        await mail_change(Workshop(inside.services, post), job)
    async with inside.by(ann) as client:
        [told] = (await client.get("/me/inbox")).json()["items"]

    assert foreseen["bookings"]["orders"] == 1
    assert foreseen["bookings"]["examples"][0]["buyer"] == "Ann Buyer"
    assert foreseen["told"] == [{"what": "title", "before": "Requiem", "after": "Encore"}]
    [mail] = post.mails
    assert "Requiem → Encore" in mail.get_body(("plain",)).get_content()
    assert (told["link"], "Requiem → Encore" in told["body"]) == (f"/orders/{order_id}", True)
    assert "Titel:" in told["body"]


FIELDS = [
    "version",
    "starts_at",
    "ends_at",
    "language",
    "format",
    "sales_open_at",
    "sales_close_at",
    "places_per_order_max",
    "places_per_customer_max",
    "hold_seconds",
    "price-regular",
]


def form_of(text: str) -> dict[str, str]:
    """What the form of a show holds."""
    fields = {}
    for name in FIELDS:
        after = text.partition(f'name="{name}"')[2]
        fields[name] = after.partition('value="')[2].partition('"')[0]
    return fields


async def test_page_shows_whom_a_change_concerns_before_it_is_saved(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """Limits are saved at once; a language is looked at first; a time leads to the move."""
    url = f"/organizer/shows/{show.id}/edit"
    await bought(inside, show)
    form = form_of((await owner.get(SITE + url, headers=PAGE)).text) | {"title_id": "1"}
    saved = await send(owner, url, url, **form | {"places_per_customer_max": "4"})
    stale = await send(owner, url, url, **form | {"places_per_customer_max": "5"})
    form = form_of(saved.text) | {"title_id": "1"}
    look = await send(owner, url, url, **form | {"language": "Hindi"})
    sure = {"language": "Hindi", "confirmed": "yes"}
    told = await send(owner, url, url, **form | sure)
    form = form_of(told.text) | {"title_id": "1"}
    later = (show.starts_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    moved = await send(owner, url, url, **form | {"starts_at": later, "ends_at": later})

    assert ("Saved." in saved.text, stale.status_code) == (True, 409)
    assert "1 order has booked this show" in look.text
    assert "Ann Buyer" in look.text
    assert "Everybody who has booked is told" in told.text
    assert moved.url.path == f"/organizer/shows/{show.id}/move"


async def test_show_goes_to_another_hall_until_its_sale_opens(
    inside: Inside, owner: httpx.AsyncClient, house: House, show: Show
) -> None:
    """Before that nobody is choosing among its places, unless some are kept back; after it there is
    the move."""
    opens = inside.services.clock() + timedelta(hours=1)
    early = await create_show(inside.services, house, days=9, sales_open_at=opens)
    hall = {"name": "Screen 2", "seat_plan_id": show.seat_plan_id}
    venue = (await owner.get(f"/halls/{house.hall_id}")).json()["venue_id"]
    second = (await owner.post(f"/venues/{venue}/halls", json=hall)).json()["id"]
    went = await owner.patch(f"/shows/{early.id}", json={"hall_id": second})
    sells = await owner.patch(f"/shows/{show.id}", json={"hall_id": second})
    await keep(inside, early.id)
    back = await owner.patch(f"/shows/{early.id}", json={"hall_id": house.hall_id})

    assert (went.status_code, went.json()["hall"]["name"]) == (200, "Screen 2")
    assert [a.json()["code"] for a in (sells, back)] == ["show_sells", "show_has_sales"]


async def keep(inside: Inside, show_id: int) -> None:
    """A place for the press."""
    new = NewAllotment(purpose=Purpose.PRESS, name="Press", places=(1,))
    async with inside.services.db.transaction() as tx:
        await enter_allotment(tx, await inside.services.shows.get(show_id), new)


async def test_show_with_places_kept_back_moves_in_time(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """What is kept for the press is no sale, and goes along."""
    later = (show.starts_at + timedelta(hours=3)).isoformat()
    ends = (show.ends_at + timedelta(hours=3)).isoformat()
    await keep(inside, show.id)
    moved = await owner.patch(f"/shows/{show.id}", json={"starts_at": later, "ends_at": ends})

    assert moved.status_code == 200
    assert await inside.services.db.pool.fetchval("SELECT count(*) FROM claims") == 1
