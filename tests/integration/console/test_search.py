"""One search for everything that somebody may open, and for nothing else."""

import httpx

from tessera.accounts.model import MemberRole
from tessera.organizations.found import set_member
from tests.fixtures.balcony import buy, create_balcony
from tests.fixtures.inside import Inside


async def found(client: httpx.AsyncClient, words: str) -> set[tuple[str, str]]:
    """What the search answers: kind and label."""
    answer = await client.get("/console/search", params={"q": words})
    assert answer.status_code == 200, answer.text
    return {(item["kind"], item["label"]) for item in answer.json()["items"]}


async def test_owner_finds_pages_shows_venues_orders_and_customers(inside: Inside) -> None:
    """By a part of a name, by a reference as it is read out, by what a page is called."""
    house, for_sale = await create_balcony(inside.services)
    order = await buy(inside.services, for_sale, 0)
    async with inside.by(house.owner_id) as client:
        by_title = await found(client, "requ")
        by_place = await found(client, "rega")
        by_buyer = await found(client, "ann@buy")
        by_reference = await found(client, order.reference.lower().replace("-", " "))
        pages = await found(client, "price lists")

    assert by_title == {("show", "Requiem")}
    assert by_place == {("venue", "Regal")}
    assert by_buyer == {("order", order.reference), ("customer", "Ann")}
    assert by_reference == {("order", order.reference)}
    assert pages == {("page", "Price lists")}


async def test_nobody_finds_what_they_may_not_open(inside: Inside) -> None:
    """The door finds no buyers, another house's owner nothing of this one."""
    house, for_sale = await create_balcony(inside.services)
    order = await buy(inside.services, for_sale, 0)
    dora, stranger = [await inside.person(name) for name in ("dora", "stranger")]
    async with inside.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, dora, role=MemberRole.DOOR)
    for person in (dora, stranger):
        async with inside.by(person) as client:
            assert await found(client, order.reference) == set()
            assert await found(client, "requiem") == set()
            assert ("page", "Members") not in await found(client, "")


async def test_page_offers_the_same_without_javascript(inside: Inside) -> None:
    """Grouped by kind; a percent sign is a letter like any other."""
    house, _ = await create_balcony(inside.services)
    page = "http://tessera.test/find"
    async with inside.by(house.owner_id) as client:
        some = await client.get(f"{page}?q=requ", headers={"Accept": "text/html"})
        none = await client.get(f"{page}?q=%25%25", headers={"Accept": "text/html"})

    assert ("Requiem" in some.text, "Shows</h2>" in some.text) == (True, True)
    assert "Nothing is called that" in none.text
