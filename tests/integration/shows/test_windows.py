"""Presales by code, windows by category, and shows that are in no list."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tessera.shows.model import Show
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.inside import Inside
from tests.integration.venues.test_drafts import sent_twice
from tests.integration.venues.test_venue_pages import PAGE, SITE, send


@pytest.fixture
async def house(inside: Inside) -> House:
    """A hall of eight and a floor."""
    return await create_house(inside.services, places=8, standing=20)


@pytest.fixture
async def show(inside: Inside, house: House) -> Show:
    """On sale, in five days."""
    return await create_show(inside.services, house, days=5)


@pytest.fixture
async def owner(inside: Inside, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Who plans."""
    async with inside.by(house.owner_id) as client:
        yield client


def windows(show: Show, *, presale: int = 0) -> list[dict[str, Any]]:
    """A presale by code from `presale` hours on, everybody two days later."""
    begins = show.sales_open_at + timedelta(hours=presale)
    general = show.sales_open_at + timedelta(days=2)
    early = {"name": "Presale", "code": True, "opens_at": begins.isoformat()}
    last = {"name": "Everybody", "opens_at": general.isoformat()}
    return [
        early | {"closes_at": general.isoformat()},
        last | {"closes_at": show.sales_close_at.isoformat()},
    ]


async def test_presale_is_for_who_has_a_code_until_all_are_ended(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """A code of this show goes with the hold; a made-up or an ended one does not."""
    url, hold = f"/shows/{show.id}", {"places": [0]}
    assert (await owner.patch(url, json={"windows": windows(show)})).is_success
    issued = (await sent_twice(owner, "POST", f"{url}/codes", body={"quantity": 3})).json()
    codes = (await owner.get(f"{url}/codes/{issued['first']}")).json()["codes"]
    async with inside.by() as guest:
        without = await guest.post(f"{url}/holds", json=hold)
        wrong = await guest.post(f"{url}/holds", json=hold, headers={"Presale-Code": "A" * 23})
        right = {"Presale-Code": codes[2].lower().replace("-", " ")}
        held = await guest.post(f"{url}/holds", json=hold, headers=right)
        known = await guest.post(f"{url}/code-check", json={"code": codes[0]})
        await sent_twice(owner, "POST", f"{url}/codes/revocation")
        ended = await guest.post(f"{url}/holds", json={"places": [1]}, headers=right)

    assert len(set(codes)) == 3
    assert [a.json()["code"] for a in (without, wrong, ended)] == ["code_required"] * 3
    assert (held.status_code, known.status_code) == (201, 200)
    [told] = (await owner.get(f"{url}/codes")).json()["items"]
    assert (told["quantity"], told["works"]) == (3, False)


async def test_window_that_is_shut_says_when_it_opens(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """Before the presale nobody buys; the house may; what windows may not be is told by path."""
    url = f"/shows/{show.id}"
    wrong = windows(show)
    wrong[0] |= {"closes_at": wrong[0]["opens_at"], "categories": ["gold"]}
    refused = await owner.patch(url, json={"windows": wrong})
    early = windows(show, presale=3)
    assert (await owner.patch(url, json={"windows": early})).is_success
    async with inside.by() as guest:
        shut = await guest.post(f"{url}/holds", json={"best": {"quantity": 1}})
    own = await owner.post(f"{url}/holds", json={"area": "Floor", "quantity": 2})

    paths = {p["field"] for p in refused.json()["errors"]}
    assert paths == {"windows[0].closes_at", "windows[0].categories"}
    assert shut.json()["code"] == "window_shut"
    assert shut.json()["opens_at"][:16] == early[0]["opens_at"][:16]
    assert own.status_code == 201


async def test_code_typed_on_the_page_goes_along_from_there(
    inside: Inside, owner: httpx.AsyncClient, show: Show
) -> None:
    """The browser keeps it; a wrong one is told, and the hold by form works without a script."""
    url = f"/shows/{show.id}"
    await owner.patch(url, json={"windows": windows(show)})
    first = (await owner.post(f"{url}/codes", json={"quantity": 1})).json()["first"]
    [code] = (await owner.get(f"{url}/codes/{first}")).json()["codes"]
    async with inside.by() as guest:
        wrong = await send(guest, url, f"{url}/code", code="nonsense")
        right = await send(guest, url, f"{url}/code", code=code)
        held = await send(guest, url, f"{url}/holds", place="0")

    assert wrong.status_code == 422
    assert "Your presale code is in this browser." in right.text
    assert held.url.path.startswith("/checkout/")


async def test_unlisted_show_is_reached_by_its_link_and_stands_nowhere(
    inside: Inside, owner: httpx.AsyncClient, house: House, show: Show
) -> None:
    """Not in lists, the title's page, search, sitemaps, calendars; its own page asks not to be
    indexed; the house sees it."""
    link = f"/shows/{show.id}"
    lists = ["/api/v1/shows", f"/api/v1/titles/{house.title_id}/shows", f"/titles/{house.title_id}",
             f"/organizations/{house.organization_id}/calendar.ics",
             f"/titles/{house.title_id}/calendar.ics", "/sitemap.xml"]  # fmt: skip
    async with inside.by() as guest:
        before = [(await guest.get(SITE + path, headers=PAGE)).text for path in lists]
        await owner.patch(link, json={"unlisted": True})
        after = [(await guest.get(SITE + path, headers=PAGE)).text for path in lists]
        page = await guest.get(SITE + link, headers=PAGE)
        search = (await guest.get("/titles?when=on_sale")).json()["items"]

    marks = ['"id":1,', '"id":1,', *[f"/shows/{show.id}"] * 3, "sitemaps/shows"]
    assert [mark in text for mark, text in zip(marks, before, strict=True)] == [True] * 6
    assert [mark in text for mark, text in zip(marks, after, strict=True)] == [False] * 6
    assert ('name="robots" content="noindex"' in page.text, search) == (True, [])
    own = await owner.get(f"{SITE}/organizer", headers=PAGE)
    assert f"/organizer/shows/{show.id}" in own.text
