"""Applications to sell."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.clock import Instant
from tessera.organizations.model import Currency, Name, Zone

DOCUMENTS_MAX = 5
DOCUMENT_BYTES_MAX = 4_000_000


class ApplicationStatus(StrEnum):
    """The lifecycle of an application; `TRANSITIONS` says what may follow what."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.PENDING: frozenset(
        {ApplicationStatus.APPROVED, ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN}
    ),
    ApplicationStatus.REJECTED: frozenset({ApplicationStatus.PENDING}),
    ApplicationStatus.WITHDRAWN: frozenset({ApplicationStatus.PENDING}),
    ApplicationStatus.APPROVED: frozenset(),
}


class ApplicationRefusal(StrEnum):
    """Why an application was not taken, in the order in which it is looked at."""

    APPLICATION_PENDING = "application_pending"
    APPLICATION_DECIDED = "application_decided"
    NAME_TAKEN = "name_taken"
    TOO_MANY_DOCUMENTS = "too_many_documents"


class ApplicationWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody says who wants to sell. `postal_code` has six digits in India (a pincode);
    coordinates are degrees (WGS 84), both or none."""

    name: Name
    address: Annotated[str, Meta(min_length=1, max_length=500)]
    city: Annotated[str, Meta(min_length=1, max_length=100)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    postal_code: Annotated[str, Meta(min_length=1, max_length=12)]
    currency: Currency
    timezone: Zone = "UTC"
    tax_number: Annotated[str, Meta(max_length=60)] = ""
    phone: Annotated[str, Meta(max_length=30)] = ""
    note: Annotated[str, Meta(max_length=2000)] = ""
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class Document(msgspec.Struct, frozen=True):
    """A paper that came with an application; its bytes are read apart."""

    id: UUID
    name: str
    media_type: str
    size: int
    created_at: Instant


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application as its maker and the platform see it."""

    organization_id: int
    account_id: UUID
    applicant: str
    email: str
    status: ApplicationStatus
    name: str
    address: str
    city: str
    country: str
    postal_code: str
    currency: str
    timezone: str
    tax_number: str
    phone: str
    note: str
    latitude: float | None
    longitude: float | None
    submitted_at: Instant
    decided_at: Instant | None
    reason: str
    documents: tuple[Document, ...] = ()
