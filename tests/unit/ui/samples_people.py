"""Samples of members, invitations, keys, applications, and what the platform's people see."""

from datetime import timedelta

from tessera.web.views.admin import (
    AccountPage,
    AccountRow,
    AccountsPage,
    HousePage,
    HouseRow,
    HousesPage,
    RunPage,
    StoryLine,
)
from tessera.web.views.houses import (
    ApplicationRow,
    ApplyPage,
    ApprovalRow,
    InvitationRow,
    InvitationsPage,
    KeyRow,
    KeysPage,
    MemberRow,
    MembersPage,
    PaperRow,
    PayoutsPage,
)
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Refusal
from tests.unit.ui.samples import at

NOW = at(19)
SECTIONS = ("Statement", "Invoices", "Refunds owed", "Members", "API keys", "Audit log")
DESK = Desk(
    1, "Regal Cinemas", tuple(Link(name, f"/{name}", name == "Members") for name in SECTIONS)
)
PLATFORM = Desk(
    0, "Tessera", (Link("People", "/admin/accounts", True), Link("Jobs", "/admin/jobs"))
)
ROLES = (Option("owner", "owner"), Option("manager", "manager", True), Option("door", "door"))
ASKED = InvitationRow(
    "mira@example.org", "box office", "Regal Cinemas", "Asha Rao", at(9), "/invitations/1"
)
MEMBERS = MembersPage(
    desk=DESK,
    url="/organizer/organizations/1/members",
    members=(
        MemberRow("1", "Asha Rao", "asha@example.org", "owner", ROLES),
        MemberRow("2", "Bharat Iyer", "a.very.long.address@department.example.org", "door", ROLES),
    ),
    invitations=(ASKED,),
    may_change=True,
    roles=ROLES,
)
MEMBERS_WRONG = MembersPage(
    desk=DESK,
    url="/organizer/organizations/1/members",
    members=(MemberRow("1", "Asha Rao", "asha@example.org", "owner"),),
    invitations=(),
    may_change=True,
    roles=ROLES,
    email="mira",
    problem="is not an e-mail address",
    refusal=Refusal("last_owner", "An organization needs an owner: name another one first."),
)
INVITATIONS = InvitationsPage((ASKED,), "mira@example.org")
INVITATIONS_NONE = InvitationsPage((), "mira@example.org")
SCOPES = tuple(
    Option(name, name, name == "books.read")
    for name in ("books.read", "catalogue.change", "sales.read", "shows.change", "tickets.check_in")
)


def key(name: str, state: str, url: str = "") -> KeyRow:
    """A key."""
    return KeyRow(
        name=name,
        hint="x7Qa",
        scopes=("books.read", "sales.read"),
        quota=600,
        made_by="Asha Rao",
        expires_at=at(9),
        used_at=NOW if state == "works" else None,
        state=state,
        url=url,
    )


KEYS = KeysPage(
    desk=DESK,
    url="/organizer/organizations/1/keys",
    keys=(key("Till in the foyer", "works", "/end"), key("Old till", "ended")),
    scopes=SCOPES,
    may_change=True,
    secret="tsk_" + "Zq8vKx2mWc4t" * 3,
)
KEYS_NONE = KeysPage(
    desk=DESK,
    url="/organizer/organizations/1/keys",
    keys=(),
    scopes=SCOPES,
    may_change=True,
    problems={"scopes": "choose one or more", "name": "must have printable characters"},
)
SAID = {"name": "Capitol", "city": "Pune", "country": "IN", "postal_code": "411001"}
APPLY = ApplyPage(
    action="/organize",
    values={"country": "IN", "currency": "INR", "timezone": "Asia/Kolkata"},
    problems={"postal_code": "must have six digits"},
    applications=(ApplicationRow("Astor", "rejected", "No such street", NOW, "/organize/2"),),
)
APPLY_PENDING = ApplyPage(
    action="/organize/1",
    values=SAID,
    status="pending",
    papers=(PaperRow("licence.pdf", 120_000, "/paper", "/remove"),),
)
APPLY_REJECTED = ApplyPage(
    action="/organize/1", values=SAID, status="rejected", reason="There is no such street."
)


def account(n: int, name: str, *, status: str = "active", role: str = "") -> AccountRow:
    """An account in the list."""
    url = f"/admin/accounts/{n}"
    chosen = status == "active" and not role
    return AccountRow(str(n), name, f"{n}@example.org", role, status, NOW, url, chosen)


CHIPS = (Link("All", "?", True), Link("Blocked", "?status=blocked"))
ACCOUNTS = AccountsPage(
    desk=PLATFORM,
    words="",
    states=CHIPS,
    roles=CHIPS,
    rows=(
        account(1, "Asha Rao"),
        account(2, "Bharat Iyer", status="blocked"),
        account(3, "Chen Wei", role="Admin"),
        account(4, "Deleted", status="erased"),
    ),
    pages=Pagination(None, "/older"),
    may_block=True,
    asked={"status": "", "role": ""},
)
STORY = (
    StoryLine(NOW, "Chen Wei", "account.blocked", "Bought by machine"),
    StoryLine(NOW - timedelta(days=1), "Chen Wei", "account.unblocked", ""),
)
ACCOUNT = AccountPage(
    desk=PLATFORM,
    url="/admin/accounts/1",
    name="Asha Rao",
    email="asha@example.org",
    role="Customer",
    status="active",
    created_at=NOW,
    blocked_at=None,
    blocked_reason="",
    works=(Link("Regal Cinemas (owner)", "/admin/organizations/1"),),
    sessions=2,
    orders=14,
    story=STORY,
    factors=2,
    may_block=True,
    may_look=True,
    may_forget=True,
    may_erase=True,
    roles=(Option("customer", "Customer", True), Option("support", "Support")),
)
ACCOUNT_BLOCKED = AccountPage(
    desk=PLATFORM,
    url="/admin/accounts/2",
    name="Bharat Iyer",
    email="bharat@example.org",
    role="Customer",
    status="blocked",
    created_at=NOW,
    blocked_at=NOW,
    blocked_reason="Bought by machine",
    works=(),
    sessions=0,
    orders=0,
    story=(),
    may_block=True,
    may_look=False,
)
RUN = RunPage(
    desk=PLATFORM,
    reason="Bought by machine",
    accounts=240,
    done=95,
    blocked=90,
    were_blocked=4,
    refused=1,
    over=False,
)
HOUSES = HousesPage(
    desk=PLATFORM,
    words="",
    status="",
    states=CHIPS,
    rows=(
        HouseRow("Capitol", "pending", NOW, "/admin/organizations/2"),
        HouseRow("Regal Cinemas", "approved", NOW, "/admin/organizations/1"),
        HouseRow("Astor", "suspended", NOW, "/admin/organizations/3"),
    ),
    pages=Pagination(),
)
HOUSE = HousePage(
    desk=PLATFORM,
    url="/admin/organizations/2",
    name="Capitol",
    status="pending",
    facts=(("Who applied", "Asha Rao"), ("City", "Pune"), ("Postal code", "411001")),
    papers=(PaperRow("licence.pdf", 120_000, "/paper"),),
    people=(),
    story=STORY,
    books_url="",
    decidable=True,
    suspendable=False,
    restorable=False,
)
PAYOUTS = PayoutsPage(
    desk=DESK,
    url="/organizer/organizations/1/payouts",
    holder="Regal Cinemas Ltd",
    hint="3000",
    changed_at=NOW,
    kinds=(Option("iban", "IBAN", True), Option("account", "account")),
    typed="Regal",
    may_change=True,
    four_eyes=True,
    approvals=(
        ApprovalRow("payouts", "Regal …9012", "Asha Rao", NOW, True, "/approvals/1"),
        ApprovalRow("show_cancellation", "Fog", "Bharat Iyer", NOW, False, "/approvals/2"),
    ),
    problems={"number": "is not an IBAN"},
)
