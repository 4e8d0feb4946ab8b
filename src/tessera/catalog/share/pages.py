"""What other programs fetch: robots, sitemaps, calendars, cards."""

import asyncio
import hashlib
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.cards import facts_of
from tessera.catalog.model import Title
from tessera.catalog.read import read_title
from tessera.catalog.share.calendar import calendar
from tessera.catalog.share.card import draw_card
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Unavailable
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.model import Show
from tessera.web.answers import JsonRequest
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.public import KEPT_A_SECOND, public_read
from tessera.web.templates import LOCALES

sql = named.beside(__file__)

URLS_MAX = 50_000
"""Of one sitemap, as sitemaps.org bounds it."""
SITEMAP_SECONDS = 600
CALENDAR_SHOWS_MAX = 500
CARD_WIDTH = 480
XML = "application/xml; charset=utf-8"
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PRIVATE = "/api/ /account /admin/ /checkout/ /my/ /orders/ /organizer /tickets/".split()  # noqa: SIM905


@get("/robots.txt", guards=[may(Right.BROWSE)], include_in_schema=False)
async def robots(request: JsonRequest) -> Response[bytes]:
    """Where crawlers may look, and where the sitemaps are."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {_base(request)}/sitemap.xml")
    return _kept("\n".join(lines).encode() + b"\n", "text/plain; charset=utf-8", 86_400)


@get("/sitemap.xml", guards=[may(Right.BROWSE)], include_in_schema=False)
async def sitemap_index(request: JsonRequest) -> Response[bytes]:
    """The sitemaps there are, each of at most 50,000 addresses."""
    rows = await public_read(request, ("sitemaps",), _chunks, seconds=SITEMAP_SECONDS)
    base = _base(request)
    entries = (
        f"<sitemap><loc>{base}/sitemaps/{row['kind']}/{row['chunk']}.xml</loc></sitemap>"
        for row in rows
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="{SPACE}">'
    return _kept((body + "".join(entries) + "</sitemapindex>").encode(), XML, 3600)


@get("/sitemaps/{kind:str}/{name:str}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def sitemap(
    request: JsonRequest, kind: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """One of them, with each page's other languages."""
    number = name.removesuffix(".xml")
    if kind not in ("titles", "shows") or not (number.isdecimal() and len(number) < 10):
        raise NotFound("page")
    read = partial(_numbers, kind=kind, chunk=int(number))
    ids = await public_read(request, ("sitemap", kind, number), read, seconds=SITEMAP_SECONDS)
    if not ids:
        raise NotFound("page")
    base = _base(request)
    space = f'xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    urls = "".join(_url(f"{base}/{kind}/{one}") for one in ids)
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset {space}>{urls}</urlset>'
    return _kept(body.encode(), XML, 3600)


def _url(url: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}?language={language}"/>'
        for language in LOCALES
    )
    return f"<url><loc>{url}</loc>{others}</url>"


async def _chunks(tx: Tx) -> list[Any]:
    return await tx.fetch(sql["chunks"], URLS_MAX)


async def _numbers(tx: Tx, *, kind: str, chunk: int) -> list[int]:
    bounds = (chunk * URLS_MAX, (chunk + 1) * URLS_MAX)
    rows = await tx.fetch(sql["titles"] if kind == "titles" else sql["shows"], *bounds)
    return [row["id"] for row in rows]


@get("/titles/{title_id:int}/calendar.ics", guards=[may(Right.BROWSE)], include_in_schema=False)
async def title_calendar(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """The shows of a title, to subscribe to."""
    title = await _public_title(request, title_id)
    return await _calendar(request, title.name, WantedShows(title_id=title_id, upcoming=True))


@get("/venues/{venue_id:int}/calendar.ics", guards=[may(Right.BROWSE)], include_in_schema=False)
async def venue_calendar(request: JsonRequest, venue_id: FromPath[int]) -> Response[bytes]:
    """What is on at a venue."""
    name = await _name(request, "venue", venue_id)
    return await _calendar(request, name, WantedShows(venue_id=venue_id, upcoming=True))


@get(
    "/organizations/{house_id:int}/calendar.ics",
    guards=[may(Right.BROWSE)],
    include_in_schema=False,
)
async def organization_calendar(request: JsonRequest, house_id: FromPath[int]) -> Response[bytes]:
    """What an organization shows."""
    name = await _name(request, "organization", house_id)
    return await _calendar(request, name, WantedShows(organization_ids=(house_id,), upcoming=True))


async def _name(request: JsonRequest, what: str, number: int) -> str:
    async def read(tx: Tx) -> str | None:
        name: str | None = await tx.raw.fetchval(sql[what], number)
        return name

    name = await public_read(request, ("name", what, number), read)
    if name is None:
        raise NotFound(what)
    return name


async def _calendar(request: JsonRequest, name: str, wanted: WantedShows) -> Response[bytes]:
    services: Services = request.app.state.services

    async def read(tx: Tx) -> list[Show]:
        return await find_shows(tx, wanted, limit=CALENDAR_SHOWS_MAX)

    shows = await public_read(request, ("calendar", wanted), read)
    body = calendar(name, shows, base_url=_base(request), now=services.clock())
    return _kept(body, "text/calendar; charset=utf-8", 300)


@get("/cards/titles/{title_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def title_card(request: JsonRequest, title_id: FromPath[int]) -> Response[bytes]:
    """The card that networks show beside a link, drawn once for what it says and kept."""
    services: Services = request.app.state.services
    title = await _public_title(request, title_id)
    facts = "  ·  ".join(facts_of(title))
    said = f"{title.name}\n{facts}\n{title.poster}"
    name = f"cards/{hashlib.sha256(said.encode()).hexdigest()[:32]}.jpg"
    try:
        image = await _read(services, name)
    except NotFound:
        await within_expensive(request)
        image = await _drawn(services, title, facts, name=name)
    return _kept(image, "image/jpeg", 86_400)


async def _drawn(services: Services, title: Title, facts: str, *, name: str) -> bytes:
    picture = None
    if title.poster:
        try:
            picture = await _read(services, f"titles/{title.poster}/{CARD_WIDTH}.jpg")
        except (NotFound, Unavailable):
            picture = None
    image = await asyncio.to_thread(draw_card, title.name, facts=facts, picture=picture)
    with tempfile.NamedTemporaryFile(buffering=0) as file:
        await asyncio.to_thread(file.write, image)
        try:
            await services.files.put(name, Path(file.name))
        except Unavailable:
            return image  # Drawn anew the next time.
    return image


async def _read(services: Services, name: str) -> bytes:
    async with services.files.read(name) as found:
        return b"".join([chunk async for chunk in found.chunks])


async def _public_title(request: JsonRequest, title_id: int) -> Title:
    title = await public_read(request, ("one title", title_id), lambda tx: read_title(tx, title_id))
    if not title.is_public:
        raise NotFound("title")
    return title


def _base(request: JsonRequest) -> str:
    services: Services = request.app.state.services
    return services.settings.base_url


def _kept(body: bytes, media_type: str, seconds: int) -> Response[bytes]:
    kept = f"public, max-age={seconds}" if seconds else KEPT_A_SECOND
    return Response(body, media_type=media_type, headers={"Cache-Control": kept})


PAGES = [
    robots,
    sitemap_index,
    sitemap,
    title_calendar,
    venue_calendar,
    organization_calendar,
    title_card,
]
