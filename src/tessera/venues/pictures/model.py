"""A venue's pictures."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.kit.pictures import drawn_names
from tessera.kit.versions import Version

PICTURE_BYTES_MAX = 20_000_000
FORM_BYTES_MAX = PICTURE_BYTES_MAX + 1_000_000
"""A form has its other fields beside the file."""
PICTURES_MAX = 12
"""Of one venue."""
ALT_MAX = 200
KEPT_SENDING_HOURS = 24
"""After which a picture that never arrived whole is forgotten."""
WIDTHS = (480, 960, 1600)
"""In pixels; a picture has each of them, or fewer pixels where it came with fewer."""
FOLDER = "venues"
"""Of the store, and of public addresses."""
SUFFIXES = ("jpg", "png", "webp", "avif")

Alt = Annotated[str, Meta(max_length=ALT_MAX)]
Position = Annotated[int, Meta(ge=1, le=PICTURES_MAX)]


class PictureState(StrEnum):
    """`sending` until the store has it, `waiting` until it is drawn, then `ready`, or `broken`;
    `leaving` is what was taken away."""

    SENDING = "sending"
    WAITING = "waiting"
    READY = "ready"
    BROKEN = "broken"
    LEAVING = "leaving"


class KeptPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as its organization keeps it. `position` counts from 1; `alt` is read to who does
    not see it."""

    id: UUID
    key: UUID
    venue_id: int | None
    state: PictureState
    suffix: str
    bytes: int
    width: int
    height: int
    alt: str
    position: int
    version: int

    @property
    def folder(self) -> str:
        """Where its sizes are in the store."""
        return f"{FOLDER}/{self.key.hex}"

    @property
    def original(self) -> str:
        """The name of what was sent; nobody fetches it."""
        return f"{self.folder}/original.{self.suffix}"

    def parts(self) -> list[str]:
        """Every name that the store may have of it: a second try may have come as another kind."""
        originals = [f"{self.folder}/original.{suffix}" for suffix in SUFFIXES]
        return [*drawn_names(self.folder, WIDTHS), *originals]


class PictureChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. Others make room for a new position. A `version` that
    is no longer the picture's is refused."""

    alt: Alt | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    version: Version | UnsetType = UNSET
