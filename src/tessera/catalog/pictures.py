"""The addresses of a title's pictures and film."""

from typing import Any

import msgspec

from tessera.catalog.media.model import WIDTHS, FileRole
from tessera.catalog.model import Title

ENCODINGS = ("avif", "webp", "jpg")


def picture_url(key: str, width: int, suffix: str = "jpg") -> str:
    """One size of a picture."""
    return f"/media/titles/{key}/{width}.{suffix}"


def trailer_of(title: Title) -> str:
    """The film that was sent, or the address elsewhere."""
    if title.trailer:
        key, _, suffix = title.trailer.partition(".")
        return f"/media/titles/{key}/original.{suffix}"
    return title.trailer_url


def title_view(title: Title, *, base_url: str = "") -> dict[str, Any]:
    """A title as JSON, with the addresses of its pictures in each size."""
    fields: dict[str, Any] = msgspec.to_builtins(title)
    for role in (FileRole.POSTER, FileRole.BACKDROP):
        key = fields[role.value]
        fields[role.value] = (
            {
                suffix: {str(w): base_url + picture_url(key, w, suffix) for w in WIDTHS[role]}
                for suffix in ENCODINGS
            }
            if key
            else None
        )
    trailer = trailer_of(title)
    fields["trailer"] = base_url + trailer if title.trailer else trailer or None
    return fields
