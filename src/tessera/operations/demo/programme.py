"""What plays when: pure decisions, the same for the same day however often they are made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .model import Event, Film

FIRST_START = time(10)
LAST_START = time(22, 45)
TRAILERS = timedelta(minutes=10)
STEP_MINUTES = 5
REPERTOIRE_FILMS = 5
SALE_BEFORE = timedelta(days=10)
EVENT_SALE_BEFORE = timedelta(days=60)
LATE_SALE_DAYS = 11
"""Events that far ahead are announced already, but their sale opens in `LATE_SALE_IN`."""
LATE_SALE_IN = timedelta(days=2)
ARENA_PLACES_PER_CUSTOMER = 8
HOUSE_LANGUAGES = {
    "Mumbai": ("Hindi", "English"),
    "Bengaluru": ("Kannada", "Hindi", "English"),
    "Paris": ("French", "English"),
}
NEW_FORMATS_SINCE = 2009


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A hall of the demo as it is in the database; `prices` are the usual ones."""

    hall_id: int
    seat_plan_id: int
    organization_id: int
    venue: str
    hall: str
    city: str
    timezone: ZoneInfo
    currency: str
    capacity: int
    turnaround: timedelta
    formats: tuple[str, ...]
    prices: dict[str, int]

    @property
    def is_cinema(self) -> bool:
        """Whether films play here."""
        return "Live" not in self.formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """A show to be planned."""

    stage: Stage
    title_id: int
    starts_at: datetime
    ends_at: datetime
    sales_open_at: datetime
    language: str
    format: str
    prices: dict[str, int]
    places_per_customer_max: int | None = None

    @property
    def busy_until(self) -> datetime:
        """Until when the hall is taken."""
        return self.ends_at + self.stage.turnaround


def repertoire(films: Sequence[Film], hall_number: int, day: date) -> list[Film]:
    """The films of a hall in the week of `day`; all halls together play all films."""
    year, week, _ = day.isocalendar()
    order = list(films)
    Random(f"{year}-{week}").shuffle(order)  # noqa: S311 - a programme, not a secret
    first = hall_number * REPERTOIRE_FILMS
    return [order[(first + i) % len(order)] for i in range(REPERTOIRE_FILMS)]


def day_of_films(
    stage: Stage, films: Sequence[Film], *, ids: Mapping[str, int], day: date
) -> Iterator[Performance]:
    """A day from the matinee to the late show; each begins when the hall is clean again."""
    random = Random(f"{stage.venue}/{stage.hall}/{day}")  # noqa: S311
    order = list(films)
    random.shuffle(order)
    zone = stage.timezone
    at = datetime.combine(day, FIRST_START, zone) + timedelta(minutes=5 * random.randrange(8))
    last = datetime.combine(day, LAST_START, zone)
    number = 0
    while at <= last:
        film = order[number % len(order)]
        ends = _stepped(at + timedelta(minutes=film.runtime_minutes) + TRAILERS)
        yield Performance(
            stage=stage,
            title_id=ids[film.name],
            starts_at=at,
            ends_at=ends,
            sales_open_at=at - SALE_BEFORE,
            language=_language(film, stage.city),
            format=_format(film, stage.formats, random),
            prices=_prices(stage, at),
        )
        at = _stepped(ends + stage.turnaround)
        number += 1


def evening(stage: Stage, event: Event, *, title_id: int, day: date, now: datetime) -> Performance:
    """An event on its day."""
    starts = datetime.combine(day, time(event.starts_at_hour), stage.timezone)
    far = starts - now >= timedelta(days=LATE_SALE_DAYS - 1)
    return Performance(
        stage=stage,
        title_id=title_id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=event.runtime_minutes),
        sales_open_at=now + LATE_SALE_IN if far else starts - EVENT_SALE_BEFORE,
        language=event.language,
        format=stage.formats[0],
        prices=dict(event.prices),
        places_per_customer_max=ARENA_PLACES_PER_CUSTOMER if stage.capacity > 10_000 else None,
    )


def _stepped(at: datetime) -> datetime:
    """The next time a poster would print."""
    return at + timedelta(minutes=-at.minute % STEP_MINUTES)


def _language(film: Film, city: str) -> str:
    wanted = (language for language in HOUSE_LANGUAGES[city] if language in film.languages)
    return next(wanted, film.original_language)


def _format(film: Film, formats: tuple[str, ...], random: Random) -> str:
    if film.released_on.year < NEW_FORMATS_SINCE:
        return formats[0]
    return random.choice(formats)


def _prices(stage: Stage, at: datetime) -> dict[str, int]:
    """Mornings cost 80 %, weekend evenings 115 %, in steps that people can pay."""
    evening_out = at.weekday() >= 4 and at.hour >= 17
    percent = 80 if at.hour < 12 else 115 if evening_out else 100
    step = 50 if stage.currency == "EUR" else 1000
    return {key: amount * percent // (100 * step) * step for key, amount in stage.prices.items()}
