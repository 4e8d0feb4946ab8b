"""People: customers, members of organizations, admins."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What a person is on the platform; what they are in an organization is a `MemberRole`."""

    CUSTOMER = "customer"
    ADMIN = "admin"


class MemberRole(StrEnum):
    """What a person does in an organization."""

    OWNER = "owner"
    MANAGER = "manager"
    BOX_OFFICE = "box_office"
    DOOR = "door"


class SessionKind(StrEnum):
    """A browser's cookie, or one half of a bearer pair."""

    WEB = "web"
    ACCESS = "access"
    REFRESH = "refresh"


class SignInRefusal(StrEnum):
    """Why nobody was signed in. Wrong address and wrong password look the same."""

    INVALID_CREDENTIALS = "invalid_credentials"
    TOO_MANY_TRIES = "too_many_tries"


class Person(msgspec.Struct, frozen=True):
    """Somebody signed in, with what they may be in each organization."""

    account_id: UUID
    session_id: UUID
    email: str
    name: str
    role: Role
    locale: str
    memberships: dict[int, MemberRole]

    @property
    def is_admin(self) -> bool:
        """Whether this person runs the platform."""
        return self.role is Role.ADMIN

    def works_for(self, organization_id: int, roles: frozenset[MemberRole]) -> bool:
        """Whether this person has one of `roles` there; admins have all of them."""
        return self.is_admin or self.memberships.get(organization_id) in roles


class BearerPair(msgspec.Struct, frozen=True):
    """A short-lived access token and the refresh token that renews it once."""

    access_token: str
    refresh_token: str
    expires_in: int
