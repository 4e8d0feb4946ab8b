"""Venues and halls over REST: found, changed, switched, removed."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside

PLACES = {
    "Regal": (18.9168, 72.8296),
    "Prithvi": (19.1061, 72.8260),
    "Suva": (-18.14, 178.44),
    "Apia": (-13.83, -171.76),
}


@pytest.fixture
async def house(inside: Inside) -> House:
    """An organization with a venue and a hall of three."""
    return await create_house(inside.services)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who may change it."""
    async with inside.by(house.owner_id) as client:
        yield client


def venue(house: House, name: str, **more: Any) -> dict[str, Any]:
    """A body of `POST /venues`."""
    place = {"city": "Mumbai", "country": "IN", "timezone": "Asia/Kolkata"}
    return {"organization_id": house.organization_id, "name": name} | place | more


async def entered(owner: httpx.AsyncClient, house: House, name: str, **more: Any) -> dict[str, Any]:
    """A venue that is there."""
    answer = await owner.post("/venues", json=venue(house, name, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_venues_near_are_told_the_nearest_first(
    owner: httpx.AsyncClient, house: House
) -> None:
    """By great circles, over the date line too, and never one that is off or without a spot."""
    for name, (latitude, longitude) in PLACES.items():
        await entered(owner, house, f"At {name}", latitude=latitude, longitude=longitude)
    far = await entered(owner, house, "Off", latitude=18.917, longitude=72.83)
    await owner.patch(f"/venues/{far['id']}", json={"enabled": False})

    async def near(latitude: float, longitude: float, radius: float) -> list[tuple[str, int]]:
        spot = {"latitude": latitude, "longitude": longitude, "radius": radius}
        items = (await owner.get("/venues", params=spot)).json()["items"]
        return [(item["name"], round(item["distance_km"])) for item in items]

    assert await near(18.9168, 72.8296, 25) == [("At Regal", 0), ("At Prithvi", 21)]
    assert await near(18.9168, 72.8296, 20) == [("At Regal", 0)]
    assert [name for name, _ in await near(-16.0, 179.9, 1_000)] == ["At Suva", "At Apia"]
    assert (await owner.get("/venues", params={"latitude": 1})).status_code == 422


async def test_stale_version_is_refused_with_what_was_saved(
    owner: httpx.AsyncClient, house: House
) -> None:
    """409 `changed_meanwhile` tells the new version and the values that would be lost."""
    made = await entered(owner, house, "Odeon", amenities=["bar", "lift", "bar"])
    url = f"/venues/{made['id']}"
    first = await owner.patch(url, json={"address": "1 Road", "version": 1})
    second = await owner.patch(url, json={"address": "2 Road", "version": 1})
    third = await owner.patch(url, json={"address": "2 Road", "version": 2})

    assert (made["version"], made["amenities"]) == (1, ["bar", "lift"])
    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    assert second.json()["now"] == {"version": 2, "address": "1 Road"}
    assert (third.status_code, third.json()["address"]) == (200, "2 Road")


async def test_many_venues_are_looked_at_then_switched_once(
    owner: httpx.AsyncClient, house: House
) -> None:
    """A preview changes nothing; sent twice it has one effect; what is off is not listed."""
    ids = [(await entered(owner, house, name))["id"] for name in ("A", "B")]
    url, off = f"/organizations/{house.organization_id}/venues", {"venue_ids": ids}
    look = await owner.post(f"{url}/switch", json=off | {"enabled": False, "preview": True})
    key = {"Idempotency-Key": "off"}
    done = await owner.post(f"{url}/switch", json=off | {"enabled": False}, headers=key)
    again = await owner.post(f"{url}/switch", json=off | {"enabled": False}, headers=key)
    strange = await owner.post(f"{url}/switch", json={"venue_ids": [9**9], "enabled": True})

    assert [v["changes"] for v in look.json()["venues"]] == [True, True]
    assert (look.json()["changed"], done.json()["changed"]) == ([], ids)
    assert again.headers["idempotent-replayed"] == "true"
    assert [v["name"] for v in (await owner.get("/venues")).json()["items"]] == ["Regal"]
    listed = (await owner.get(url, params={"enabled": "false"})).json()["items"]
    assert [v["id"] for v in listed] == ids
    assert strange.json()["errors"][0]["field"] == "venue_ids"


async def test_venue_that_is_off_takes_no_new_shows_and_sells_the_old_ones(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """Switching off ends nothing that somebody has bought."""
    show = await create_show(inside.services, house)
    found = (await owner.get("/venues")).json()["items"]
    await owner.patch(f"/venues/{found[0]['id']}", json={"enabled": False})
    new = {"title_id": house.title_id, "hall_id": house.hall_id, "prices": {"regular": 1}}
    planned = await owner.post("/shows", json=new | {"starts_at": "2040-01-01T10:00:00Z"})
    held = await owner.post(f"/shows/{show.id}/holds", json={"places": [0]})

    assert planned.status_code == 422
    assert [e["field"] for e in planned.json()["errors"]] == ["hall_id"]
    assert held.status_code == 201


async def test_seats_are_made_by_numbers_until_somebody_has_one(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """VE2, VE3: counts must add up; under a held place they stay, and the show is named."""
    seats = {
        "rows": 27,
        "seats_per_row": 4,
        "categories": [{"key": "a", "name": "A", "seats": 108}],
    }
    url, key = f"/halls/{house.hall_id}/seats", {"Idempotency-Key": "seats"}
    wrong = await owner.put(url, json=seats | {"rows": 26})
    made = await owner.put(url, json=seats, headers=key)
    again = await owner.put(url, json=seats, headers=key)
    plan = (await owner.get(f"/seat-plans/{made.json()['seat_plan_id']}")).json()
    show = await create_show(inside.services, house, prices={"a": 100})
    await owner.post(f"/shows/{show.id}/holds", json={"places": [0]})
    late = await owner.put(url, json=seats | {"rows": 27, "aisles": [2]})

    assert wrong.json()["errors"][0]["field"] == "categories"
    assert (plan["capacity"], plan["places"][-1]["label"]) == (108, "AA 4")
    assert (again.content, again.headers["idempotent-replayed"]) == (made.content, "true")
    assert (late.status_code, late.json()["code"]) == (409, "hall_has_sales")
    assert late.json()["show"]["id"] == show.id


async def test_what_nothing_happened_in_is_removed_once(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """With a show planned, a venue and its hall stay."""
    made = await entered(owner, house, "Pop-up")
    hall = (await owner.post(f"/venues/{made['id']}/halls", json={"name": "Tent"})).json()
    await create_show(inside.services, house)
    home = (await owner.get(f"/halls/{house.hall_id}")).json()["venue_id"]

    key = {"Idempotency-Key": "gone"}
    gone = await owner.delete(f"/halls/{hall['id']}", headers=key)
    again = await owner.delete(f"/halls/{hall['id']}", headers=key)
    venue_gone = await owner.delete(f"/venues/{made['id']}", headers=key)
    kept = await owner.delete(f"/halls/{house.hall_id}")
    kept_too = await owner.delete(f"/venues/{home}")

    assert (gone.status_code, again.headers["idempotent-replayed"]) == (204, "true")
    assert venue_gone.status_code == 422, "the key was used for the hall"
    assert (await owner.delete(f"/venues/{made['id']}")).status_code == 204
    assert (kept.json()["code"], kept_too.json()["code"]) == ("hall_in_use", "venue_in_use")
