"""Files of titles."""

from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.kit.pictures import drawn_names

FILE_BYTES_MAX = 100_000_000
FORM_BYTES_MAX = FILE_BYTES_MAX + 1_000_000
"""A form has its other fields beside the file."""
KEPT_SENDING_HOURS = 24
"""After which a file that never arrived whole is forgotten."""


class FileRole(StrEnum):
    """What a file is of its title."""

    POSTER = "poster"
    BACKDROP = "backdrop"
    TRAILER = "trailer"


class FileState(StrEnum):
    """`sending` until the store has it, `waiting` until it is drawn, then `ready`, or `broken`;
    `leaving` is what another one has replaced."""

    SENDING = "sending"
    WAITING = "waiting"
    READY = "ready"
    BROKEN = "broken"
    LEAVING = "leaving"


WIDTHS = {FileRole.POSTER: (240, 480, 960), FileRole.BACKDROP: (640, 1280, 1920)}
"""In pixels; a file has each of them, or fewer pixels where it came with fewer."""


class TitleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a title."""

    id: UUID
    title_id: int | None
    role: FileRole
    state: FileState
    suffix: str
    bytes: int
    width: int
    height: int

    @property
    def folder(self) -> str:
        """Where its parts are in the store."""
        return f"titles/{self.id.hex}"

    @property
    def original(self) -> str:
        """The name of what was sent. A trailer is shown as it came."""
        return f"{self.folder}/original.{self.suffix}"

    def parts(self) -> list[str]:
        """Every name that the store may have of it."""
        widths = WIDTHS.get(self.role, ())
        return [*drawn_names(self.folder, widths), self.original]
