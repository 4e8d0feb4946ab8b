"""Pages: venues by city, name and nearness; one venue with what is on there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.cards import read_day
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.venues.find import city_timezones, find_venues, halls_of, read_venue
from tessera.venues.model import Hall, Venue
from tessera.venues.near import RADIUS_KM_MAX, Spot, venues_near
from tessera.venues.pictures.present import photo
from tessera.venues.words import amenity_words
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_, Say, poster_of, showtime
from tessera.web.public import public_read
from tessera.web.views.catalog import DayChip
from tessera.web.views.shell import Link, Option, Pagination
from tessera.web.views.venues import TitleAtVenue, VenueCard, VenuePage, VenuesPage

PAGE_SIZE = 24
SHOWS_MAX = 600
DAYS_SHOWN = 14
RADIUS_SHOWN = 10
CITIES_SHOWN = 30
RADII = (2, 5, 10, 25, 50, 100)
NOWHERE = N_("Say where you are in degrees, such as 19.07 and 72.87.")


@get("/venues", guards=[may(Right.BROWSE)], include_in_schema=False)
async def venues_page(request: PageRequest) -> Page:
    """Venues, or those around a spot."""
    params = request.query_params
    city, q = params.get("city", "")[:100], params.get("q", "").strip()[:100]
    spot, problem = _spot(params)
    number = params.get("page", "0")
    turned = int(number) if number.isdecimal() and len(number) < 5 else 0
    read = partial(_found, spot=spot, city=city, q=q, page=turned)
    found = await public_read(request, ("venues", spot, city, q, turned), read)
    cities = await public_read(request, ("cities",), city_timezones)
    asked = {k: v for k, v in params.items() if k in ("q", "latitude", "longitude", "radius")}
    radius = int(spot.radius_km) if spot else RADIUS_SHOWN
    speak = partial(say, request)
    view = VenuesPage(
        venues=tuple(_card(venue, km, speak) for venue, km in found[:PAGE_SIZE]),
        cities=tuple(
            Link(name, f"/venues?{urlencode(asked | {'city': name})}", name == city)
            for name in list(cities)[:CITIES_SHOWN]
        ),
        q=q,
        city=city,
        near=spot is not None,
        latitude=params.get("latitude", ""),
        longitude=params.get("longitude", ""),
        radius=tuple(Option(str(km), f"{km} km", km == radius) for km in RADII),
        problem=speak(NOWHERE) if problem else "",
        pages=_pages(asked | {"city": city}, turned, more=len(found) > PAGE_SIZE),
    )
    return await page(request, "venues/list.html", view, status=422 if problem else 200)


@get("/venues/{venue_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def venue_page(request: PageRequest, venue_id: FromPath[int]) -> Page:
    """A venue: where it is, what it has, what is on there by day."""
    services: Services = request.app.state.services
    venue, halls, shows = await public_read(
        request, ("venue", venue_id), partial(_venue_and_shows, venue_id=venue_id)
    )
    zone = ZoneInfo(venue.timezone)
    days = list(dict.fromkeys(show.starts_at.astimezone(zone).date() for show in shows))
    today = services.clock().astimezone(zone).date()
    asked = read_day(request.query_params.get("date"), today)
    day = asked if asked in days else next(iter(days), None)
    shown = [show for show in shows if show.starts_at.astimezone(zone).date() == day]
    free = await free_places(request, [show.id for show in shown])
    speak = partial(say, request)
    view = VenuePage(
        name=venue.name,
        address=_address(venue),
        about=venue.about,
        amenities=amenity_words(venue.amenities, speak),
        photos=tuple(photo(picture, venue.name) for picture in venue.pictures),
        halls=tuple((hall.name, hall.formats) for hall in halls if hall.enabled),
        map_url=_map_url(venue),
        days=tuple(_chip(venue_id, on, today=today, current=day) for on in days[:DAYS_SHOWN]),
        titles=tuple(_titles(shown, free, speak)),
    )
    return await page(request, "venues/venue.html", view)


def _spot(params: Mapping[str, str]) -> tuple[Spot | None, bool]:
    """Where somebody is, and whether what they said of it is no such thing."""
    latitude, longitude = params.get("latitude", ""), params.get("longitude", "")
    if not (latitude or longitude):
        return None, False
    try:
        spot = Spot(float(latitude), float(longitude), float(params.get("radius") or RADIUS_SHOWN))
    except ValueError:
        return None, True
    inside = abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180
    return (spot, False) if inside and 0 < spot.radius_km <= RADIUS_KM_MAX else (None, True)


async def _found(
    tx: Tx, *, spot: Spot | None, city: str, q: str, page: int
) -> list[tuple[Venue, float | None]]:
    most, first = PAGE_SIZE + 1, page * PAGE_SIZE
    if spot is not None:
        near = await venues_near(tx, spot, city=city or None, q=q or None, limit=most, offset=first)
        return [(found.venue, found.km) for found in near]
    found = await find_venues(tx, city=city or None, q=q or None, limit=first + most)
    return [(venue, None) for venue in found[first:]]


async def _venue_and_shows(tx: Tx, *, venue_id: int) -> tuple[Venue, list[Hall], list[Show]]:
    """An enabled venue with its shows to come. Raises `NotFound`."""
    venue = await read_venue(tx, venue_id)
    if not venue.enabled:
        raise NotFound("venue")
    wanted = WantedShows(venue_id=venue_id, upcoming=True)
    return venue, list(await halls_of(tx, venue_id)), await find_shows(tx, wanted, limit=SHOWS_MAX)


def _card(venue: Venue, km: float | None, speak: Say) -> VenueCard:
    return VenueCard(
        name=venue.name,
        city=venue.city,
        address=venue.address,
        url=f"/venues/{venue.id}",
        amenities=amenity_words(venue.amenities, speak)[:4],
        km=km,
        photo=photo(venue.pictures[0], venue.name) if venue.pictures else None,
    )


def _chip(venue_id: int, on: date, *, today: date, current: date | None) -> DayChip:
    return DayChip(on, f"/venues/{venue_id}?date={on}", (on - today).days, on == current)


def _titles(shows: Sequence[Show], free: Mapping[int, int], speak: Say) -> Iterator[TitleAtVenue]:
    by_title = sorted(shows, key=lambda show: (show.title.name, show.title.id, show.starts_at))
    for title, some in groupby(by_title, key=lambda show: show.title):
        yield TitleAtVenue(
            title=title.name,
            url=f"/titles/{title.id}",
            poster=poster_of(title.name, title.kind, speak),
            facts=tuple(f for f in (f"{title.runtime_minutes} min", title.certificate) if f),
            showtimes=tuple(showtime(show, free.get(show.id, 0)) for show in some),
        )


def _address(venue: Venue) -> str:
    if venue.city in venue.address:
        return venue.address
    return f"{venue.address}, {venue.city}".lstrip(", ")


def _map_url(venue: Venue) -> str:
    """A map of the neighbourhood, at OpenStreetMap; nothing is loaded from there by itself."""
    if venue.latitude is None:
        return ""
    spot = f"{venue.latitude:f}/{venue.longitude:f}"
    return (
        f"https://www.openstreetmap.org/?mlat={venue.latitude:f}&mlon={venue.longitude:f}"
        f"#map=17/{spot}"
    )


def _pages(asked: Mapping[str, str], number: int, *, more: bool) -> Pagination:
    def at(page: int) -> str:
        return f"/venues?{urlencode({**asked, 'page': page})}"

    return Pagination(at(number - 1) if number else None, at(number + 1) if more else None)


PAGES = [venues_page, venue_page]
