"""How a title is shown in short: its card, its facts, the day that a link names."""

from collections.abc import Mapping, Sequence
from datetime import date

from tessera.catalog.model import Title
from tessera.shows.model import Show
from tessera.web.present import N_, Say, poster_of, showtime
from tessera.web.views.catalog import TitleCard

TIMES_PER_CARD_MAX = 4


def card_of(
    title: Title, shows: Sequence[Show], free: Mapping[int, int], *, speak: Say
) -> TitleCard:
    """A title in the grid with its next times."""
    names = list(dict.fromkeys(show.venue.name for show in shows))
    capacity = sum(show.capacity for show in shows)
    left = sum(free.get(show.id, 0) for show in shows)
    more = len(names) - 1
    return TitleCard(
        url=f"/titles/{title.id}",
        title=title.name,
        poster=poster_of(title.name, title.kind, speak, key=title.poster),
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


def read_day(text: str | None, today: date) -> date:
    """A day from a link, or today where the text is none."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        return today
