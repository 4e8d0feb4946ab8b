"""Sample pages of the audit log."""

import msgspec

from tessera.web.views.audit_log import AuditLogPage, Change, LogRow
from tests.unit.ui.samples import NOW
from tests.unit.ui.samples_books import DESK

ROWS = (
    LogRow(
        n=1204,
        at=NOW,
        who="Olga Owner",
        email="olga@lantern.test",
        acting=False,
        action="organization.terms_changed",
        subject="organization 3",
        changes=(
            Change("fee_basis_points", "250", "300"),
            Change("name", "Lantern", "Lantern Cinemas"),
        ),
        reason="",
        address="203.0.113.9",
        request_id="6sTz0Qx1Yl4a",
    ),
    LogRow(
        n=1203,
        at=NOW,
        who="",
        email="",
        acting=False,
        action="accounts.blocked",
        subject="account 01a1ff85-7aa4-7214-8771-343d1eaf3f3d",
        changes=(Change("status", "active", "blocked"),),
        reason="Forty cards in an hour, none of them theirs",
        address="",
        request_id="job",
    ),
    LogRow(
        n=1202,
        at=NOW,
        who="Asha Rao",
        email="asha@tessera.test",
        acting=True,
        action="account.impersonated",
        subject="account 01a1ff85-7abd-75d0-bb56-23e57f2b41bc",
        changes=(),
        reason="",
        address="2001:db8::7",
        request_id="Zk2m8Wq5Bv0c",
    ),
)
LOG = AuditLogPage(
    desk=DESK,
    action_url="/organizer/organizations/3/audit",
    who="",
    action="",
    subject_kind="",
    subject_id="",
    since="",
    until="",
    whole=False,
    rows=ROWS,
)
LOG_NONE = msgspec.structs.replace(
    LOG,
    whole=True,
    rows=(),
    since="2026-13-01",
    problems={"since": "This is not a day."},
)
