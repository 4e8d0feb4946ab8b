"""The addresses of a venue's pictures, for programs and for pages."""

from typing import Any

import msgspec

from tessera.kit.files.port import media_type_of
from tessera.kit.pictures import ENCODINGS
from tessera.venues.model import ShownPicture, Venue
from tessera.venues.pictures.model import FOLDER, WIDTHS, KeptPicture, PictureState
from tessera.web.views.venues import Photo


def venue_view(venue: Venue, *, base_url: str = "") -> dict[str, Any]:
    """A venue as JSON, with the addresses of its pictures in each size."""
    shown = [picture_view(picture, base_url=base_url) for picture in venue.pictures]
    return {**msgspec.to_builtins(venue), "pictures": shown}


def picture_view(picture: ShownPicture, *, base_url: str = "") -> dict[str, Any]:
    """One picture as JSON: what it shows, its size as it came, an address for each width."""
    addresses = {
        suffix: {str(w): base_url + picture_url(picture.key, w, suffix) for w in WIDTHS}
        for suffix in ENCODINGS
    }
    return {"alt": picture.alt, "width": picture.width, "height": picture.height, **addresses}


def kept_view(picture: KeptPicture, *, base_url: str = "") -> dict[str, Any]:
    """A picture as its organization keeps it; addresses as soon as it is drawn."""
    ready = picture.state is PictureState.READY
    shown = ShownPicture(picture.key.hex, picture.alt, picture.width, picture.height)
    told: dict[str, Any] = {
        "id": str(picture.id),
        "state": picture.state,
        "position": picture.position,
        "bytes": picture.bytes,
        "version": picture.version,
    }
    sizes = picture_view(shown, base_url=base_url)
    return told | {k: v if ready or k not in ENCODINGS else None for k, v in sizes.items()}


def photo(picture: ShownPicture, otherwise: str) -> Photo:
    """A picture for a page; `otherwise` is said where nobody has said what it shows."""
    sources = tuple(
        (
            media_type_of(suffix),
            ", ".join(f"{picture_url(picture.key, w, suffix)} {w}w" for w in WIDTHS),
        )
        for suffix in ENCODINGS
    )
    return Photo(
        alt=picture.alt or otherwise,
        url=picture_url(picture.key, WIDTHS[1]),
        large_url=picture_url(picture.key, WIDTHS[-1]),
        sources=sources,
        width=picture.width,
        height=picture.height,
    )


def picture_url(key: str, width: int, suffix: str = "jpg") -> str:
    """One size of a picture."""
    return f"/media/{FOLDER}/{key}/{width}.{suffix}"
