"""Titles: what is on."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType


class TitleKind(StrEnum):
    """What a title is."""

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


class TitleStatus(StrEnum):
    """The lifecycle of a title; `TRANSITIONS` says what may follow what."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    RELEASED = "released"
    EXPIRED = "expired"
    ARCHIVED = "archived"


TRANSITIONS: dict[TitleStatus, frozenset[TitleStatus]] = {
    TitleStatus.DRAFT: frozenset(TitleStatus) - {TitleStatus.DRAFT},
    TitleStatus.UPCOMING: frozenset(
        {TitleStatus.RELEASED, TitleStatus.EXPIRED, TitleStatus.ARCHIVED, TitleStatus.DRAFT}
    ),
    TitleStatus.RELEASED: frozenset(
        {TitleStatus.UPCOMING, TitleStatus.EXPIRED, TitleStatus.ARCHIVED, TitleStatus.DRAFT}
    ),
    TitleStatus.EXPIRED: frozenset(
        {TitleStatus.UPCOMING, TitleStatus.RELEASED, TitleStatus.ARCHIVED, TitleStatus.DRAFT}
    ),
    TitleStatus.ARCHIVED: frozenset({TitleStatus.DRAFT}),
}
"""Dates may be put right, so what is published may turn to any other published status."""
PUBLIC = (TitleStatus.UPCOMING, TitleStatus.RELEASED, TitleStatus.EXPIRED)


class TitleRefusal(StrEnum):
    """Why a title stays as it is, in the order in which it is looked at."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    TITLE_HAS_SHOWS = "title_has_shows"
    NAME_TAKEN = "name_taken"


Line = Annotated[str, Meta(max_length=200)]
Address = Annotated[str, Meta(max_length=500, pattern=r"^(https://[^\s]+)?$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=5000)]
Lines = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=100)], ...], Meta(max_length=50)
]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Tenths = Annotated[int, Meta(ge=0, le=100)]


class NewTitle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A title to be entered; `organization_id` is left out by admins for the whole platform."""

    kind: TitleKind
    name: Name
    runtime_minutes: Minutes
    organization_id: int | None = None
    status: TitleStatus = TitleStatus.DRAFT
    tagline: Line = ""
    overview: Text = ""
    genres: Lines = ()
    languages: Lines = ()
    original_language: Line = ""
    certificate: Line = ""
    director: Line = ""
    cast_names: Lines = ()
    rating_tenths: Tenths | None = None
    released_on: date | None = None
    expires_on: date | None = None
    trailer_url: Address = ""
    enabled: bool = True


class TitleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change of a title; fields left out stay. With the `version` that was read, an edit
    of somebody else in between is not overwritten."""

    version: int | UnsetType = UNSET
    kind: TitleKind | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    runtime_minutes: Minutes | UnsetType = UNSET
    status: TitleStatus | UnsetType = UNSET
    tagline: Line | UnsetType = UNSET
    overview: Text | UnsetType = UNSET
    genres: Lines | UnsetType = UNSET
    languages: Lines | UnsetType = UNSET
    original_language: Line | UnsetType = UNSET
    certificate: Line | UnsetType = UNSET
    director: Line | UnsetType = UNSET
    cast_names: Lines | UnsetType = UNSET
    rating_tenths: Tenths | UnsetType | None = UNSET
    released_on: date | UnsetType | None = UNSET
    expires_on: date | UnsetType | None = UNSET
    trailer_url: Address | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Title(msgspec.Struct, frozen=True, kw_only=True):
    """A title as everybody may read it."""

    id: int
    organization_id: int | None
    kind: TitleKind
    status: TitleStatus
    name: str
    tagline: str
    overview: str
    genres: tuple[str, ...]
    languages: tuple[str, ...]
    original_language: str
    runtime_minutes: int
    certificate: str
    director: str
    cast_names: tuple[str, ...]
    rating_tenths: int | None
    released_on: date | None
    expires_on: date | None
    trailer_url: str
    enabled: bool
    version: int
    poster: str
    backdrop: str
    trailer: str

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.enabled and self.status in PUBLIC


class TitleCopy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a copy of a title is called; without a name it is numbered."""

    name: Name | None = None
    original_language: Line | None = None


def title_of(row: Any) -> Title:
    """A row of `titles` as a value."""
    return msgspec.convert({f: row[f] for f in Title.__struct_fields__}, Title, strict=False)
