"""The search of the consoles."""

import msgspec


class FoundRow(msgspec.Struct, frozen=True):
    """Something to open."""

    label: str
    detail: str
    url: str


class FoundGroup(msgspec.Struct, frozen=True):
    """Things of one kind."""

    label: str
    rows: tuple[FoundRow, ...]


class FindPage(msgspec.Struct, frozen=True):
    """`console/find.html`."""

    words: str
    groups: tuple[FoundGroup, ...]
