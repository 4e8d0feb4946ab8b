"""Pages: a title with its showtimes by day and venue."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.cards import facts_of, read_day
from tessera.catalog.model import Title
from tessera.catalog.pictures import picture_url, trailer_of
from tessera.catalog.read import read_title
from tessera.catalog.share.documents import title_document
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound
from tessera.kit.files.port import media_type_of
from tessera.services import Services
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import KINDS, Say, address_of, poster_of, showtime
from tessera.web.public import public_read
from tessera.web.sharing import share_of
from tessera.web.views.catalog import CastMember, DayChip, TitlePage, VenueShows
from tessera.web.views.shell import Link, Share

SHOWS_MAX = 600


@get("/titles/{title_id:int}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def title_page(request: PageRequest, title_id: FromPath[int]) -> Page:
    """A title with its showtimes by day and venue."""
    services: Services = request.app.state.services
    params = request.query_params
    title, upcoming = await public_read(
        request, ("title", title_id), partial(_title_and_shows, title_id=title_id)
    )
    cities = list(dict.fromkeys(show.venue.city for show in upcoming))
    city = params.get("city") if params.get("city") in cities else next(iter(cities), None)
    here = [show for show in upcoming if show.venue.city == city]
    days = list(dict.fromkeys(_local_day(show) for show in here))
    today = _today(services.clock(), here)
    asked_day = read_day(params.get("date"), today)
    day = asked_day if asked_day in days else next(iter(days), None)
    shown = [show for show in here if _local_day(show) == day]
    free = await free_places(request, [show.id for show in shown])
    view = _title_view(title, shown, free, speak=partial(say, request))
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
            calendar_url=f"/titles/{title_id}/calendar.ics",
            share=_share(request, title, upcoming),
        ),
    )


def _share(request: PageRequest, title: Title, shows: Sequence[Show]) -> Share:
    services: Services = request.app.state.services
    card, base = f"/cards/titles/{title.id}", services.settings.base_url
    return share_of(
        request,
        f"/titles/{title.id}",
        title=title.name,
        description=title.overview or title.tagline,
        image_path=card,
        kind="video.movie" if title.kind == "film" else "website",
        document=title_document(title, shows, base_url=base, image_url=base + card),
    )


async def _title_and_shows(tx: Tx, *, title_id: int) -> tuple[Title, list[Show]]:
    """A public title with its shows to come. Raises `NotFound`."""
    title = await read_title(tx, title_id)
    if not title.is_public:
        raise NotFound("title")
    wanted = WantedShows(title_id=title_id, upcoming=True)
    return title, await find_shows(tx, wanted, limit=SHOWS_MAX)


def _title_view(
    title: Title, shown: Sequence[Show], free: Mapping[int, int], *, speak: Say
) -> TitlePage:
    venues: dict[int, list[Show]] = {}
    for show in shown:
        venues.setdefault(show.venue.id, []).append(show)
    rating = f"{title.rating_tenths / 10:.1f}" if title.rating_tenths is not None else ""
    return TitlePage(
        title=title.name,
        kind=speak(KINDS[title.kind]),
        poster=poster_of(title.name, title.kind, speak, key=title.poster),
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
        trailer_url=trailer_of(title) or None,
        trailer_type=media_type_of(title.trailer) if title.trailer else "",
        backdrop_url=picture_url(title.backdrop, 1280, "webp") if title.backdrop else "",
    )


def _local_day(show: Show) -> date:
    return show.starts_at.astimezone(ZoneInfo(show.venue.timezone)).date()


def _today(now: datetime, shows: Sequence[Show]) -> date:
    zone = shows[0].venue.timezone if shows else "UTC"
    return now.astimezone(ZoneInfo(zone)).date()


PAGES = [title_page]
