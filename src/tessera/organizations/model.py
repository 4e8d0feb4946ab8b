"""Organizations: who sells."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.accounts.model import MemberRole


class OrganizationStatus(StrEnum):
    """The lifecycle of an organization; `TRANSITIONS` says what may follow what."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


TRANSITIONS: dict[OrganizationStatus, frozenset[OrganizationStatus]] = {
    OrganizationStatus.PENDING: frozenset(
        {OrganizationStatus.APPROVED, OrganizationStatus.REJECTED}
    ),
    OrganizationStatus.APPROVED: frozenset({OrganizationStatus.SUSPENDED}),
    OrganizationStatus.REJECTED: frozenset({OrganizationStatus.PENDING}),
    OrganizationStatus.SUSPENDED: frozenset({OrganizationStatus.APPROVED}),
}

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Slug = Annotated[str, Meta(max_length=60, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
MinorUnits = Annotated[int, Meta(ge=0, le=10**12)]
BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]


class NewOrganization(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An organization to be made by an admin, with the account of its owner."""

    name: Name
    slug: Slug
    currency: Currency
    owner_email: str
    fee_fixed: MinorUnits = 0
    fee_basis_points: BasisPoints = 0
    tax_basis_points: BasisPoints = 0
    tax_included: bool = True
    cancel_until_minutes: Annotated[int, Meta(ge=0, le=525_600)] = 120


class OrganizationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. The status is for admins."""

    name: Name | UnsetType = UNSET
    status: OrganizationStatus | UnsetType = UNSET
    fee_fixed: MinorUnits | UnsetType = UNSET
    fee_basis_points: BasisPoints | UnsetType = UNSET
    tax_basis_points: BasisPoints | UnsetType = UNSET
    tax_included: bool | UnsetType = UNSET
    cancel_until_minutes: Annotated[int, Meta(ge=0, le=525_600)] | UnsetType = UNSET


class MemberWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody with an account, and what they shall do here."""

    email: str
    role: MemberRole


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization as its members see it."""

    id: int
    name: str
    slug: str
    status: OrganizationStatus
    currency: str
    fee_fixed: int
    fee_basis_points: int
    tax_basis_points: int
    tax_included: bool
    cancel_until_minutes: int


def organization_of(row: Any) -> Organization:
    """A row of `organizations` as a value."""
    fields = {f: row[f] for f in Organization.__struct_fields__}
    return msgspec.convert(fields, Organization, strict=False)
