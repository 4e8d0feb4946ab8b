"""What is searched for, and what is found."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from tessera.catalog.model import Title

HITS_MAX = 500
"""So many titles are ordered and counted; beyond that counts are told as "at least"."""
FEW_HITS = 3
"""With fewer by the words themselves, words that look alike are searched for too."""
ALIKE_MIN = 0.42
"""Of pg_trgm's word similarity, 0 to 1: one letter wrong in a word of five is about 0.5."""
ALIKE_MAX = 1500
"""So many names that look alike are compared; words that all names have find these only."""
VALUES_MAX = 40
"""Values of one facet, those with the most titles."""
WORDS_MAX = 8


class When(StrEnum):
    """Lists that people know by name."""

    NOW_PLAYING = "now_playing"
    UPCOMING = "upcoming"
    RELEASED = "released"
    ON_SALE = "on_sale"
    ANNOUNCED = "announced"
    PAST = "past"
    FREE = "free"


class WantedKind(StrEnum):
    """The kinds of titles, and `event`: everything that is no film."""

    EVENT = "event"
    FILM = "film"
    CONCERT = "concert"
    PLAY = "play"
    OPERA = "opera"
    BALLET = "ballet"
    MATCH = "match"
    COMEDY = "comedy"
    FESTIVAL = "festival"
    TALK = "talk"
    OTHER = "other"


EVENT = WantedKind.EVENT.value


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which titles; all that is given must hold. `day` is in the venue's timezone, `price_max` in
    minor units of `currency`, both of the face price. `kind` is a kind of title, or `event`."""

    q: str = ""
    kind: str = ""
    when: When | None = None
    genre: str = ""
    language: str = ""
    certificate: str = ""
    format: str = ""
    city: str = ""
    day: date | None = None
    price_max: int | None = None
    currency: str = ""

    @property
    def is_broad(self) -> bool:
        """Whether nothing but a kind narrows it."""
        return self == Wanted(kind=self.kind)


class Value(msgspec.Struct, frozen=True):
    """One value of a facet, and how many titles have it."""

    value: str
    titles: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what was found. `total` and the facets are "at least" where `floor` says so."""

    titles: Sequence[Title]
    total: int
    floor: bool = False
    alike: bool = False
    """Nothing has these words; this looks like them."""
    facets: Mapping[str, Sequence[Value]] = {}
