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


async def tables(inside: Inside) -> None:
    """A modest restaurant near the venue, a better one far away, and one that is hidden."""
    today = inside.services.clock().date()
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


async def test_restaurants_are_found_by_whatever_people_ask(inside: Inside) -> None:
    """City, cuisine, rating, name with or without accents, the best."""
    await tables(inside)
    both, thali, creme = ["Café Crème", "Thali"], ["Thali"], ["Café Crème"]
    wanted = {
        "": both,
        "?cuisine=gujarati": thali,
        "?rating_min=80": creme,
        "?q=cafe creme": creme,
        "?city=pune": [],
        "?top=true": both,
    }

    async with inside.by() as guest:
        found = {query: await names(guest, f"/restaurants{query}") for query in wanted}

    assert found == wanted


async def test_nearest_restaurants_come_first_with_offers_that_hold(inside: Inside) -> None:
    """Near a venue by distance; an offer until its last day."""
    show = await create_show(inside.services, await create_house(inside.services))
    await inside.services.db.pool.execute("UPDATE venues SET latitude = 19.0, longitude = 72.8")
    await tables(inside)

    async with inside.by() as guest:
        near = (await guest.get(f"/restaurants?near_venue={show.venue.id}")).json()["items"]
        page = await guest.get(f"{SITE}/restaurants?near={show.venue.id}", headers=HTML)

    assert [(r["name"], r["km"]) for r in near] == [("Thali", 0.11), ("Café Crème", 55.6)]
    assert [offer["name"] for offer in near[1]["offers"]] == ["Two for one"]
    assert "0.1 km away" in page.text


async def films(inside: Inside) -> dict[str, int]:
    """An old one that is well rated and a new one, with a plan."""
    today = inside.services.clock().date().isoformat()
    usual: dict[str, Any] = {"type": "movie", "genres": ["Drama"], "languages": ["Hindi"]}
    old = {"platform": "A", "added_on": "2020-01-01", "rating_tenths": 95}
    fresh = {"platform": "B", "added_on": today, "genres": ["War"]}
    plan = {"platform": "A", "name": "Year", "amount": 99900, "currency": "INR", "months": 12}
    async with inside.by(await inside.person("admin", Role.ADMIN)) as platform:
        await add(platform, "/streaming-plans", **plan)
        return {
            name: (await add(platform, "/streaming", name=name, **(usual | more)))["id"]
            for name, more in (("Old", old), ("Fresh", fresh))
        }


async def test_lists_of_films_at_home_by_views_days_and_rating(inside: Inside) -> None:
    """Trending by what was looked at lately, new in thirty days, top; filters; nobody is kept."""
    services, ids = inside.services, await films(inside)
    async with inside.by() as guest:
        for name in ("Old", "Fresh", "Fresh", "Fresh"):
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


async def rated_films(inside: Inside) -> None:
    """A war film, a drama that is less well rated, and one that is not recommended."""
    rated = (("War film", "War", 95), ("Drama film", "Drama", 75), ("Bad drama", "Drama", 69))
    async with inside.by(await inside.person("admin", Role.ADMIN)) as platform:
        for name, genre, rating in rated:
            more = {"platform": "A", "added_on": "2026-01-01", "rating_tenths": rating}
            await add(platform, "/streaming", name=name, type="movie", genres=[genre], **more)


async def test_recommended_fits_what_was_booked_and_says_so(inside: Inside) -> None:
    """Booked counts more than looked at, nothing below 7; guests get the best rated."""
    ann = await inside.person("ann")
    await bought(inside, ann)
    await rated_films(inside)
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
    here = "/admin/guide/restaurants"
    typed = {"name": "Thali", "city": "Pune", "offers": "Lunch | cheap | 2030-01-01"}
    async with inside.by(await inside.person("admin", Role.ADMIN)) as platform:
        wrong = await fill(platform, here, here, **typed | {"rating_tenths": "12", "latitude": "x"})
        made = await fill(platform, here, here, **typed | {"enabled": "1"})
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
