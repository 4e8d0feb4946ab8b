"""Templates of sections: default prices that shows inherit and change (VE4)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import send

STALLS = {"name": "Stalls", "rows": 2, "seats_per_row": 5, "price": 50_000}
FLOOR = {"name": "Floor", "admission": "general", "capacity": 40, "price": 30_000}
NEW = {"name": "Concert", "sections": [STALLS, FLOOR]}


@pytest.fixture
async def house(inside: Inside) -> House:
    """An organization with a hall."""
    return await create_house(inside.services)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who may change it."""
    async with inside.by(house.owner_id) as client:
        yield client


def show(inside: Inside, house: House, days: int, **more: Any) -> dict[str, Any]:
    """A show to be planned."""
    starts = (inside.services.clock() + timedelta(days=days)).isoformat()
    return {"title_id": house.title_id, "hall_id": house.hall_id, "starts_at": starts} | more


async def test_show_inherits_seats_and_prices_and_goes_its_own_way(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """Numbered seats and standing room in one show; a price that is named goes before the
    template's, and a template that changes later changes no show."""
    url = f"/organizations/{house.organization_id}/section-templates"
    template = (await sent_twice(owner, "POST", url, body=NEW)).json()
    wanted = show(inside, house, 3, template_id=template["id"], prices={"floor": 20_000})
    planned = (await owner.post("/shows", json=wanted)).json()
    change = {"sections": [STALLS | {"price": 1}, FLOOR], "version": 1}
    path = f"/section-templates/{template['id']}"
    changed = (await sent_twice(owner, "PATCH", path, body=change)).json()
    stale = await owner.patch(path, json=change)
    seat = await owner.post(f"/shows/{planned['id']}/holds", json={"places": [0]})
    stand = await owner.post(f"/shows/{planned['id']}/holds", json={"area": "Floor", "quantity": 2})

    assert planned["capacity"] == 50
    faces = {row["category"]: row["amount"] for row in await prices(inside, planned["id"])}
    assert faces == {"stalls": 50_000, "floor": 20_000}
    assert (changed["version"], changed["sections"][0]["price"]) == (2, 1)
    assert stale.json()["code"] == "changed_meanwhile"
    assert (seat.status_code, stand.status_code) == (201, 201)
    assert seat.json()["places"][0]["label"] == "Stalls A 1"
    await sent_twice(owner, "DELETE", path)


async def prices(inside: Inside, show_id: int) -> Any:
    """What the organizer has set."""
    query = "SELECT category, amount FROM show_prices WHERE show_id = $1"
    return await inside.services.db.pool.fetch(query, show_id)


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ({"name": "A", "price": 1}, "sections[0].rows"),
        ({"name": "A", "admission": "general", "price": 1}, "sections[0].capacity"),
        ({"name": "floor", "rows": 1, "seats_per_row": 1, "price": 1}, "sections[1].name"),
    ],
)
async def test_sections_that_are_none_are_told(
    owner: httpx.AsyncClient, house: House, section: dict[str, Any], field: str
) -> None:
    """Each with its path."""
    url = f"/organizations/{house.organization_id}/section-templates"
    answer = await owner.post(url, json={"name": "X", "sections": [section, FLOOR]})

    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_template_is_kept_by_page(inside: Inside, house: House) -> None:
    """Prices are typed as people write them; what is wrong stands beside its field."""
    base = f"/organizer/organizations/{house.organization_id}/section-templates"
    typed = {"name": "Gala", "section": "Stalls", "rows": "3", "seats": "4", "capacity": ""}
    async with inside.by(house.owner_id) as client:
        wrong = await send(client, base, base, **typed, admission="assigned", price="cheap")
        made = await send(client, base, base, **typed, admission="assigned", price="450.50")
        listed = (await client.get(base.replace("/organizer", ""))).json()["items"]

    assert (wrong.status_code, "is not a price" in wrong.text) == (422, True)
    assert "₹450.50" in made.text
    assert listed[0]["sections"][0]["price"] == 45_050
