"""Pictures of venues: sent, drawn, put in order, shown, forgotten."""

import asyncio
import io
from typing import Any, cast
from uuid import UUID

import httpx
from PIL import Image

from tessera.kit.ids import new_id
from tessera.kit.mail import Mailer
from tessera.services import Workshop
from tessera.venues.pictures.draw import draw_venue_picture, forget_pictures
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside
from tests.integration.catalog.test_console_pages import HTML, SITE
from tests.integration.catalog.test_files import hidden_fields, picture

BYTES = {"Content-Type": "application/octet-stream"}


async def send(
    client: httpx.AsyncClient, venue_id: int, *, body: bytes, alt: str = "", at: UUID | None = None
) -> httpx.Response:
    """Send a picture as programs do, under an id of their making."""
    url = f"/venues/{venue_id}/pictures/{at or new_id()}/file"
    return await client.put(url, params={"alt": alt}, content=body, headers=BYTES)


async def draw_all(inside: Inside) -> None:
    """Do every job that draws."""
    shop = Workshop(inside.services, cast("Mailer", None))
    rows = await inside.services.db.pool.fetch(
        "DELETE FROM pgqueuer WHERE entrypoint = 'draw_venue_picture' RETURNING payload"
    )
    for row in rows:
        await draw_venue_picture(shop, bytes(row["payload"]).decode())


async def names(client: httpx.AsyncClient, venue_id: int) -> list[str]:
    """What everybody is told that a venue's pictures show, in order."""
    shown = (await client.get(f"/venues/{venue_id}")).json()["pictures"]
    return [one["alt"] for one in shown]


async def test_picture_is_drawn_in_widths_and_shown_with_the_venue(inside: Inside) -> None:
    """On its page, in lists and to programs; without what a camera had put into it."""
    house = await create_house(inside.services)
    base = inside.services.settings.base_url
    async with inside.by(house.owner_id) as owner:
        body = picture(size=(1200, 800), secret=b"GPS 52.5N")
        sent = await send(owner, house.venue_id, body=body, alt="The foyer")
        before = await names(owner, house.venue_id)
        await draw_all(inside)
        listed = (await owner.get("/venues")).json()["items"][0]["pictures"]
        page = (await owner.get(f"{SITE}/venues/{house.venue_id}", headers=HTML)).text
        files = {
            f"{width}.{suffix}": await owner.get(SITE + url.removeprefix(base))
            for suffix in ("avif", "webp", "jpg")
            for width, url in listed[0][suffix].items()
        }

    assert (sent.status_code, sent.json()["state"], before) == (202, "waiting", [])
    assert (listed[0]["alt"], listed[0]["width"]) == ("The foyer", 1200)
    assert 'alt="The foyer"' in page
    assert Image.open(io.BytesIO(files["480.jpg"].content)).size == (480, 320)
    assert Image.open(io.BytesIO(files["1600.avif"].content)).width == 1200
    assert len(files) == 9
    assert all(b"GPS" not in file.content for file in files.values())


async def test_pictures_are_put_in_order_and_a_stale_edit_is_refused(inside: Inside) -> None:
    """Others make room; what the first editor saved is told to the second; it is on record."""
    house = await create_house(inside.services)
    url = f"/venues/{house.venue_id}/pictures"
    async with inside.by(house.owner_id) as owner:
        for alt in ("front", "foyer", "bar"):
            await send(owner, house.venue_id, body=picture(), alt=alt)
        await draw_all(inside)
        ids = [one["id"] for one in (await owner.get(url)).json()["items"]]
        moved = await owner.patch(f"{url}/{ids[2]}", json={"position": 1, "version": 1})
        stale = await owner.patch(f"{url}/{ids[2]}", json={"alt": "counter", "version": 1})
        gone = await owner.delete(f"{url}/{ids[0]}")
        shown = await names(owner, house.venue_id)
        house_log = f"/organizations/{house.organization_id}/audit-log"
        log = (await owner.get(house_log)).json()["items"]

    assert (moved.status_code, stale.status_code, gone.status_code) == (200, 409, 204)
    assert stale.json()["now"] == {"version": 2, "alt": "bar"}
    assert shown == ["bar", "foyer"]
    told = [line["action"] for line in log if line["action"].startswith("venue.picture")]
    assert (
        sorted(told)
        == ["venue.picture_changed", "venue.picture_removed"] + ["venue.picture_sent"] * 3
    )


async def test_picture_sent_twice_at_once_is_one(inside: Inside) -> None:
    """The id is the sender's; another venue's picture is none of theirs."""
    house = await create_house(inside.services)
    at, url = new_id(), f"/venues/{house.venue_id}/pictures"
    stranger = await inside.person("stranger")
    async with inside.by(house.owner_id) as owner, inside.by(stranger) as other:
        both = await asyncio.gather(
            *(send(owner, house.venue_id, body=picture(), at=at) for _ in range(2))
        )
        again = await send(owner, house.venue_id, body=picture(), at=at)
        kept = (await owner.get(url)).json()["items"]
        theirs = await send(other, house.venue_id, body=picture())

    assert [answer.status_code for answer in (*both, again)] == [202, 202, 202]
    assert [one["id"] for one in kept] == [str(at)]
    assert theirs.status_code in (403, 404)


async def test_no_venue_has_more_than_twelve_and_no_picture_is_text(inside: Inside) -> None:
    """Senders at once share the last place; what is refused is told with its field."""
    house = await create_house(inside.services)
    await inside.services.db.pool.execute(
        """INSERT INTO venue_pictures (id, key, venue_id, state, suffix, bytes, width, height,
            position, created_at) SELECT gen_random_uuid(), gen_random_uuid(), $1, 'ready', 'jpg',
            1, 1, 1, n, now() FROM generate_series(1, 11) n""",
        house.venue_id,
    )
    async with inside.by(house.owner_id) as owner:
        text = await send(owner, house.venue_id, body=b"<svg onload=alert(1)>")
        many = await asyncio.gather(
            *(send(owner, house.venue_id, body=picture()) for _ in range(3))
        )

    assert text.json()["errors"][0]["message"].startswith("is not a JPEG")
    assert sorted(answer.status_code for answer in many) == [202, 422, 422]
    refused = next(answer for answer in many if answer.status_code == 422)
    assert "at most 12" in refused.json()["errors"][0]["message"]


async def test_pictures_that_left_are_forgotten_by_the_store(inside: Inside) -> None:
    """Taken away, or with a venue that is gone."""
    house = await create_house(inside.services)
    folder = inside.services.settings.files / "venues"
    async with inside.by(house.owner_id) as owner:
        spare = {"city": "Pune", "country": "IN", "timezone": "Asia/Kolkata", "name": "Spare"}
        made = await owner.post("/venues", json=spare | {"organization_id": house.organization_id})
        for venue_id in (house.venue_id, made.json()["id"]):
            await send(owner, venue_id, body=picture())
        await draw_all(inside)
        kept = (await owner.get(f"/venues/{house.venue_id}/pictures")).json()["items"][0]
        await owner.delete(f"/venues/{house.venue_id}/pictures/{kept['id']}")
        await owner.delete(f"/venues/{made.json()['id']}")
        before = len(list(folder.iterdir()))
        gone = await forget_pictures(inside.services)

    assert (before, gone, list(folder.iterdir())) == (2, 2, [])


async def test_picture_is_sent_changed_and_taken_away_by_forms(inside: Inside) -> None:
    """Without JavaScript; a form sent twice keeps one, a stale one shows both texts."""
    house = await create_house(inside.services)
    page = f"/organizer/organizations/{house.organization_id}/venues/{house.venue_id}"
    url = f"{page}/pictures"
    async with inside.by(house.owner_id) as owner:
        hidden = await hidden_fields(owner, page, url)
        wrong = await by_form(owner, url, hidden | {"form_key": "x"}, content=b"no")
        sent = [await by_form(owner, url, hidden, content=picture()) for _ in range(2)]
        kept = (await owner.get(f"/venues/{house.venue_id}/pictures")).json()["items"]
        one = f"{url}/{kept[0]['id']}"
        edit = {"csrf_token": hidden["csrf_token"], "position": "1", "version": "1"}
        saved, stale = [
            await owner.post(SITE + one, data=edit | {"alt": alt}, headers=HTML)
            for alt in ("The bar", "The counter")
        ]
        gone = await owner.post(f"{SITE}{one}/removal", data=edit, headers=HTML)

    codes = [a.status_code for a in (wrong, *sent, saved, stale, gone)]
    assert codes == [422, 303, 303, 303, 409, 303]
    assert "is not a JPEG" in wrong.text
    assert len(kept) == 1
    assert "Saved meanwhile by somebody else: The bar" in stale.text
    assert 'value="The counter"' in stale.text


async def by_form(
    client: httpx.AsyncClient, url: str, fields: dict[str, Any], *, content: bytes
) -> httpx.Response:
    """Send a picture as a browser does."""
    files = {"file": ("a.jpg", content, "image/jpeg")}
    return await client.post(SITE + url, data=fields, files=files, headers=HTML)
