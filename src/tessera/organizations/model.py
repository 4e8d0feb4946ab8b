"""Organizations: who sells."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tessera.accounts.model import MemberRole
from tessera.kit.versions import Version
from tessera.organizations.terms import RefundPolicy, TaxRate, TaxRates, Terms, one_rate


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
Zone = Annotated[str, Meta(min_length=1, max_length=60)]
"""An IANA name; its midnight ends the days and months of statements."""
Address = Annotated[str, Meta(max_length=500)]
TaxNumber = Annotated[str, Meta(max_length=60)]


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
    fee_cap: MinorUnits | None = None
    tax_rates: TaxRates | None = None
    refund_policy: RefundPolicy | None = None
    prices_all_in: bool = True
    timezone: Zone = "UTC"
    address: Address = ""
    tax_number: TaxNumber = ""


class OrganizationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to change; fields left out stay. The status is none of them: an application is decided,
    and an organization suspended (`applications/decide.py`).

    `tax_basis_points` and `tax_included` are an organization's only rate, `cancel_until_minutes`
    is the free part of its refund policy: what came first, kept for who still writes it.
    """

    name: Name | UnsetType = UNSET
    fee_fixed: MinorUnits | UnsetType = UNSET
    fee_basis_points: BasisPoints | UnsetType = UNSET
    tax_basis_points: BasisPoints | UnsetType = UNSET
    tax_included: bool | UnsetType = UNSET
    cancel_until_minutes: Annotated[int, Meta(ge=0, le=525_600)] | UnsetType = UNSET
    fee_cap: MinorUnits | UnsetType | None = UNSET
    tax_rates: TaxRates | UnsetType = UNSET
    refund_policy: RefundPolicy | UnsetType = UNSET
    prices_all_in: bool | UnsetType = UNSET
    timezone: Zone | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    tax_number: TaxNumber | UnsetType = UNSET
    version: Version | UnsetType = UNSET


class MemberWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody with an account, and what they shall do here."""

    email: str
    role: MemberRole


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization as its members see it. `address` and `tax_number` stand on its invoices."""

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
    fee_cap: int | None
    tax_rates: tuple[TaxRate, ...]
    refund_policy: RefundPolicy
    prices_all_in: bool
    timezone: str = "UTC"
    address: str = ""
    tax_number: str = ""
    version: int = 1

    @property
    def terms(self) -> Terms:
        """What turns its prices into bills."""
        return Terms(
            fee_fixed=self.fee_fixed,
            fee_basis_points=self.fee_basis_points,
            fee_cap=self.fee_cap,
            rates=self.tax_rates,
        )


def organization_of(row: Any) -> Organization:
    """A row of `organizations` as a value. Columns that came later say nothing until written;
    until then the older ones say it."""
    fields = {f: row[f] for f in Organization.__struct_fields__}
    if fields["tax_rates"] is None:
        fields["tax_rates"] = one_rate(row["tax_basis_points"], included=row["tax_included"])
    if fields["refund_policy"] is None:
        fields["refund_policy"] = RefundPolicy(free_until_minutes=row["cancel_until_minutes"])
    return msgspec.convert(fields, Organization, strict=False, from_attributes=True)
