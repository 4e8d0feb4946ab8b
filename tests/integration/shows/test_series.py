"""Series: foreseen, planned at once, changed together, undone while nothing is sold."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.fixtures.forms import form_to
from tests.fixtures.house import House, create_house
from tests.fixtures.inside import Inside
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import PAGE, SITE, send

ZONE = ZoneInfo("Asia/Kolkata")


@pytest.fixture
async def house(inside: Inside) -> House:
    """A theatre with one hall and a title of 100 minutes."""
    return await create_house(inside.services, places=8)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who plans."""
    async with inside.by(house.owner_id) as client:
        yield client


def friday(inside: Inside) -> date:
    """A Friday to come."""
    today = inside.services.clock().astimezone(ZONE).date()
    return today + timedelta(days=14 + (4 - today.weekday()) % 7)


def run(house: House, day: date, **more: Any) -> dict[str, Any]:
    """Three Fridays, on sale two months before each."""
    shared = {"prices": {"regular": 50_000}, "publish": True, "sale_opens_days": 60}
    fields = {"name": "Requiem on Fridays", "title_id": house.title_id, "hall_id": house.hall_id}
    fields |= {"starts_on": f"{day}", "starts_time": "20:00:00", "shared": shared}
    return fields | {"rule": "FREQ=WEEKLY;COUNT=3"} | more


def url_of(house: House) -> str:
    """Where an organization's series are."""
    return f"/organizations/{house.organization_id}/series"


async def test_series_is_foreseen_planned_and_what_is_in_the_way_is_named(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A show stands on the second Friday; the third is left out of another rule."""
    day, url = friday(inside), url_of(house)
    other = {"title_id": house.title_id, "hall_id": house.hall_id, "prices": {"regular": 1}}
    other |= {"starts_at": f"{day + timedelta(days=7)}T21:00:00+05:30"}
    assert (await owner.post("/shows", json=other)).is_success
    wanted = run(house, day, exdates=[f"{day + timedelta(days=14)}"])
    seen = (await owner.post(f"{url}/preview", json=wanted)).json()["items"]
    made = (await sent_twice(owner, "POST", url, body=wanted)).json()
    again = await owner.post(url, json=wanted)
    told = (await owner.get(f"/series/{made['id']}")).json()

    assert [(one["in_the_way"], one["excluded"]) for one in seen] == [
        (None, False),
        ("Requiem", False),
        (None, True),
    ]
    assert [r["code"] for r in made["refused"]] == ["hall_busy"]
    assert [show["id"] for show in told["items"]] == made["show_ids"]
    assert told["items"][0]["starts_at"] == f"{day}T14:30:00Z"
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")


async def test_one_those_that_follow_or_all_change_and_what_is_sold_stays(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A later hour for the second and third, a price for all; the third has a buyer and stays."""
    made = (await owner.post(url_of(house), json=run(house, friday(inside)))).json()
    one = f"/series/{made['id']}"
    first, second, third = made["show_ids"]
    async with inside.by() as guest:
        assert (await guest.post(f"/shows/{third}/holds", json={"places": [0]})).is_success
    later = {"scope": "following", "show_id": second, "starts_time": "21:30:00", "version": 1}
    moved = (await sent_twice(owner, "PATCH", one, body=later)).json()
    dearer = {"scope": "all", "prices": {"regular": 60_000}, "starts_time": "20:00:00"}
    stale = await owner.patch(one, json=dearer | {"version": 1})
    priced = (await owner.patch(one, json={"scope": "all", "prices": {"regular": 60_000}})).json()
    starts = [show["starts_at"][11:16] for show in (await owner.get(one)).json()["items"]]

    assert (moved["show_ids"], [r["code"] for r in moved["refused"]]) == (
        [second],
        ["show_has_sales"],
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    assert priced["show_ids"] == [first, second, third]
    assert starts == ["14:30", "16:00", "14:30"]
    assert priced["shared"]["prices"] == {"regular": 60_000}


async def test_shows_that_come_later_have_what_was_changed_for_all(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """Another rule, the price of today."""
    made = (await owner.post(url_of(house), json=run(house, friday(inside), rule=""))).json()
    one = f"/series/{made['id']}"
    await owner.patch(one, json={"scope": "all", "prices": {"regular": 60_000}})
    more = {"starts_on": f"{friday(inside) + timedelta(days=70)}", "starts_time": "20:00:00"}
    [new] = (await sent_twice(owner, "POST", f"{one}/shows", body=more)).json()["show_ids"]

    price = "SELECT amount FROM show_prices WHERE show_id = $1"
    assert await inside.services.db.pool.fetchval(price, new) == 60_000


async def test_batch_is_undone_as_long_as_nobody_has_a_place(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A held place keeps all of it; released, all of it goes."""
    made = (await owner.post(url_of(house), json=run(house, friday(inside)))).json()
    undo = f"/show-batches/{made['batch_id']}/undoing"
    async with inside.by() as guest:
        held = (
            await guest.post(f"/shows/{made['show_ids'][1]}/holds", json={"places": [0]})
        ).json()
        kept = await owner.post(undo)
        await guest.delete(f"/holds/{held['id']}", headers={"Hold-Token": held["token"]})
    listed = (await owner.get(f"/organizations/{house.organization_id}/show-batches")).json()
    await sent_twice(owner, "POST", undo)
    twice = await owner.post(undo)
    statuses = "SELECT array_agg(DISTINCT status) FROM shows"

    assert (kept.status_code, kept.json()["show"]["id"]) == (409, made["show_ids"][1])
    assert [batch["kind"] for batch in listed["items"]] == ["series"]
    assert await inside.services.db.pool.fetchval(statuses) == ["cancelled"]
    assert (twice.status_code, twice.json()["code"]) == (409, "nothing_to_undo")
    drafts = run(house, friday(inside), name="Again", shared={"prices": {"regular": 1}})
    again = (await owner.post(url_of(house), json=drafts)).json()
    assert (await owner.post(f"/show-batches/{again['batch_id']}/undoing")).is_success
    left = "SELECT count(*) FROM shows WHERE status = 'draft'"
    assert await inside.services.db.pool.fetchval(left) == 0


async def test_pages_show_the_dates_and_plan_and_change_them(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """Chosen piece by piece; nothing is planned by looking; what is wrong stands on the page."""
    base = f"/organizer/organizations/{house.organization_id}/series"
    day = friday(inside)
    form = {"name": "Fridays", "title_id": f"{house.title_id}", "hall_id": f"{house.hall_id}"}
    form |= {"starts_on": f"{day}", "starts_time": "20:00", "pace": "WEEKLY", "weekday": "FR"}
    form |= {"count": "2", "price": "500"}
    asked = form | {"look": "1"}
    wrong = await owner.get(SITE + base, params=asked | {"price": "dear"}, headers=PAGE)
    look = await owner.get(SITE + base, params=asked, headers=PAGE)
    empty = await inside.services.db.pool.fetchval("SELECT count(*) FROM shows")
    made = await send(owner, base, base, **form)
    later = await send(owner, made.url.path, made.url.path, scope="all", starts_time="21:00")

    assert (wrong.status_code, "is not a price" in wrong.text) == (422, True)
    assert ("Plan 2 shows" in look.text, empty) == (True, 0)
    assert "2 shows planned, 0 refused." in made.text
    assert "2 shows changed, 0 refused." in later.text


async def test_copied_day_is_undone_from_the_programme(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """What was copied goes; what it was copied from stays."""
    day = friday(inside)
    to = f"{day + timedelta(days=1)}"
    await owner.post(url_of(house), json=run(house, day, rule=""))
    page = f"/organizer/organizations/{house.organization_id}/programme"
    copy = {"venue_id": "1", "shown": to, "since": f"{day}", "to": to, "days": "1"}
    copied = await send(owner, f"{page}?day={day}", f"{page}/copies", **copy)
    batch = copied.text.partition('action="/organizer/show-batches/')[2].partition("/")[0]
    undo = f"/organizer/show-batches/{batch}/undoing"
    undone = await send(owner, f"{page}?day={day}", undo, day=to)

    assert "Undone: these shows are out again." in undone.text
    assert await inside.services.db.pool.fetchval("SELECT count(*) FROM shows") == 1


async def test_windows_of_a_run_are_typed_kept_and_taken_away_by_its_forms(
    inside: Inside, owner: httpx.AsyncClient, house: House
) -> None:
    """A presale of a week before all of them; a window that ends before it begins is told; saved
    untouched it stays, emptied it is gone."""
    day, at = friday(inside), f"/organizer/organizations/{house.organization_id}/series"
    opens, ends = day - timedelta(days=10), day - timedelta(days=3)
    typed = {"name": "Run", "starts_on": f"{day}", "count": "2", "price": "500", "sale": "at"}
    typed |= {"sale_at": f"{opens}T10:00", "closes": "30", "window_code": "yes"}
    window = {"window_name": "Presale", "window_opens": f"{opens}T12:00"}
    form = form_to((await see(owner, at)).text, f"{at}#look", method="get")
    filled = form | {n: [v, *form.get(n, [])[1:]] for n, v in (typed | window).items()}
    wrong = await see(owner, at, filled | {"window_closes": [f"{opens}T11:00", "", ""]})
    seen = await see(owner, at, filled | {"window_closes": [f"{ends}T10:00", "", ""]})
    made = await owner.post(SITE + at, data=form_to(seen.text, at), headers=PAGE)
    one = made.headers["location"].partition("?")[0]
    kept = form_to((await see(owner, one)).text, one)
    saved = await owner.post(SITE + one, data=kept | {"language": ["Urdu"]}, headers=PAGE)
    after = await windows_of(inside)
    gone = form_to((await see(owner, one)).text, one) | {"window_name": ["", "", ""]}
    gone |= {"window_opens": ["", "", ""], "window_closes": ["", "", ""]}
    await owner.post(SITE + one, data=gone, headers=PAGE)

    assert (wrong.status_code, "must lie after" in wrong.text) == (422, True)
    assert (made.status_code, saved.status_code) == (303, 303)
    assert after == [("Presale", True, f"{opens}T12:00:00+05:30")] * 2
    assert await windows_of(inside) == []


async def see(
    client: httpx.AsyncClient, path: str, query: dict[str, list[str]] | None = None
) -> httpx.Response:
    """A page."""
    return await client.get(SITE + path, params=query, headers=PAGE)


async def windows_of(inside: Inside) -> list[tuple[str, bool, str]]:
    """Name, code and beginning of every window of every show."""
    rows = await inside.services.db.pool.fetch(
        """SELECT w ->> 'name', (w ->> 'code')::boolean, w ->> 'opens_at'
        FROM shows, jsonb_array_elements(windows) AS w ORDER BY id"""
    )
    return [tuple(row) for row in rows]
