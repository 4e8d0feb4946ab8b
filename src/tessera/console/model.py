"""What a search of the console finds."""

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What can be found, in the order in which it is listed."""

    PAGE = "page"
    SHOW = "show"
    TITLE = "title"
    VENUE = "venue"
    ORDER = "order"
    CUSTOMER = "customer"


class Hit(msgspec.Struct, frozen=True):
    """Something to open: what it is called, and a second line."""

    kind: Kind
    label: str
    detail: str
    url: str
