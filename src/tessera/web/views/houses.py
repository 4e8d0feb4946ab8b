"""Organizations as their people see them: members, invitations, applications, keys, payouts."""

from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Option, Refusal


class HouseMail(msgspec.Struct, frozen=True, kw_only=True):
    """`messages/house`, `.txt` and `.html`: something about an organization, in its reader's
    language already."""

    subject: str
    greeting: str
    lines: tuple[str, ...]
    url: str
    label: str


class MemberRow(msgspec.Struct, frozen=True):
    """Somebody who works there. `roles` are the choices; none where nothing may change."""

    id: str
    name: str
    email: str
    role: str
    roles: tuple[Option, ...] = ()


class InvitationRow(msgspec.Struct, frozen=True):
    """Somebody who is asked; `url` is where it is withdrawn or answered."""

    email: str
    role: str
    house: str
    invited_by: str
    expires_at: datetime
    url: str


class MembersPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/members.html`."""

    desk: Desk
    url: str
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRow, ...]
    may_change: bool
    roles: tuple[Option, ...]
    email: str = ""
    problem: str = ""
    refusal: Refusal | None = None


class InvitationsPage(msgspec.Struct, frozen=True):
    """`organizer/invitations.html`: where somebody is asked to work."""

    invitations: tuple[InvitationRow, ...]
    email: str


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key, without its secret. `url` ends it; empty where it has ended or nothing may change."""

    name: str
    hint: str
    scopes: tuple[str, ...]
    quota: int
    made_by: str
    expires_at: datetime
    used_at: datetime | None
    state: str
    url: str = ""


class KeysPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/keys.html`. `secret` is there in the answer to the form alone."""

    desk: Desk
    url: str
    keys: tuple[KeyRow, ...]
    scopes: tuple[Option, ...]
    may_change: bool
    name: str = ""
    days: str = "90"
    quota: str = "600"
    secret: str = ""
    problems: dict[str, str] = {}
    refusal: Refusal | None = None


class PaperRow(msgspec.Struct, frozen=True):
    """A document of an application."""

    name: str
    size: int
    url: str
    remove_url: str = ""


class ApplicationRow(msgspec.Struct, frozen=True):
    """One's own application, in a line."""

    name: str
    status: str
    reason: str
    submitted_at: datetime
    url: str


class ApplyPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/apply.html`: a new application, or one's own with its papers."""

    action: str
    values: dict[str, str]
    problems: dict[str, str] = {}
    status: str = ""
    reason: str = ""
    applications: tuple[ApplicationRow, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    papers_max: int = 5
    refusal: Refusal | None = None

    @property
    def editable(self) -> bool:
        """Whether the form can still be sent."""
        return self.status != "approved"


class ApprovalRow(msgspec.Struct, frozen=True):
    """What waits for a second person; who asked may only take it back."""

    kind: str
    told: str
    asked_by: str
    asked_at: datetime
    own: bool
    url: str


class PayoutsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/payouts.html`. The number itself is never shown."""

    desk: Desk
    url: str
    holder: str
    hint: str
    changed_at: datetime | None
    kinds: tuple[Option, ...]
    typed: str
    may_change: bool
    four_eyes: bool
    approvals: tuple[ApprovalRow, ...]
    problems: dict[str, str] = {}
    refusal: Refusal | None = None
