"""CA5 and CA6: restaurants and films at home, kept by the platform, browsed by everybody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from tessera.accounts.model import Role
from tessera.claims.place import place
from tessera.orders.model import Buyer
from tessera.orders.open import open_orders
from tessera.payments.settle import settle
from tests.fixtures.house import create_house, create_show, hold, order
from tests.fixtures.inside import Inside
from tests.integration.catalog.test_console_pages import HTML, SITE, fill
from tests.integration.payments.test_settle import attempt


async def add(client: httpx.AsyncClient, path: str, **fields: Any) -> dict[str, Any]:
    """Enter something."""
    answer = await client.post(path, json=fields)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def names(client: httpx.AsyncClient, path: str) -> list[str]:
    """What a list has."""
    return [one["name"] for one in (await client.get(path)).json()["items"]]


async def test_restaurants_are_kept_and_found_by_whatever_people_ask(inside: Inside) -> None:
    """City, cuisine, rating, name, the best, the nearest; offers until their last day."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    pool, today = inside.services.db.pool, inside.services.clock().date()
    await pool.execute("UPDATE venues SET latitude = 19.0, longitude = 72.8")
    offers = [
        {"name": "Two for one", "until": (today + timedelta(days=1)).isoformat()},
        {"name": "Gone", "until": (today - timedelta(days=1)).isoformat()},
    ]
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        near = {"city": "Mumbai", "latitude": 19.001, "longitude": 72.8, "rating_tenths": 70}
        far = {"city": "Mumbai", "latitude": 19.5, "longitude": 72.8, "rating_tenths": 90}
        await add(platform, "/restaurants", name="Thali", cuisines=["Gujarati"], **near)
        await add(platform, "/restaurants", name="Café Crème", offers=offers, **far)
        await add(platform, "/restaurants", name="Hidden", city="Pune", enabled=False)
        wrong = await platform.post("/restaurants", json={"name": "", "latitude": 99})
    async with inside.by() as guest:
        asked = (
            "",
            "?cuisine=gujarati",
            "?rating_min=80",
            "?q=cafe creme",
            "?city=pune",
            "?top=true",
        )
        found = [await names(guest, f"/restaurants{query}") for query in asked]
        nearest = (await guest.get(f"/restaurants?near_venue={show.venue.id}")).json()["items"]
        page = await guest.get(f"{SITE}/restaurants?near={show.venue.id}", headers=HTML)

    both, thali, creme = ["Café Crème", "Thali"], ["Thali"], ["Café Crème"]
    assert found == [both, thali, creme, creme, [], both]
    assert [(r["name"], r["km"]) for r in nearest] == [("Thali", 0.11), ("Café Crème", 55.6)]
    assert [offer["name"] for offer in nearest[1]["offers"]] == ["Two for one"]
    assert wrong.status_code == 422
    assert "0.1 km away" in page.text


async def test_lists_of_films_at_home_by_views_days_and_rating(inside: Inside) -> None:
    """Trending by what was looked at lately, new in thirty days, top; filters; nobody is kept."""
    services = inside.services
    today, admin = services.clock().date(), await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        usual: dict[str, Any] = {"type": "movie", "genres": ["Drama"], "languages": ["Hindi"]}
        ids = {
            name: (await add(platform, "/streaming", name=name, **{**usual, **more}))["id"]
            for name, more in {
                "Old": {"platform": "A", "added_on": "2020-01-01", "rating_tenths": 95},
                "Fresh": {"platform": "B", "added_on": today.isoformat(), "genres": ["War"]},
            }.items()
        }
        plan = {"platform": "A", "name": "Year", "amount": 99900, "currency": "INR", "months": 12}
        await add(platform, "/streaming-plans", **plan)
    async with inside.by() as guest:
        for name, times in (("Old", 1), ("Fresh", 3)):
            for _ in range(times):
                await guest.get(f"/streaming/{ids[name]}")
        await services.views.write()
        asked = ("list=trending", "list=new", "list=top", "platform=b", "genre=war", "type=series")
        found = [await names(guest, f"/streaming?{query}") for query in asked]
        await services.db.pool.execute(
            "UPDATE guide_views SET at = at - interval '14 days' WHERE item_id = $1", ids["Fresh"]
        )
        decayed = await names(guest, "/streaming?list=trending&limit=19")
        plans = await names(guest, "/streaming-plans?platform=a")

    assert found == [["Fresh", "Old"], ["Fresh"], ["Old"], ["Fresh"], ["Fresh"], []]
    assert (decayed, plans) == (["Old", "Fresh"], ["Year"])
    assert await services.db.pool.fetchval("SELECT count(*) FROM person_views") == 0


async def bought(inside: Inside, account_id: UUID) -> None:
    """Somebody has a ticket of a drama."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    pool = inside.services.db.pool
    await pool.execute("UPDATE titles SET genres = '{Drama}'")
    held = hold(show.id, 0)
    await place(pool, [held])
    opened = order(held, show, buyer=Buyer("Ann", "ann@people.test", 1, account_id))
    await open_orders(pool, [opened])
    await settle(pool, [await attempt(inside.services, opened)])


async def test_recommended_fits_what_was_booked_and_says_so(inside: Inside) -> None:
    """Booked counts more than looked at, nothing below 7; erased with the account."""
    ann, admin = await inside.person("ann"), await inside.person("admin", Role.ADMIN)
    await bought(inside, ann)
    async with inside.by(admin) as platform:
        for name, genre, rating in (
            ("War film", "War", 95),
            ("Drama film", "Drama", 75),
            ("Bad drama", "Drama", 69),
        ):
            more = {"platform": "A", "added_on": "2026-01-01", "rating_tenths": rating}
            await add(platform, "/streaming", name=name, type="movie", genres=[genre], **more)
    async with inside.by(ann) as client, inside.by() as guest:
        for_ann = (await client.get("/streaming?list=recommended")).json()["items"]
        for_guests = await names(guest, "/streaming?list=recommended")
        await client.get(f"/streaming/{for_ann[1]['id']}")
        await inside.services.views.write()
        again = (await client.get("/streaming?list=recommended")).json()["items"]
        page = await client.get(f"{SITE}/streaming?list=recommended", headers=HTML)

    assert [one["name"] for one in for_ann] == ["Drama film", "War film"]
    assert for_ann[0]["because"] == {"genre": "Drama", "because": "booked"}
    assert for_guests == ["War film", "Drama film"]
    assert again[1]["because"] == {"genre": "War", "because": "looked_at"}
    assert "Because you booked Drama" in page.text


async def test_platform_keeps_the_guide_by_forms(inside: Inside) -> None:
    """Entered, refused with its fields, stale edits shown with both, removed; others may not."""
    admin = await inside.person("admin", Role.ADMIN)
    here = "/admin/guide/restaurants"
    typed = {
        "name": "Thali",
        "city": "Pune",
        "offers": "Lunch | cheap | 2030-01-01",
        "enabled": "1",
    }
    async with inside.by(admin) as platform:
        wrong = await fill(platform, here, here, **typed | {"rating_tenths": "12", "latitude": "x"})
        made = await fill(platform, here, here, **typed)
        one = made.url.path
        await platform.patch(one.replace("/admin/guide", ""), json={"phone": "123"})
        stale = await fill(platform, one, one, **typed | {"version": "1", "phone": "9"})
        await fill(platform, one, f"{one}/removal")
        gone = await platform.get(SITE + one, headers=HTML)
    async with inside.by(await inside.person("ann")) as ann:
        refused = await ann.get(SITE + here, headers=HTML)

    assert (wrong.status_code, made.status_code, stale.status_code) == (422, 200, 409)
    assert "must be from 0 to 10" in wrong.text
    assert "is not a number" in wrong.text
    assert ">123</b>" in stale.text
    assert (gone.status_code, refused.status_code) == (404, 403)
