"""Venues and halls by page, as a browser without JavaScript does it."""

import re

import httpx

from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside

SITE = "http://tessera.test"
PAGE = {"Accept": "text/html"}
NEW = {"name": "Odeon", "city": "Pune", "country": "in", "timezone": "Asia/Kolkata"}


async def send(client: httpx.AsyncClient, page: str, to: str, /, **fields: str) -> httpx.Response:
    """Send a form of a page, and follow where it leads."""
    found = await client.get(SITE + page, headers=PAGE)
    token = re.search(r'name="csrf_token" value="([^"]+)"', found.text)
    assert token, found.text[:500]
    data = fields | {"csrf_token": token[1]}
    return await client.post(SITE + to, data=data, headers=PAGE, follow_redirects=True)


async def test_venue_and_hall_are_entered_given_seats_and_seen_by_everybody(inside: Inside) -> None:
    """From an empty list to a hall of 120; what is wrong is told beside its field."""
    house = await create_house(inside.services)
    base = f"/organizer/organizations/{house.organization_id}/venues"
    async with inside.by(house.owner_id) as client, inside.by() as guest:
        wrong = await send(client, f"{base}/new", base, **NEW | {"timezone": "Pune"})
        made = await send(client, f"{base}/new", base, **NEW, latitude="18,5", longitude="73.9")
        venue = made.url.path
        hall = await send(client, f"{venue}/halls/new", f"{venue}/halls", name="One", format="IMAX",
                          turnaround_minutes="10")  # fmt: skip
        at = hall.url.path
        numbers = {"rows": "6", "seats_per_row": "20", "category": "Balcony", "accessible": "2"}
        short = await send(client, at, f"{at}/seats", **numbers, seats="119")
        done = await send(client, at, f"{at}/seats", **numbers, seats="120")
        seen = await guest.get(f"{SITE}/venues/{venue.rpartition('/')[2]}", headers=PAGE)
        near = await guest.get(f"{SITE}/venues?latitude=18.51&longitude=73.91", headers=PAGE)

    assert (wrong.status_code, "IANA" in wrong.text) == (422, True)
    assert (made.status_code, hall.status_code, done.status_code) == (200, 200, 200)
    assert "have 119 seats together, the hall has 120" in short.text
    assert "Balcony</dt><dd>120" in done.text
    assert "IMAX" in seen.text
    assert ">Odeon</h2>" in near.text


async def test_second_editor_sees_both_values_and_may_save_over(inside: Inside) -> None:
    """409 shows what was saved meanwhile; the next save carries the new version."""
    house = await create_house(inside.services)
    base = f"/organizer/organizations/{house.organization_id}/venues"
    async with inside.by(house.owner_id) as client:
        url = (await send(client, f"{base}/new", base, **NEW)).url.path
        await send(client, url, url, **NEW, address="1 Road", version="1")
        stale = await send(client, url, url, **NEW, address="2 Road", version="1")
        saved = await send(client, url, url, **NEW, address="2 Road", version="2")

    assert stale.status_code == 409
    assert 'value="2 Road"' in stale.text
    assert "Saved meanwhile by somebody else: 1 Road" in stale.text
    assert 'name="version" value="2"' in stale.text
    assert (saved.status_code, 'value="2 Road"' in saved.text) == (200, True)


async def test_ticked_venues_are_shown_with_what_hangs_on_them_and_switched_back(
    inside: Inside,
) -> None:
    """Preview, switch, undo."""
    house = await create_house(inside.services)
    await create_show(inside.services, house)
    base = f"/organizer/organizations/{house.organization_id}/venues"
    async with inside.by(house.owner_id) as client:
        listed = await client.get(SITE + base, headers=PAGE)
        [number] = re.findall(r'name="venue" value="(\d+)"', listed.text)
        look = await client.get(f"{SITE}{base}/switch?venue={number}&enabled=no", headers=PAGE)
        off = await send(client, base, f"{base}/switch", venue=number, enabled="no")
        gone = await client.get(f"{SITE}/venues/{number}", headers=PAGE)
        undo = await send(client, str(off.url.path), f"{base}/switch", venue=number, enabled="yes")

    assert "Disable 1 venue" in look.text
    assert 'data-label="Shows to come">1<' in look.text
    assert ("Undo" in off.text, gone.status_code) == (True, 404)
    assert "badge--ok" in undo.text
