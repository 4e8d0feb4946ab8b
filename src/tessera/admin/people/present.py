"""Accounts as their pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from tessera.accounts.model import Person, Role
from tessera.accounts.policy import Right
from tessera.admin.people.model import Account, BlockRun
from tessera.organizations.desk import platform_desk
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.admin import AccountPage, AccountRow, AccountsPage, RunPage, StoryLine
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Refusal

HERE = "/admin/accounts"
HOUSES = "/admin/organizations"
STATES = {
    "": N_("All"),
    "active": N_("Active"),
    "blocked": N_("Blocked"),
    "erased": N_("Deleted"),
}
ROLES = {
    "": N_("All roles"),
    "customer": N_("Customers"),
    "support": N_("Support"),
    "admin": N_("Admins"),
}
ROLE = {"customer": N_("Customer"), "support": N_("Support"), "admin": N_("Admin")}


def accounts_page(
    request: PageRequest,
    found: Sequence[Account],
    *,
    asked: Mapping[str, str],
    person: Person,
    newer: str,
    older: str,
    refused: Refusal | None,
) -> AccountsPage:
    """The list with its filters."""
    blocks = person.may(Right.ACCOUNTS_BLOCK)
    return AccountsPage(
        desk=platform_desk(request, "accounts"),
        words=asked["q"],
        states=_chips(request, asked, "status", words=STATES),
        roles=_chips(request, asked, "role", words=ROLES),
        rows=tuple(_row(request, a, blocks=blocks) for a in found),
        pages=Pagination(newer or None, older or None),
        may_block=blocks,
        asked={name: value for name, value in asked.items() if name != "q"},
        refusal=refused,
    )


def _row(request: PageRequest, found: Account, *, blocks: bool) -> AccountRow:
    choosable = blocks and found.status == "active" and found.role is not Role.ADMIN
    role = "" if found.role is Role.CUSTOMER else say(request, ROLE[found.role.value])
    url = f"{HERE}/{found.id}"
    return AccountRow(
        str(found.id), found.name, found.email, role, found.status, found.created_at, url, choosable
    )


def _chips(
    request: PageRequest, asked: Mapping[str, str], name: str, *, words: Mapping[str, str]
) -> tuple[Link, ...]:
    return tuple(
        Link(
            say(request, word),
            f"{HERE}?{urlencode(dict(asked) | {name: key})}",
            asked[name] == key,
        )
        for key, word in words.items()
    )


def account_page(
    request: PageRequest,
    found: Account,
    story: Sequence[Mapping[str, Any]],
    *,
    person: Person,
    refused: Refusal | None,
) -> AccountPage:
    """One account, and what this reader may do about it."""
    other = not person.is_account(found.id)
    may_rule = other and found.status == "active" and person.may(Right.ACCOUNTS_ROLES)
    looks = other and found.status == "active" and found.role is Role.CUSTOMER
    blockable = found.role is not Role.ADMIN and found.status in ("active", "blocked")
    return AccountPage(
        desk=platform_desk(request, "accounts"),
        url=f"{HERE}/{found.id}",
        name=found.name,
        email=found.email,
        role=say(request, ROLE[found.role.value]),
        status=found.status,
        created_at=found.created_at,
        blocked_at=found.blocked_at,
        blocked_reason=found.blocked_reason,
        works=_works(found),
        sessions=found.sessions,
        orders=found.orders,
        factors=found.factors,
        story=story_of(story),
        may_block=other and blockable and person.may(Right.ACCOUNTS_BLOCK),
        may_erase=looks and person.may(Right.ACCOUNTS_ERASE),
        may_forget=other
        and bool(found.factors)
        and found.role is not Role.ADMIN
        and person.may(Right.ACCOUNTS_FACTORS),
        may_look=looks and person.may(Right.IMPERSONATE),
        roles=_roles(request, found) if may_rule else (),
        refusal=refused,
    )


def _works(found: Account) -> tuple[Link, ...]:
    return tuple(
        Link(f"{work.organization} ({work.role})", f"{HOUSES}/{work.organization_id}")
        for work in found.works
    )


def _roles(request: PageRequest, found: Account) -> tuple[Option, ...]:
    return tuple(Option(key, say(request, word), key == found.role) for key, word in ROLE.items())


def story_of(lines: Sequence[Mapping[str, Any]]) -> tuple[StoryLine, ...]:
    """Lines of the audit log, as they are read."""
    return tuple(
        StoryLine(line["at"], line["who"] or "", line["action"], line["reason"]) for line in lines
    )


def run_page(run: BlockRun, desk: Desk) -> RunPage:
    """How far a run has come."""
    return RunPage(
        desk=desk,
        reason=run.reason,
        accounts=run.accounts,
        done=run.done,
        blocked=run.blocked,
        were_blocked=run.were_blocked,
        refused=run.refused,
        over=run.ended_at is not None,
    )
