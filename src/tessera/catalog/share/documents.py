"""Structured data (schema.org, JSON-LD) of titles and shows. Pure."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from tessera.catalog.model import Title, TitleKind
from tessera.kit.money import Money
from tessera.shows.model import Show, ShowStatus

EVENTS_MAX = 60
EVENT_TYPES = {
    TitleKind.FILM: "ScreeningEvent",
    TitleKind.CONCERT: "MusicEvent",
    TitleKind.PLAY: "TheaterEvent",
    TitleKind.OPERA: "TheaterEvent",
    TitleKind.BALLET: "DanceEvent",
    TitleKind.MATCH: "SportsEvent",
    TitleKind.COMEDY: "ComedyEvent",
    TitleKind.FESTIVAL: "Festival",
}
AVAILABILITY = {
    ShowStatus.SOLD_OUT: "SoldOut",
    ShowStatus.ON_SALE: "InStock",
    ShowStatus.SCHEDULED: "PreOrder",
}


def title_document(
    title: Title, shows: Sequence[Show], *, base_url: str, image_url: str
) -> dict[str, Any]:
    """A film as a `Movie`, anything else by its events; with its shows to come."""
    events = [event_of(show, base_url=base_url, image_url=image_url) for show in shows[:EVENTS_MAX]]
    if title.kind is not TitleKind.FILM:
        work = {"@type": "CreativeWork"} | _about(title, base_url=base_url, image_url=image_url)
        return {"@context": "https://schema.org", "@graph": [work, *events]}
    movie = {"@type": "Movie", **_about(title, base_url=base_url, image_url=image_url)}
    movie |= {"duration": f"PT{title.runtime_minutes}M"}
    if title.director:
        movie["director"] = {"@type": "Person", "name": title.director}
    if title.cast_names:
        movie["actor"] = [{"@type": "Person", "name": name} for name in title.cast_names]
    if title.certificate:
        movie["contentRating"] = title.certificate
    return {"@context": "https://schema.org", "@graph": [movie, *events]}


def _about(title: Title, *, base_url: str, image_url: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": f"{base_url}/titles/{title.id}",
        "url": f"{base_url}/titles/{title.id}",
        "name": title.name,
        "image": [image_url],
    }
    if title.overview:
        said["description"] = title.overview
    if title.genres:
        said["genre"] = list(title.genres)
    if title.original_language:
        said["inLanguage"] = title.original_language
    if title.released_on:
        said["datePublished"] = title.released_on.isoformat()
    return said


def event_of(show: Show, *, base_url: str, image_url: str) -> dict[str, Any]:
    """A show with where it is and what it costs, as the screens tell the price."""
    zone = ZoneInfo(show.venue.timezone)
    kind = TitleKind(show.title.kind)
    event: dict[str, Any] = {
        "@type": EVENT_TYPES.get(kind, "Event"),
        "@id": f"{base_url}/shows/{show.id}",
        "url": f"{base_url}/shows/{show.id}",
        "name": show.title.name,
        "startDate": show.starts_at.astimezone(zone).isoformat(),
        "endDate": show.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{_status(show)}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": _place(show),
        "image": [image_url],
        "offers": [_offer(show, category, base_url=base_url) for category in sorted(show.prices)],
    }
    if kind is TitleKind.FILM:
        event["workPresented"] = {"@id": f"{base_url}/titles/{show.title.id}"}
        event["videoFormat"] = show.format or None
    if show.language:
        event["inLanguage"] = show.language
    return {name: value for name, value in event.items() if value is not None}


def _status(show: Show) -> str:
    return "EventCancelled" if show.status is ShowStatus.CANCELLED else "EventScheduled"


def _place(show: Show) -> dict[str, Any]:
    venue = show.venue
    return {
        "@type": "Place",
        "name": f"{venue.name}, {show.hall.name}",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.address,
            "addressLocality": venue.city,
            "addressCountry": venue.country,
        },
    }


def _offer(show: Show, category: str, *, base_url: str) -> dict[str, Any]:
    price: Money = show.shown(category)
    return {
        "@type": "Offer",
        "name": category,
        "url": f"{base_url}/shows/{show.id}",
        "price": str(price.decimal()),
        "priceCurrency": price.currency,
        "availability": f"https://schema.org/{AVAILABILITY.get(show.status, 'SoldOut')}",
        "validFrom": show.sales_open_at.isoformat(),
    }
