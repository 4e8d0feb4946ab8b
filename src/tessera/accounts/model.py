"""People: customers, members of organizations, admins."""

from enum import StrEnum
from uuid import UUID

import msgspec

from tessera.accounts.policy import OF_MEMBERS, OPEN, POLICY, Part, Right


class Role(StrEnum):
    """What a person is on the platform; what they are in an organization is a `MemberRole`."""

    CUSTOMER = "customer"
    SUPPORT = "support"
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
    KEY = "key"
    """Not a session: the API key of an organization (organizations/keys/)."""


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
    acting_by: UUID | None = None
    """Who looks at the platform as this person, and may change nothing."""
    key_id: UUID | None = None
    """The API key that asks for them: it may what `scopes` name, `requests_per_minute` times."""
    scopes: frozenset[str] | None = None
    requests_per_minute: int = 0

    def may(self, right: Right, organization_id: int | None = None) -> bool:
        """Whether the policy gives this person `right`: in this organization, or in any at all
        where none is named."""
        if right in OPEN:
            return True
        if self.scopes is not None and right not in self.scopes:
            return False
        if self.acting_by is not None and POLICY[right].fresh:
            return False
        return bool(POLICY[right].parts & self._parts(organization_id))

    def everywhere(self, right: Right) -> bool:
        """Whether this person has `right` in every organization, because they run the platform."""
        return self.may(right) and Part(self.role) in POLICY[right].parts

    def where(self, right: Right) -> tuple[int, ...] | None:
        """The organizations in which this person has `right`; None means all of them."""
        if self.everywhere(right):
            return None
        return tuple(o for o in self.memberships if self.may(right, o))

    def knows(self, organization_id: int) -> bool:
        """Whether this person may know of the organization's own affairs at all."""
        return any(self.may(right, organization_id) for right in OF_MEMBERS)

    def is_account(self, account_id: UUID | None) -> bool:
        """Whether this is who has the account; a key only works for them."""
        return self.key_id is None and self.account_id == account_id

    def _parts(self, organization_id: int | None) -> set[Part]:
        parts = {Part.CUSTOMER, Part(self.role)}
        if organization_id is None:
            return parts | {Part(role) for role in self.memberships.values()}
        role = self.memberships.get(organization_id)
        return parts | ({Part(role)} if role else set())


class BearerPair(msgspec.Struct, frozen=True):
    """A short-lived access token and the refresh token that renews it once."""

    access_token: str
    refresh_token: str
    expires_in: int
