"""What search engines, networks and calendars get."""

import io
import json
import re
from xml.etree import ElementTree

import httpx
from PIL import Image

from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title
from tests.integration.catalog.test_console_pages import HTML, SITE

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def documents(page: httpx.Response) -> list[dict[str, object]]:
    """The structured data of a page."""
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page.text)
    assert found, page.text[:300]
    document = json.loads(found[1])
    graph: list[dict[str, object]] = document.get("@graph", [document])
    return graph


async def test_title_and_show_say_what_they_are_and_cost(inside: Inside) -> None:
    """Movie, ScreeningEvent and Offer, one address for each, prices as the screens tell them."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    base = inside.services.settings.base_url
    async with inside.by() as guest:
        title = await guest.get(f"{SITE}/titles/{house.title_id}?date=2020-01-01", headers=HTML)
        one = await guest.get(f"{SITE}/shows/{show.id}", headers=HTML)
    movie, event = documents(title)
    [alone] = documents(one)

    assert (movie["@type"], movie["url"]) == ("Movie", f"{base}/titles/{house.title_id}")
    assert (event["@type"], alone["@id"]) == ("ScreeningEvent", event["@id"])
    offers = event["offers"]
    assert isinstance(offers, list)
    price = show.shown("regular")
    assert (offers[0]["price"], offers[0]["priceCurrency"]) == (str(price.decimal()), "INR")
    assert f'<link rel="canonical" href="{base}/titles/{house.title_id}">' in title.text
    assert title.text.count('hreflang="') == 4


async def locations(client: httpx.AsyncClient, url: str) -> list[str]:
    """The addresses of a sitemap, which has to be XML."""
    tree = ElementTree.fromstring((await client.get(url)).content)  # noqa: S314 - our own
    return [found.text or "" for found in tree.iter(f"{SPACE}loc")]


async def test_sitemaps_list_what_is_public_and_nothing_hidden(inside: Inside) -> None:
    """The index leads to each; each page with its languages; robots tell where."""
    house = await create_house(inside.services)
    await create_show(inside.services, house)
    hidden = await create_title(inside.services, "Hidden", enabled=False)
    async with inside.by() as guest:
        robots = await guest.get(f"{SITE}/robots.txt")
        index = await locations(guest, f"{SITE}/sitemap.xml")
        base = inside.services.settings.base_url
        urls = []
        for place in index:
            urls += await locations(guest, SITE + place.removeprefix(base))
        none = await guest.get(f"{SITE}/sitemaps/titles/99.xml")

    assert f"Sitemap: {base}/sitemap.xml" in robots.text
    assert f"{base}/titles/{house.title_id}" in urls
    assert len(urls) == 2
    assert f"{base}/titles/{hidden.id}" not in urls
    assert none.status_code == 404


async def test_calendars_of_title_venue_and_organization(inside: Inside) -> None:
    """The same show in each; what is not public has none."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)
    hidden = await create_title(inside.services, "Hidden", enabled=False)
    paths = (
        f"/titles/{house.title_id}",
        f"/venues/{show.venue.id}",
        f"/organizations/{house.organization_id}",
    )
    async with inside.by() as guest:
        answers = [await guest.get(f"{SITE}{path}/calendar.ics") for path in paths]
        none = await guest.get(f"{SITE}/titles/{hidden.id}/calendar.ics")

    assert all(f"UID:show-{show.id}@" in answer.text for answer in answers)
    assert answers[0].headers["content-type"].startswith("text/calendar")
    assert none.status_code == 404


async def test_card_is_drawn_once_and_kept(inside: Inside) -> None:
    """The second one is the first one's file; a new name has a new card."""
    title = await create_title(inside.services)
    cards = inside.services.settings.files / "cards"
    async with inside.by() as guest:
        first = await guest.get(f"{SITE}/cards/titles/{title.id}")
        [kept] = list(cards.iterdir())
        kept.write_bytes(b"kept")
        second = await guest.get(f"{SITE}/cards/titles/{title.id}")

    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert second.content == b"kept"
