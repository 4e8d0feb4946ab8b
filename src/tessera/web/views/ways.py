"""How an organization is paid, as its owners and managers see it."""

from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Option, Refusal


class KeyInput(msgspec.Struct, frozen=True):
    """A key to be entered. It is never shown again but by its last signs, `ends`."""

    name: str
    label: str
    secret: bool
    needed: bool
    ends: str = ""
    problem: str = ""


class WayCard(msgspec.Struct, frozen=True, kw_only=True):
    """A provider. `trouble` says why customers do not see it, though it is `enabled`. `url` begins
    the addresses of what can be done with it; `up` and `down` are false at the ends."""

    provider: str
    label: str
    url: str
    enabled: bool
    offered: bool
    trouble: str = ""
    keys: tuple[KeyInput, ...] = ()
    has_keys: bool = False
    checked_at: datetime | None = None
    webhook_url: str = ""
    webhook_events: tuple[str, ...] = ()
    up: bool = False
    down: bool = False
    open: bool = False

    @property
    def can_be_on(self) -> bool:
        """Whether it can be switched on: it needs no keys, or they are known."""
        return self.has_keys or not self.keys


class ChangeRow(msgspec.Struct, frozen=True):
    """Who did what."""

    text: str
    name: str
    at: datetime


class WaysPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/payments.html`, for `/organizer/organizations/{id}/payments`."""

    desk: Desk
    url: str
    ways: tuple[WayCard, ...]
    currencies: tuple[Option, ...]
    changes: tuple[ChangeRow, ...]
    timezone: str
    refusal: Refusal | None = None
