"""The demo's content: enough of it, plausible, and every hall can be sold."""

from collections import Counter
from datetime import date
from zoneinfo import available_timezones

import msgspec
import pytest

from tessera.kit.money import CURRENCIES
from tessera.operations.demo.events import EVENTS
from tessera.operations.demo.films import FILMS
from tessera.operations.demo.model import Event, Film, Hall
from tessera.operations.demo.places import CITIES, VENUES
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan

HALLS = {(venue.name, hall.name): hall for venue in VENUES for hall in venue.halls}
KINDS = {"concert", "play", "opera", "ballet", "match", "comedy", "festival", "talk"}


def test_there_is_enough_to_choose_from() -> None:
    """At least 24 films, 10 other titles, 4 cities, 6 venues and 14 halls, no name twice."""
    assert len({film.name for film in FILMS}) == len(FILMS) >= 24
    assert len({event.name for event in EVENTS}) == len(EVENTS) == 10
    assert {venue.city for venue in VENUES} == set(CITIES)
    assert (len(CITIES), len({venue.name for venue in VENUES}), len(HALLS)) == (4, 6, 14)


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_film_has_its_facts(film: Film) -> None:
    """Every field is filled with something that can be true."""
    assert 60 <= film.runtime_minutes <= 240
    assert date(1900, 1, 1) < film.released_on < date(2026, 1, 1)
    assert 50 <= film.rating_tenths <= 100
    assert film.certificate in {"U", "UA", "A"}
    assert film.original_language in film.languages
    assert 3 <= len(film.cast) <= 6
    assert film.genres
    assert film.director
    assert 20 < len(film.overview) <= 300
    assert film.tagline


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_event_plays_in_a_hall_that_it_prices(event: Event) -> None:
    """Kind known, days within two weeks, a price for each category of its hall."""
    plan = HALLS[event.venue, event.hall].plan()

    assert event.kind in KINDS
    assert all(0 < day <= 14 for day in event.days_ahead)
    assert 0 <= event.starts_at_hour <= 23
    assert 30 <= event.runtime_minutes <= 300
    assert {key for key, _ in event.prices} == {category.key for category in plan.categories}
    assert all(amount > 0 for _, amount in event.prices)


def test_events_do_not_meet_in_one_hall() -> None:
    """One evening, one hall, one title."""
    evenings = Counter((e.venue, e.hall, day) for e in EVENTS for day in e.days_ahead)

    assert max(evenings.values()) == 1


def test_cities_have_known_timezones_and_currencies() -> None:
    """IANA names and ISO 4217 codes; venues lie on the map."""
    for city in CITIES:
        assert city.timezone in available_timezones()
        assert city.currency in CURRENCIES
    for venue in VENUES:
        assert -90 <= venue.latitude <= 90
        assert -180 <= venue.longitude <= 180


@pytest.mark.parametrize("hall", HALLS.values(), ids=lambda hall: hall.plan().name)
def test_hall_has_a_good_plan_with_a_price_per_category(hall: Hall) -> None:
    """Its plan passes the check, compiles, and each category has a usual price."""
    plan = compile_plan(check(msgspec.json.encode(hall.plan())))

    assert plan.capacity > 90
    assert hall.formats
    assert {key for key, _ in hall.prices} == {category.key for category in plan.categories}


def test_plans_of_halls_have_different_names() -> None:
    """An organization keeps its plans by name."""
    names = [hall.plan().name for hall in HALLS.values()]

    assert len(set(names)) == len(names)
