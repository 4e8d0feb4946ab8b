"""Pages: what is on, search, a title with its showtimes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.params import FromPath

from tessera.catalog.model import PUBLIC, Title, TitleKind
from tessera.catalog.read import Wanted, find_titles, read_title, read_titles
from tessera.kit.errors import NotFound
from tessera.services import Services
from tessera.shows.find import WantedShows, availability, find_shows
from tessera.shows.model import Show
from tessera.venues.find import city_timezones
from tessera.web.guards import anyone
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import KINDS, N_, Say, address_of, poster_of, showtime
from tessera.web.views.catalog import (
    CastMember,
    DayChip,
    FeaturedTitle,
    HomePage,
    TitleCard,
    TitlePage,
    VenueShows,
)
from tessera.web.views.shell import Link, Pagination

DAYS_SHOWN = 8
SHOWS_MAX = 600
TIMES_PER_CARD_MAX = 4
SEARCH_PAGE = 24


@get("/", guards=[anyone], include_in_schema=False)
async def home(request: PageRequest) -> Page:
    """What is on, by city, day and kind."""
    services: Services = request.app.state.services
    params = request.query_params
    async with services.db.transaction() as tx:
        cities = await city_timezones(tx)
        city = params.get("city") or next(iter(cities), None)
        zone = cities.get(city or "", "UTC")
        today = services.clock().astimezone(ZoneInfo(zone)).date()
        day = read_day(params.get("date"), today)
        wanted = WantedShows(city=city, day=day)
        shows = await find_shows(tx, wanted, limit=SHOWS_MAX)
        kind = params.get("kind", "")
        now = services.clock()
        # What is over for today comes last.
        shows.sort(key=lambda show: (show.starts_at <= now, show.starts_at))
        chosen = [show for show in shows if not kind or show.title.kind == kind]
        titles = await read_titles(tx, list(dict.fromkeys(show.title.id for show in chosen)))
    free = await availability(services.db.pool, [show.id for show in chosen])
    speak = partial(say, request)
    cards = [
        card_of(titles[title_id], [s for s in chosen if s.title.id == title_id], free, speak)
        for title_id in titles
    ]
    asked = {"city": city or "", "date": params.get("date", ""), "kind": kind}
    featured = _featured(cards, list(titles.values())) if not kind else None
    view = HomePage(
        cities=tuple(Link(name, _url(asked | {"city": name}), name == city) for name in cities),
        days=day_chips("/", asked, today=today, current=day),
        kinds=_kind_links(asked, {show.title.kind for show in shows}, speak),
        cards=tuple(cards),
        city=city,
        day=next((c for c in day_chips("/", asked, today=today, current=day) if c.current), None),
        featured=featured,
        clear_url=_url({"city": city or ""}),
    )
    return await page(request, "catalog/home.html", view)


@get("/search", guards=[anyone], include_in_schema=False)
async def search(request: PageRequest) -> Page:
    """Titles by words."""
    services: Services = request.app.state.services
    q = request.query_params.get("q", "").strip()[:100]
    number = request.query_params.get("page", "1")
    first = (int(number) - 1) * SEARCH_PAGE if number.isdecimal() and 0 < int(number) < 1000 else 0
    speak = partial(say, request)
    async with services.db.transaction() as tx:
        cities = await city_timezones(tx)
        found = await find_titles(tx, Wanted(q=q or None), limit=SEARCH_PAGE + 1, offset=first)
        shows = {
            title.id: await find_shows(
                tx, WantedShows(title_id=title.id, upcoming=True), limit=TIMES_PER_CARD_MAX
            )
            for title in found[:SEARCH_PAGE]
        }
    free = await availability(services.db.pool, [s.id for some in shows.values() for s in some])
    cards = [card_of(title, shows[title.id], free, speak) for title in found[:SEARCH_PAGE]]
    turned = first // SEARCH_PAGE + 1

    def other(number: int) -> str:
        return f"/search?{urlencode({'q': q, 'page': number})}"

    view = HomePage(
        cities=tuple(Link(name, _url({"city": name})) for name in cities),
        days=(),
        kinds=(),
        cards=tuple(cards),
        q=q,
        found=len(cards),
        pages=Pagination(
            other(turned - 1) if first else None,
            other(turned + 1) if len(found) > SEARCH_PAGE else None,
        ),
    )
    return await page(request, "catalog/home.html", view)


@get("/titles/{title_id:int}", guards=[anyone], include_in_schema=False)
async def title_page(request: PageRequest, title_id: FromPath[int]) -> Page:
    """A title with its showtimes by day and venue."""
    services: Services = request.app.state.services
    params = request.query_params
    async with services.db.transaction() as tx:
        title = await read_title(tx, title_id)
        if title.status not in PUBLIC:
            raise NotFound("title")
        upcoming = await find_shows(
            tx, WantedShows(title_id=title_id, upcoming=True), limit=SHOWS_MAX
        )
    cities = list(dict.fromkeys(show.venue.city for show in upcoming))
    city = params.get("city") if params.get("city") in cities else next(iter(cities), None)
    here = [show for show in upcoming if show.venue.city == city]
    days = list(dict.fromkeys(_local_day(show) for show in here))
    today = _today(services.clock(), here)
    asked_day = read_day(params.get("date"), today)
    day = asked_day if asked_day in days else next(iter(days), None)
    shown = [show for show in here if _local_day(show) == day]
    free = await availability(services.db.pool, [show.id for show in shown])
    view = _title_view(title, shown, free, partial(say, request))
    path = f"/titles/{title_id}"
    chips = tuple(
        DayChip(on, f"{path}?{urlencode({'city': city, 'date': on})}", (on - today).days, on == day)
        for on in days[:14]
    )
    links = tuple(Link(c, f"{path}?{urlencode({'city': c})}", c == city) for c in cities)
    return await page(
        request,
        "catalog/title.html",
        msgspec.structs.replace(
            view,
            days=chips,
            day=next((chip for chip in chips if chip.current), None),
            cities=links,
            city=city,
        ),
    )


def _title_view(
    title: Title, shown: Sequence[Show], free: Mapping[int, int], speak: Say
) -> TitlePage:
    venues: dict[int, list[Show]] = {}
    for show in shown:
        venues.setdefault(show.venue.id, []).append(show)
    rating = f"{title.rating_tenths / 10:.1f}" if title.rating_tenths is not None else ""
    return TitlePage(
        title=title.name,
        kind=speak(KINDS[title.kind]),
        poster=poster_of(title.name, title.kind, speak),
        facts=facts_of(title),
        days=(),
        venues=tuple(
            VenueShows(
                some[0].venue.name,
                address_of(some[0]),
                tuple(showtime(show, free.get(show.id, 0)) for show in some),
            )
            for some in venues.values()
        ),
        tagline=title.tagline,
        overview=title.overview,
        director=title.director,
        cast=tuple(CastMember(name) for name in title.cast_names),
        genres=title.genres,
        languages=title.languages,
        certificate=title.certificate,
        runtime_minutes=title.runtime_minutes,
        released_on=title.released_on,
        rating=rating,
    )


def card_of(title: Title, shows: Sequence[Show], free: Mapping[int, int], speak: Say) -> TitleCard:
    """A title in the grid with its next times."""
    names = list(dict.fromkeys(show.venue.name for show in shows))
    capacity = sum(show.capacity for show in shows)
    left = sum(free.get(show.id, 0) for show in shows)
    more = len(names) - 1
    return TitleCard(
        url=f"/titles/{title.id}",
        title=title.name,
        poster=poster_of(title.name, title.kind, speak),
        facts=facts_of(title),
        showtimes=tuple(showtime(s, free.get(s.id, 0)) for s in shows[:TIMES_PER_CARD_MAX]),
        venue=(speak(N_("%s and %s more")) % (names[0], more) if more > 0 else names[0])
        if names
        else "",
        sold_percent=round(100 * (capacity - left) / capacity) if capacity else None,
    )


def facts_of(title: Title) -> tuple[str, ...]:
    """At most three short facts."""
    hours, minutes = divmod(title.runtime_minutes, 60)
    runtime = f"{hours} h {minutes:02d}" if hours else f"{minutes} min"
    languages = ", ".join(title.languages[:2])
    return tuple(fact for fact in (runtime, title.certificate, languages) if fact)


def _featured(cards: list[TitleCard], titles: list[Title]) -> FeaturedTitle | None:
    for card, title in zip(cards, titles, strict=True):
        if title.overview and title.tagline:
            return FeaturedTitle(card, title.tagline, title.overview)
    return None


def day_chips(
    path: str, asked: Mapping[str, str], *, today: date, current: date | None
) -> tuple[DayChip, ...]:
    """The coming days as links that keep the other filters."""
    days = [today + timedelta(days=n) for n in range(DAYS_SHOWN)]
    return tuple(
        DayChip(on, _url({**asked, "date": on.isoformat()}, path), (on - today).days, on == current)
        for on in days
    )


def read_day(text: str | None, today: date) -> date:
    """A day from a link, or today where the text is none."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        return today


def _kind_links(asked: Mapping[str, str], kinds: set[str], speak: Say) -> tuple[Link, ...]:
    everything = Link(speak(N_("Everything")), _url({**asked, "kind": ""}), not asked["kind"])
    return (
        everything,
        *(
            Link(speak(KINDS[kind]), _url({**asked, "kind": kind}), asked["kind"] == kind)
            for kind in TitleKind
            if kind in kinds
        ),
    )


def _url(asked: Mapping[str, str], path: str = "/") -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def _local_day(show: Show) -> date:
    return show.starts_at.astimezone(ZoneInfo(show.venue.timezone)).date()


def _today(now: datetime, shows: Sequence[Show]) -> date:
    zone = shows[0].venue.timezone if shows else "UTC"
    return now.astimezone(ZoneInfo(zone)).date()


PAGES = [home, search, title_page]
