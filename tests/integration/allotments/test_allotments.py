"""Places kept out of the sale: kept, sold, given, let go, by whoever and however many at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tessera.allotments.keep import enter_allotment, release_places
from tessera.allotments.model import (
    Allotment,
    AllotmentSale,
    Holder,
    How,
    NewAllotment,
    Purpose,
)
from tessera.allotments.sell import sell_from
from tessera.allotments.tasks import release_due
from tessera.claims.model import HoldPlaced
from tessera.claims.place import place
from tessera.kit.errors import Refused
from tessera.orders.cancel import cancel
from tessera.orders.model import Buyer
from tessera.payments.refund import send_refund
from tessera.services import Services
from tessera.shows.model import Show
from tests.fixtures.house import House, create_house, create_show, hold
from tests.fixtures.inside import Inside
from tests.integration.offers.test_books import kept as books
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import send

ANN = Buyer("Ann Critic", "ann@press.test", 7)


@pytest.fixture
async def house(services: Services) -> House:
    """A hall of thirty."""
    return await create_house(services, places=30)


@pytest.fixture
async def show(services: Services, house: House) -> Show:
    """On sale, tomorrow."""
    return await create_show(services, house)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who plans."""
    async with inside.by(house.owner_id) as client:
        yield client


async def keep(services: Services, show: Show, purpose: str = "press", **fields: Any) -> Allotment:
    """Places kept back; raises as the verb does."""
    new = NewAllotment(purpose=Purpose(purpose), name="Kept", **fields)
    async with services.db.transaction() as tx:
        return await enter_allotment(tx, await services.shows.get(show.id), new)


async def give(services: Services, kept: Allotment, how: How, **fields: Any) -> Any:
    """Sold or given from it."""
    sale = AllotmentSale(how=how, holder=Holder("Ann"), **fields)
    for_sale = await services.shows.get(kept.show_id)
    async with services.db.transaction() as tx:
        return await sell_from(tx, kept.id, for_sale, sale=sale, buyer=ANN)


async def test_organizer_and_buyers_never_have_the_same_place(
    services: Services, show: Show
) -> None:
    """Forty sessions want overlapping places: each is kept or held whole by one."""

    async def session(n: int) -> int:
        places = tuple(sorted({(n * 7 + k * 3) % 30 for k in range(3)}))
        if n % 2:
            [outcome] = await place(services.db.pool, [hold(show.id, *places)])
            return len(places) if isinstance(outcome, HoldPlaced) else 0
        try:
            return len((await keep(services, show, places=places)).places)
        except Refused as refused:
            return 0 if refused.code == "place_taken" else -99

    got = await asyncio.gather(*(session(n) for n in range(40)))
    rows = await services.db.pool.fetch(
        "SELECT owner, state, count(*) FROM claims GROUP BY owner, state"
    )

    assert sum(row["count"] for row in rows) == sum(got)
    assert {row["count"] for row in rows} == {3}
    allotments = "SELECT count(*) FROM allotments"
    kept = [row for row in rows if row["state"] == "blocked"]
    assert await services.db.pool.fetchval(allotments) == len(kept)


async def test_two_clerks_and_a_release_share_an_allotment_without_a_place_too_many(
    services: Services, show: Show, database_url: str
) -> None:
    """Twelve sessions sell two of ten each while somebody lets three go; all books agree."""
    kept = await keep(services, show, "box_office", places=tuple(range(10)))
    for_sale = await services.shows.get(show.id)

    async def clerk() -> int:
        try:
            return len((await give(services, kept, How.CASH, quantity=2)).places)
        except Refused as refused:
            return 0 if refused.code in ("allotment_empty", "allotment_ended") else -99

    async def let_go() -> int:
        try:
            async with services.db.transaction() as tx:
                return len(await release_places(tx, kept, for_sale, places=[7, 8, 9]))
        except Refused as refused:
            return 0 if refused.code in ("not_in_allotment", "allotment_ended") else -99

    went = await asyncio.gather(*(clerk() for _ in range(12)), let_go())
    count = "SELECT count(*) FROM claims WHERE state = $1"
    states = [await services.db.pool.fetchval(count, state) for state in ("sold", "blocked")]

    assert states == [sum(went[:-1]), 10 - sum(went)]
    assert await books(services, database_url) == {}


async def test_press_ticket_costs_nothing_and_a_counter_ticket_goes_back_over_the_counter(
    services: Services, show: Show, database_url: str
) -> None:
    """Both have tickets at once; cancelled, nothing is owed for the one and all for the other."""
    press = await keep(services, show, places=(0, 1))
    till = await keep(services, show, "house", places=(2,))
    free = await give(services, press, How.COMPLIMENTARY, places=(1,))
    paid = await give(services, till, How.CARD, quantity=1)
    assert await books(services, database_url) == {}
    current = (await services.shows.get(show.id)).show
    after = []
    for sold in (free, paid):
        async with services.db.transaction() as tx:
            after.append((await cancel(tx, sold.order_id, current, lines=None))[0])
    sent = await send_refund(services.db.pool, services.providers, after[1].refunds[0].id)

    assert (free.total, paid.total) == (0, show.prices["regular"].total)
    assert [len(order.refunds) for order in after] == [0, 1]
    assert (sent, after[1].refunds[0].amount) == ("succeeded", paid.total)
    assert await books(services, database_url) == {}


async def test_what_is_kept_goes_back_by_itself_before_the_show(
    services: Services, show: Show
) -> None:
    """Not before its time; then the places are free and the sold-out show is on sale again."""
    early = await keep(services, show, places=(0,), release_minutes=60)
    due = await keep(services, show, quantity=29, release_minutes=2 * 1440)
    status = "SELECT status FROM shows"
    assert await services.db.pool.fetchval(status) == "sold_out"
    freed = [await release_due(services) for _ in range(2)]
    left = "SELECT owner FROM claims"

    assert freed == [len(due.places), 0]
    assert [row["owner"] for row in await services.db.pool.fetch(left)] == [early.id]
    assert await services.db.pool.fetchval(status) == "on_sale"
    actions = "SELECT after::jsonb->>'places' FROM audit_log WHERE action = 'allotment.released'"
    assert await services.db.pool.fetchval(actions) == "29"


async def test_allotments_over_rest_are_seen_changed_sold_and_told(
    inside: Inside, owner: httpx.AsyncClient, house: House, show: Show
) -> None:
    """Each act once however often it is sent; a buyer is refused what is kept, on the map too."""
    url = f"/shows/{show.id}/allotments"
    new = {"purpose": "press", "name": "Press", "places": [3, 4, 5]}
    made = (await sent_twice(owner, "POST", url, body=new)).json()
    one = f"/allotments/{made['id']}"
    again = await owner.post(url, json=new | {"places": [5, 6]})
    async with inside.by() as guest:
        refused = await guest.post(f"/shows/{show.id}/holds", json={"places": [4]})
        seats = (await guest.get(f"/shows/{show.id}/seats")).json()["states"]
        assert (await guest.get(url)).status_code == 401
    await sent_twice(owner, "PATCH", one, body={"note": "Row A", "release_minutes": 90})
    gift = {"how": "complimentary", "holder": {"name": "Ann"}, "places": [4]}
    sold = (await sent_twice(owner, "POST", f"{one}/orders", body=gift)).json()
    await sent_twice(owner, "POST", f"{one}/releases", body={"places": [5]})
    [told] = (await owner.get(url)).json()["items"]

    assert (again.status_code, again.json()["labels"]) == (409, ["A 6"])
    assert (refused.status_code, refused.json()["code"]) == (409, "place_taken")
    assert seats[3:7] == "xxx."
    assert [p["label"] for p in told["places"]] == ["A 4"]
    assert (told["orders"], told["release_minutes"], sold["total"]["amount"]) == (1, 90, 0)
    assert (await owner.post(f"{one}/orders", json=gift | {"how": "cash"})).status_code == 409


async def test_partners_key_sells_its_own_allotment_only(
    inside: Inside, owner: httpx.AsyncClient, house: House, show: Show
) -> None:
    """Another's allotment is refused to it."""
    keys = f"/organizations/{house.organization_id}/api-keys"
    wanted = {"name": "Partner", "scopes": ["allotments.sell", "sales.read"]}
    key = (await owner.post(keys, json=wanted)).json()
    new = {"purpose": "partner", "name": "P", "quantity": 2, "key_id": key["id"]}
    url = f"/shows/{show.id}/allotments"
    own, other = [
        (await owner.post(url, json=new | more)).json()["id"]
        for more in ({}, {"key_id": None, "name": "Q"})
    ]
    sale = {"how": "partner", "holder": {"name": "Bo", "email": "bo@b.test"}, "quantity": 1}
    async with inside.by(key["secret"]) as partner:
        sold = await partner.post(f"/allotments/{own}/orders", json=sale)
        strange = await partner.post(f"/allotments/{other}/orders", json=sale)

    assert (sold.status_code, strange.json()["code"]) == (201, "key_not_named")
    assert sold.json()["total"]["amount"] == show.prices["regular"].total


async def test_pages_keep_sell_and_let_go_without_a_script(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """By the names on the tickets; what is wrong stands beside its field and nothing is lost."""
    page = f"/organizer/shows/{show.id}/allotments"
    form = {"purpose": "house", "name": "Friends", "release": "2", "unit": "hours"}
    wrong = await send(owner, page, page, **form, labels="A 29-31")
    made = await send(owner, page, page, **form, labels="A 1-3, A 9")
    one = made.text.partition('class="quiet-link" href="')[2].partition('"')[0]
    nobody = await send(owner, one, f"{one}/orders", how="cash", quantity="1")
    sold = await send(owner, one, f"{one}/orders", how="cash", place="8", **{"buyer.name": "Cy"})
    gone = await send(owner, one, f"{one}/releases", all="yes")

    assert (wrong.status_code, "no place called A 31" in wrong.text) == (422, True)
    assert 'value="A 29-31"' in wrong.text
    assert "A 1, A 2, A 3, A 9" in made.text
    assert nobody.status_code == 422
    assert "Cash" in sold.text
    assert "Cy" in sold.text
    assert "Nothing is kept back here any more." in gone.text
    states = "SELECT array_agg(state) FROM claims"
    assert await inside.services.db.pool.fetchval(states) == ["sold"]
