"""Rich sample data for every page, in the shape that its view model asks for.

`PAGES` maps a file-name-like key to (template, view). The instants are fixed: what is rendered from
here is the same on every day.
"""

from datetime import UTC, date, datetime, timedelta

from tessera.kit.money import Money
from tessera.web.views.catalog import (
    CastMember,
    DayChip,
    FeaturedTitle,
    HomePage,
    Showtime,
    TitleCard,
    TitlePage,
    VenueShows,
)
from tessera.web.views.shell import (
    Countdown,
    Flash,
    Link,
    Pagination,
    Person,
    Poster,
    Refusal,
    Shell,
    ShowSummary,
)

TZ = "Asia/Kolkata"
NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SHELL = Shell(path="/somewhere", development=True)
ASHA = Person("Asha Rao", "asha@example.org", organizes=True, keeps_door=True, administers=True)
COUNTDOWN = Countdown(expires_at=NOW + timedelta(seconds=581), now=NOW)


def rupees(amount: int) -> Money:
    """Whole rupees as money."""
    return Money(amount * 100, "INR")


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """An instant on the sample day by the venue's clock (UTC+5:30)."""
    local = datetime(2026, 11, 21, hour, minute, tzinfo=UTC) + timedelta(days=days)
    return local - timedelta(hours=5, minutes=30)


def showtime(
    hour: int,
    minute: int,
    *facts: str,
    left: int | None = None,
    availability: str = "open",
    price: int | None = None,
    current: bool = False,
) -> Showtime:
    """A showtime today."""
    return Showtime(
        url=f"/shows/{hour:02d}{minute:02d}",
        starts_at=at(hour, minute),
        timezone=TZ,
        availability="few" if left else availability,  # type: ignore[arg-type]
        facts=facts,
        left=left,
        price_from=rupees(price) if price else None,
        current=current,
    )


def card(line: str, *times: Showtime) -> TitleCard:
    """A card from a line of a programme: title | kind | facts, with dots between | venue."""
    title, kind, facts, venue = line.split(" | ")
    return TitleCard(
        url=f"/titles/{title.lower().replace(' ', '-')}",
        title=title,
        poster=Poster(title, kind),
        facts=tuple(facts.split(" · ")),
        showtimes=times,
        venue=venue,
    )


CARDS = (
    card(
        "Dune: Part Two | Film | 2 h 46 · UA · English | Regal and 2 more",
        showtime(16, 20, "IMAX", availability="sold_out"),
        showtime(19, 45, "IMAX"),
        showtime(22, 30, "2D"),
    ),
    card("Swan Lake | Ballet | 2 h 30 | Royal Opera House", showtime(19, 0, left=14)),
    card(
        "Oppenheimer | Film | 3 h · A · English | Regal",
        showtime(18, 15, "IMAX"),
        showtime(21, 50, "2D"),
    ),
    card("The Cherry Orchard | Play | 2 h 10 · English | Prithvi Studio", showtime(20, 0)),
    card(
        "RRR | Film | 3 h 02 · UA · Telugu | Eros and 1 more",
        showtime(17, 30, "3D"),
        showtime(21, 15, "2D"),
    ),
    card("Derby Night | Football | Kick-off 20:30 | Harbour Arena", showtime(20, 30, left=212)),
    card(
        "Spirited Away | Film | 2 h 05 · U · Japanese | Eros",
        showtime(14, 10, availability="closed"),
        showtime(18, 40, "2D"),
    ),
    card("Late Laughs | Comedy | 1 h 30 · 18+ | The Cellar", showtime(22, 0, left=6)),
    card(
        "Parasite | Film | 2 h 12 · A · Korean | Metro Talkies",
        showtime(19, 20, "2D"),
        showtime(22, 5, "2D"),
    ),
    card("Requiem | Concert | 1 h 20 | St. Thomas", showtime(19, 30)),
    card(
        "In the Mood for Love | Film | 1 h 38 · UA · Cantonese | Metro Talkies",
        showtime(21, 0, "35 mm", left=9),
    ),
    card("Monsoon Sessions | Concert | 3 h · standing | Harbour Arena", showtime(19, 0)),
)

DAYS = tuple(
    DayChip(TODAY + timedelta(days=n), f"/?date=2026-11-{21 + n}", n, current=n == 0)
    for n in range(8)
)
CITIES = tuple(
    Link(name, f"/?city={name.lower()}", current=name == "Mumbai")
    for name in ("All cities", "Mumbai", "Bengaluru", "Berlin", "London")
)
KINDS = tuple(
    Link(name, f"/?kind={name.lower()}", current=name == "Everything")
    for name in ("Everything", "Films", "Concerts", "Theatre", "Comedy", "Sport", "Festivals")
)

HOME = HomePage(
    cities=CITIES,
    days=DAYS,
    kinds=KINDS,
    cards=CARDS,
    city="Mumbai",
    day=DAYS[0],
    featured=FeaturedTitle(
        TitleCard(
            url="/titles/nightfall",
            title="Nightfall Live",
            poster=Poster("Nightfall Live", "Concert"),
            facts=("3 h", "Harbour Arena"),
            showtimes=(showtime(19, 30, price=1200), showtime(22, 45, price=900)),
        ),
        tagline="One night, twenty thousand voices, no encore.",
    ),
    pages=Pagination(older_url="/?cursor=abc"),
)
HOME_EMPTY = HomePage(
    cities=CITIES, days=DAYS, kinds=KINDS, cards=(), city="Mumbai", day=DAYS[4], clear_url="/"
)
SEARCH = HomePage(cities=CITIES, days=DAYS, kinds=KINDS, cards=CARDS[:2], q="la", found=2)
SEARCH_NOTHING = HomePage(cities=CITIES, days=DAYS, kinds=KINDS, cards=(), q="xyzzy", found=0)

TITLE = TitlePage(
    title="Dune: Part Two",
    kind="Film",
    poster=Poster("Dune: Part Two", "Film"),
    facts=("2 h 46", "UA", "English, Hindi", "2024"),
    days=DAYS,
    day=DAYS[0],
    venues=(
        VenueShows(
            "Regal",
            "Colaba Causeway, Mumbai",
            (
                showtime(16, 20, "IMAX", "English", availability="sold_out"),
                showtime(19, 45, "IMAX", "English", price=280),
                showtime(21, 10, "2D", "Hindi", left=12),
                showtime(22, 30, "2D", "English", price=220),
            ),
        ),
        VenueShows(
            "Eros",
            "Churchgate, Mumbai",
            (
                showtime(18, 0, "2D", "Hindi", price=200),
                showtime(21, 30, "2D", "English", price=200),
            ),
        ),
        VenueShows(
            "Metro Talkies",
            "Dhobi Talao, Mumbai",
            (
                showtime(13, 0, "2D", availability="closed"),
                showtime(23, 15, "2D", "English", availability="soon"),
            ),
        ),
    ),
    tagline="Long live the fighters.",
    overview="Paul Atreides unites with Chani and the Fremen while seeking revenge against the "
    "conspirators who destroyed his family. Facing a choice between the love of his life and the "
    "fate of the universe, he must prevent a terrible future only he can foresee.",
    director="Denis Villeneuve",
    cast=(
        CastMember("Timothée Chalamet", "Paul Atreides"),
        CastMember("Zendaya", "Chani"),
        CastMember("Rebecca Ferguson", "Lady Jessica"),
        CastMember("Javier Bardem", "Stilgar"),
        CastMember("Austin Butler", "Feyd-Rautha"),
        CastMember("Florence Pugh", "Princess Irulan"),
    ),
    genres=("Science fiction", "Adventure"),
    languages=("English", "Hindi"),
    certificate="UA",
    runtime_minutes=166,
    released_on=date(2024, 3, 1),
    rating="8.5 of 10",
    trailer_url="https://example.org/trailer",
    cities=CITIES[1:],
    city="Mumbai",
)
TITLE_QUIET = TitlePage(
    title="The Cherry Orchard",
    kind="Play",
    poster=Poster("The Cherry Orchard", "Play"),
    facts=("2 h 10",),
    days=DAYS,
    venues=(),
    day=DAYS[3],
)

DUNE = ShowSummary(
    title="Dune: Part Two",
    starts_at=at(19, 45),
    timezone=TZ,
    venue="Regal",
    hall="Screen 2",
    url="/shows/1945",
    poster=Poster("Dune: Part Two", "Film"),
    facts=("IMAX", "English", "UA"),
    address="Colaba Causeway, Mumbai 400001",
    doors_at=at(19, 15),
)
TAKEN = Refusal(
    "place_taken",
    "Somebody was faster",
    "H 12 was taken a moment ago. H 13 is still free and stays ticked.",
    Link("Choose another place beside it", "#places"),
)
FLASHES = (Flash("done", "You are signed in."),)
