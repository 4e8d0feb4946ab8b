"""A way to pay, as its organizer sees it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tessera.payments.providers.catalogue import KINDS, Account, webhook_path


class WayRefusal(StrEnum):
    """Why a way to pay stays as it is, in the order in which the reasons are looked at."""

    KEYS_MISSING = "provider_keys_missing"
    IN_USE = "provider_in_use"
    CURRENCY_IN_USE = "currency_in_use"


class KeyShown(msgspec.Struct, frozen=True):
    """A key that was entered once, and is shown by its last signs only (`…p7dc`). `ends` is empty
    before."""

    name: str
    label: str
    secret: bool
    ends: str


class WayToPay(msgspec.Struct, frozen=True, kw_only=True):
    """A provider of an organization.

    `offered` says that customers see it now; `trouble` says why not, although it is switched on.
    `checked_at` is when its keys were last tried. `webhook_url` is what the organizer enters in
    the provider's console, with `webhook_events`; both are empty for the platform's own.
    """

    provider: str
    label: str
    enabled: bool
    offered: bool
    trouble: str
    keys: tuple[KeyShown, ...]
    has_keys: bool
    checked_at: datetime | None
    webhook_url: str
    webhook_events: tuple[str, ...]


class Change(msgspec.Struct, frozen=True):
    """Something that was done to an organization's ways to pay. `name` is who did it."""

    provider: str
    what: str
    name: str
    changed_at: datetime


def keys_shown(provider: str, hints: list[str]) -> tuple[KeyShown, ...]:
    """The keys of a provider with what may be seen of them: `hints` stand in the catalogue's
    order."""
    fields = KINDS[provider].keys
    ends = [*hints, *[""] * (len(fields) - len(hints))]
    return tuple(
        KeyShown(field.name, field.label, field.secret, end)
        for field, end in zip(fields, ends, strict=False)
    )


def webhook_url(base_url: str, provider: str, organization_id: int) -> str:
    """Where the provider tells this organization's account; nothing for one without keys."""
    if not KINDS[provider].keys:
        return ""
    return base_url + webhook_path(provider, Account(organization_id))
