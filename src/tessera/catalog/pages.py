"""Pages: what is on."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get

from tessera.accounts.policy import Right
from tessera.catalog.cards import card_of, read_day
from tessera.catalog.model import Title, TitleKind
from tessera.catalog.read import read_titles
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.venues.find import city_timezones
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import KINDS, N_, Say
from tessera.web.public import public_read
from tessera.web.sharing import share_of
from tessera.web.views.catalog import (
    DayChip,
    FeaturedTitle,
    HomePage,
    TitleCard,
)
from tessera.web.views.shell import Link

DAYS_SHOWN = 8
SHOWS_MAX = 600


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
        share=share_of(
            request,
            "/",
            title=speak(N_("What’s on")),
            query={"city": params.get("city", "") if city in cities else ""},
        ),
    )
    return await page(request, "catalog/home.html", view)


async def _of_day(tx: Tx, *, wanted: WantedShows) -> tuple[list[Show], dict[int, Title]]:
    """The shows of a day with their titles."""
    shows = await find_shows(tx, wanted, limit=SHOWS_MAX)
    known = await read_titles(tx, list(dict.fromkeys(show.title.id for show in shows)))
    return [show for show in shows if known[show.title.id].is_public], known


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


PAGES = [home]
