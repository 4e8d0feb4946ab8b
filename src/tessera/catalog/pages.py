"""Pages: what is on, and search."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get

from tessera.accounts.policy import Right
from tessera.catalog.cards import TIMES_PER_CARD_MAX, card_of, read_day
from tessera.catalog.model import Title, TitleKind
from tessera.catalog.read import Wanted, find_titles, read_titles
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.venues.find import city_timezones
from tessera.web.guards import may
from tessera.web.limited import within_address
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import KINDS, N_, Say
from tessera.web.public import public_read
from tessera.web.views.catalog import (
    DayChip,
    FeaturedTitle,
    HomePage,
    TitleCard,
)
from tessera.web.views.shell import Link, Pagination

DAYS_SHOWN = 8
SHOWS_MAX = 600
SEARCH_PAGE = 24


@get("/", guards=[may(Right.BROWSE)], include_in_schema=False)
async def home(request: PageRequest) -> Page:
    """What is on, by city, day and kind."""
    services: Services = request.app.state.services
    params = request.query_params
    cities = await public_read(request, ("cities",), city_timezones)
    city = params.get("city") or next(iter(cities), None)
    zone = cities.get(city or "", "UTC")
    today = services.clock().astimezone(ZoneInfo(zone)).date()
    day = read_day(params.get("date"), today)
    shows, known = await public_read(
        request, ("day", city, day), partial(_of_day, wanted=WantedShows(city=city, day=day))
    )
    kind = params.get("kind", "")
    now = services.clock()
    # What is over for today comes last.
    ordered = sorted(shows, key=lambda show: (show.starts_at <= now, show.starts_at))
    chosen = [show for show in ordered if not kind or show.title.kind == kind]
    titles = {show.title.id: known[show.title.id] for show in chosen}
    free = await free_places(request, [show.id for show in chosen])
    speak = partial(say, request)
    cards = [
        card_of(titles[title_id], [s for s in chosen if s.title.id == title_id], free, speak=speak)
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


async def _of_day(tx: Tx, *, wanted: WantedShows) -> tuple[list[Show], dict[int, Title]]:
    """The shows of a day with their titles."""
    shows = await find_shows(tx, wanted, limit=SHOWS_MAX)
    known = await read_titles(tx, list(dict.fromkeys(show.title.id for show in shows)))
    return [show for show in shows if known[show.title.id].is_public], known


@get("/search", guards=[may(Right.BROWSE)], include_in_schema=False)
async def search(request: PageRequest) -> Page:
    """Titles by words."""
    await within_address(request, Policy.SEARCH)
    q = request.query_params.get("q", "").strip()[:100]
    number = request.query_params.get("page", "1")
    first = (int(number) - 1) * SEARCH_PAGE if number.isdecimal() and 0 < int(number) < 1000 else 0
    speak = partial(say, request)
    cities = await public_read(request, ("cities",), city_timezones)
    found, shows = await public_read(
        request, ("search", q, first), partial(_found, q=q or None, first=first)
    )
    free = await free_places(request, [s.id for some in shows.values() for s in some])
    cards = [card_of(title, shows[title.id], free, speak=speak) for title in found[:SEARCH_PAGE]]
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


async def _found(
    tx: Tx, *, q: str | None, first: int
) -> tuple[Sequence[Title], dict[int, list[Show]]]:
    """Titles, one more than a page has, with their next shows."""
    found = await find_titles(tx, Wanted(q=q), limit=SEARCH_PAGE + 1, offset=first)
    shows = {
        title.id: await find_shows(
            tx, WantedShows(title_id=title.id, upcoming=True), limit=TIMES_PER_CARD_MAX
        )
        for title in found[:SEARCH_PAGE]
    }
    return found, shows


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


PAGES = [home, search]
