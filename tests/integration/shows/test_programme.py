"""A cinema's week: dropped in, filled, copied, priced, published (cinema mode)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import PAGE, SITE, send

ZONE = ZoneInfo("Asia/Kolkata")
EVENINGS = {"amount": 40_000, "since": "17:00:00"}


@pytest.fixture
async def house(inside: Inside) -> House:
    """A cinema with one hall and a film of 100 minutes."""
    return await create_house(inside.services)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who plans."""
    async with inside.by(house.owner_id) as client:
        yield client


def monday(inside: Inside) -> date:
    """A Monday to come."""
    today = inside.services.clock().astimezone(ZONE).date()
    return today + timedelta(days=14 - today.weekday())


async def programme(owner: httpx.AsyncClient, house: House) -> str:
    """Where the venue's programme is."""
    hall = (await owner.get(f"/halls/{house.hall_id}")).json()
    return f"/venues/{hall['venue_id']}/programme"


async def price_list(owner: httpx.AsyncClient, house: House) -> int:
    """Cheap by day, dearer in the evening."""
    url = f"/organizations/{house.organization_id}/price-lists"
    new = {"name": "Usual", "lines": [EVENINGS, {"amount": 25_000}]}
    made = (await sent_twice(owner, "POST", url, body=new)).json()
    number: int = made["id"]
    return number


def film(house: House, **more: Any) -> dict[str, Any]:
    """The film in the hall."""
    return {"title_id": house.title_id, "hall_id": house.hall_id, "ads_minutes": 10} | more


async def planned(owner: httpx.AsyncClient, url: str, day: date, days: int = 7) -> list[Any]:
    """What stands in the programme."""
    answer = await owner.get(url, params={"from": day.isoformat(), "days": days})
    items: list[Any] = answer.json()["items"]
    return items


async def test_film_is_put_in_with_advertisements_cleaning_and_the_lists_price(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A draft that nobody sees; a second film there is refused and the first one is named."""
    url, day = await programme(owner, house), monday(inside)
    wanted = film(house, price_list_id=await price_list(owner, house))
    wanted |= {"starts_at": f"{day}T19:00:00+05:30"}
    made = (await sent_twice(owner, "POST", f"{url}/slots", body=wanted)).json()
    late = f"{day}T21:00:00+05:30"
    clash = await owner.post(f"{url}/slots", json=wanted | {"starts_at": late})
    [slot] = await planned(owner, url, day)

    assert (made["status"], made["ends_at"]) == ("draft", f"{day}T15:20:00Z")
    assert slot["hall_busy_until"] == f"{day}T15:35:00Z"
    face = "SELECT amount FROM show_prices WHERE show_id = $1"
    assert await inside.services.db.pool.fetchval(face, made["id"]) == 40_000
    assert (clash.status_code, clash.json()["code"]) == (409, "hall_busy")
    assert clash.json()["show"]["id"] == made["id"]
    assert (await owner.get(f"/shows/{made['id']}")).status_code == 404
    await sent_twice(owner, "DELETE", f"/shows/{made['id']}")
    assert await planned(owner, url, day) == []


def filling(day: date) -> dict[str, str]:
    """From ten to four."""
    return {"day": f"{day}", "first": "10:00:00", "last": "16:00:00"}


async def test_week_is_filled_copied_and_published_at_once(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A day full of one film, the day copied to the next, the week to the week after; what clashes
    is named and the rest is done."""
    url, day = await programme(owner, house), monday(inside)
    fill = film(house, prices={"regular": 100}) | filling(day)
    filled = (await sent_twice(owner, "POST", f"{url}/fillings", body=fill)).json()
    copy = {"since": f"{day}", "to": f"{day + timedelta(days=1)}"}
    copied = (await sent_twice(owner, "POST", f"{url}/copies", body=copy)).json()
    again = (await owner.post(f"{url}/copies", json=copy)).json()
    week = {"since": f"{day}", "to": f"{day + timedelta(days=7)}", "days": 7}
    weeks = (await owner.post(f"{url}/copies", json=week)).json()
    span = {"since": f"{day}", "days": 14}
    published = (await sent_twice(owner, "POST", f"{url}/publication", body=span)).json()
    slots = await planned(owner, url, day, 14)

    assert [len(x["show_ids"]) for x in (filled, copied, again, weeks)] == [3, 3, 0, 6]
    assert [r["code"] for r in again["refused"]] == ["hall_busy"] * 3
    assert again["refused"][0]["detail"] == "Requiem"
    assert sorted(published["show_ids"]) == sorted(slot["id"] for slot in slots)
    assert {slot["status"] for slot in slots} == {"on_sale"}
    assert [slot["starts_at"][11:16] for slot in slots[:3]] == ["04:30", "06:35", "08:40"]
    assert (await owner.delete(f"/shows/{slots[0]['id']}")).status_code == 409


async def test_list_without_a_fitting_line_is_refused_and_changed(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """By category; a stale change of the list is refused too."""
    url, day = await programme(owner, house), monday(inside)
    number = await price_list(owner, house)
    path, only = f"/price-lists/{number}", {"lines": [EVENINGS], "version": 1}
    await sent_twice(owner, "PATCH", path, body=only)
    stale = await owner.patch(path, json=only)
    wanted = film(house, price_list_id=number, starts_at=f"{day}T10:00:00+05:30")
    refused = await owner.post(f"{url}/slots", json=wanted)
    await sent_twice(owner, "DELETE", path)

    assert stale.json()["code"] == "changed_meanwhile"
    assert refused.json()["errors"] == [
        {"field": "price_list_id", "message": "has no price for regular then"}
    ]


async def test_week_is_planned_by_page_without_javascript(inside: Inside, house: House) -> None:
    """Price list, film, clash, copy, publish: each by a form, each with a word about it."""
    base = f"/organizer/organizations/{house.organization_id}"
    url, day = f"{base}/programme", monday(inside)
    async with inside.by(house.owner_id) as client:
        empty = await client.get(SITE + url, headers=PAGE)
        venue = empty.text.split('name="venue_id" value="')[1].split('"')[0]
        common = {"venue_id": venue, "shown": f"{day}"}
        line = {"category": "", "since": "", "until": "", "formats": "", "amount": "250"}
        await send(client, f"{base}/price-lists", f"{base}/price-lists", name="All", **line)
        slot = common | {"title_id": str(house.title_id), "hall_id": str(house.hall_id)}
        slot |= {"day": f"{day}", "at": "18:30", "ads_minutes": "15", "price_list_id": "1"}
        put = await send(client, url, f"{url}/slots", **slot)
        clash = await send(client, url, f"{url}/slots", **slot | {"at": "19:00"})
        copies = common | {"since": f"{day}", "to": f"{day + timedelta(days=2)}", "days": "1"}
        copied = await send(client, url, f"{url}/copies", **copies)
        week = common | {"since": f"{day}", "days": "7"}
        published = await send(client, url, f"{url}/publication", **week)

    assert "as a draft until you publish" in put.text
    assert (clash.status_code, "another show at that time" in clash.text) == (409, True)
    assert "1 planned or published, 0 refused" in copied.text
    assert "2 planned or published, 0 refused" in published.text
    assert published.text.count("badge--ok") == 1, "the day's one show is on sale"


async def test_show_put_elsewhere_is_refused_on_a_clash_and_moves_with_its_buyers(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A free time is taken at once; one of which somebody has a place leads to the move's page."""
    url, day = await programme(owner, house), monday(inside)
    fill = film(house, prices={"regular": 100}, publish=True) | filling(day)
    first, second, _ = (await owner.post(f"{url}/fillings", json=fill)).json()["show_ids"]
    page = f"/organizer/organizations/{house.organization_id}/programme"
    form = {"venue_id": "1", "hall_id": f"{house.hall_id}", "day": f"{day}", "shown": f"{day}"}
    clash = await send(owner, page, f"{page}/moves", **form, show_id=f"{first}", at="12:10")
    moved = await send(owner, page, f"{page}/moves", **form, show_id=f"{first}", at="20:00")
    async with inside.by() as guest:
        assert (await guest.post(f"/shows/{second}/holds", json={"places": [0]})).is_success
    bought = await send(owner, page, f"{page}/moves", **form, show_id=f"{second}", at="22:30")

    assert clash.status_code == 409
    assert "Moved." in moved.text
    assert bought.url.path == f"/organizer/shows/{second}/move"
    starts = (
        "SELECT to_char(starts_at AT TIME ZONE 'Asia/Kolkata', 'HH24:MI') FROM shows ORDER BY id"
    )
    rows = await inside.services.db.pool.fetch(starts)
    assert [row[0] for row in rows[:2]] == ["20:00", "12:05"]
