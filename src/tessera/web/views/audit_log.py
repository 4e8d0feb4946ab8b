"""The audit log."""

from datetime import datetime

import msgspec

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Pagination


class Change(msgspec.Struct, frozen=True):
    """One field: what it was and what it is; empty where there was or is nothing."""

    name: str
    was: str
    becomes: str


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `who` is empty where the system did it; `acting` where they acted as another."""

    n: int
    at: datetime
    who: str
    email: str
    acting: bool
    action: str
    subject: str
    changes: tuple[Change, ...]
    reason: str
    address: str
    request_id: str


class AuditLogPage(msgspec.Struct, frozen=True, kw_only=True):
    """`organizer/audit_log.html`; the fields hold what was asked for."""

    desk: Desk
    action_url: str
    who: str
    action: str
    subject_kind: str
    subject_id: str
    since: str
    until: str
    whole: bool
    rows: tuple[LogRow, ...]
    pages: Pagination = Pagination()
    problems: dict[str, str] = {}
