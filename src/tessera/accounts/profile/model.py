"""Profiles: what a person may say of themselves. What they may do is not among it."""

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A postal address; every part may be empty. `country` is ISO 3166-1 alpha-2."""

    lines: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own page. `phone` is E.164; `currency` is the one they like to read, or empty."""

    id: UUID
    user_name: str
    email: str
    name: str
    phone: str
    address: Address
    locale: str
    currency: str
    picture: bool


class ProfileChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields that shall change; a field left out stays. Address, role, status are not here."""

    name: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
