"""Who may what: one table, read by every guard, page and verb.

A row names a right, the parts a person may play that have it, and whether it asks for a recent
proof of who is there (step-up). `docs/permissions.md` is this table against the list of routes;
`tests/e2e/test_roles.py` knocks at every route as everybody.

What is not in the table is refused. What exactly is theirs (which order, which show) the edge
decides with the thing in hand: `allowed` of `web/guards.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Part(StrEnum):
    """What somebody can be: nobody in particular, somebody with an account, a member of an
    organization, or one who runs the platform."""

    GUEST = "guest"
    CUSTOMER = "customer"
    DOOR = "door"
    BOX_OFFICE = "box_office"
    MANAGER = "manager"
    OWNER = "owner"
    SUPPORT = "support"
    ADMIN = "admin"


class Right(StrEnum):
    """What can be allowed. The value is also the scope of an API key."""

    BROWSE = "catalogue.read"
    BUY = "orders.buy"
    SIGN_IN = "sessions.open"
    KNOCK = "machines.knock"

    ACCOUNT = "account.use"
    APPLY = "organizations.apply"

    ORGANIZATION_READ = "organization.read"
    HISTORY_READ = "organization.history"
    CHECK_IN = "tickets.check_in"
    SALES_READ = "sales.read"
    BOOKS_READ = "books.read"
    INSIGHT_READ = "insight.read"
    INSIGHT_EXPORT = "insight.export"
    CATALOGUE_CHANGE = "catalogue.change"
    VENUES_CHANGE = "venues.change"
    SHOWS_CHANGE = "shows.change"
    SHOWS_STOP = "shows.stop"
    ALLOTMENTS_SELL = "allotments.sell"
    ROOMS_READ = "waiting_rooms.read"
    ROOMS_CHANGE = "waiting_rooms.change"
    OFFERS_READ = "offers.read"
    OFFERS_CHANGE = "offers.change"
    GIFT_CARDS_READ = "gift_cards.read"
    GIFT_CARDS_ISSUE = "gift_cards.issue"
    MESSAGES_READ = "messages.read"
    MESSAGES_SEND = "messages.send"
    ORDERS_CHANGE = "orders.change"
    REFUNDS_DECIDE = "refunds.decide"
    REFUNDS_RETRY = "refunds.retry"
    TERMS_READ = "terms.read"
    TERMS_CHANGE = "terms.change"
    WAYS_READ = "payment_providers.read"
    WAYS_CHANGE = "payment_providers.change"
    WAYS_KEYS = "payment_providers.keys"
    WEBHOOKS_READ = "webhooks.read"
    WEBHOOKS_CHANGE = "webhooks.change"
    WEBHOOKS_SECRETS = "webhooks.secrets"
    MEMBERS_READ = "members.read"
    MEMBERS_CHANGE = "members.change"
    KEYS_READ = "api_keys.read"
    KEYS_CHANGE = "api_keys.change"
    PAYOUTS_READ = "payouts.read"
    PAYOUTS_CHANGE = "payouts.change"

    APPROVALS_READ = "approvals.read"
    APPROVALS_DECIDE = "approvals.decide"

    PLATFORM_READ = "platform.read"
    ORDERS_ANY_READ = "orders.any.read"
    ORDERS_ANY_CHANGE = "orders.any.change"
    LIVE_READ = "live.read"
    JOBS_READ = "jobs.read"
    JOBS_CHANGE = "jobs.change"
    AUDIT_READ = "audit.read"
    ORGANIZATIONS_READ = "organizations.read"
    ORGANIZATIONS_FOUND = "organizations.found"
    ORGANIZATIONS_DECIDE = "organizations.decide"
    TITLES_SHARED = "titles.shared"
    GUIDE_CHANGE = "guide.change"
    OFFERS_PLATFORM = "offers.platform"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_BLOCK = "accounts.block"
    ACCOUNTS_ERASE = "accounts.erase"
    ACCOUNTS_ROLES = "accounts.roles"
    ACCOUNTS_FACTORS = "accounts.factors"
    IMPERSONATE = "accounts.impersonate"


class Rule(msgspec.Struct, frozen=True):
    """One row: who has the right, and whether it needs a recent second proof."""

    parts: frozenset[Part]
    fresh: bool = False


def _rule(*parts: Part, fresh: bool = False) -> Rule:
    return Rule(frozenset(parts), fresh)


_MEMBERS = (Part.DOOR, Part.BOX_OFFICE, Part.MANAGER, Part.OWNER)
_SELLERS = (Part.BOX_OFFICE, Part.MANAGER, Part.OWNER)
_KEEPERS = (Part.MANAGER, Part.OWNER)
_PLATFORM = (Part.SUPPORT, Part.ADMIN)

POLICY: Mapping[Right, Rule] = {
    Right.BROWSE: _rule(*Part),
    Right.BUY: _rule(*Part),
    Right.SIGN_IN: _rule(*Part),
    Right.KNOCK: _rule(*Part),
    Right.ACCOUNT: _rule(Part.CUSTOMER),
    Right.APPLY: _rule(Part.CUSTOMER),
    Right.HISTORY_READ: _rule(Part.OWNER, *_PLATFORM),
    Right.ORGANIZATION_READ: _rule(*_MEMBERS, *_PLATFORM),
    Right.CHECK_IN: _rule(*_MEMBERS, Part.ADMIN),
    Right.SALES_READ: _rule(*_SELLERS, *_PLATFORM),
    Right.BOOKS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.INSIGHT_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.INSIGHT_EXPORT: _rule(*_KEEPERS, Part.ADMIN),
    Right.CATALOGUE_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.VENUES_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.SHOWS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.SHOWS_STOP: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.ALLOTMENTS_SELL: _rule(*_SELLERS, Part.ADMIN),
    Right.ROOMS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.ROOMS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.OFFERS_READ: _rule(*_SELLERS, *_PLATFORM),
    Right.OFFERS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.GIFT_CARDS_READ: _rule(*_SELLERS, *_PLATFORM),
    Right.GIFT_CARDS_ISSUE: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.MESSAGES_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.MESSAGES_SEND: _rule(*_KEEPERS, Part.ADMIN),
    Right.ORDERS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.REFUNDS_DECIDE: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.REFUNDS_RETRY: _rule(*_KEEPERS, Part.ADMIN),
    Right.TERMS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.TERMS_CHANGE: _rule(Part.OWNER, Part.ADMIN),
    Right.WAYS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.WAYS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.WAYS_KEYS: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.WEBHOOKS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.WEBHOOKS_CHANGE: _rule(*_KEEPERS, Part.ADMIN),
    Right.WEBHOOKS_SECRETS: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.MEMBERS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.MEMBERS_CHANGE: _rule(Part.OWNER, Part.ADMIN, fresh=True),
    Right.KEYS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.KEYS_CHANGE: _rule(Part.OWNER, fresh=True),
    Right.PAYOUTS_READ: _rule(Part.OWNER, *_PLATFORM),
    Right.PAYOUTS_CHANGE: _rule(Part.OWNER, fresh=True),
    Right.APPROVALS_READ: _rule(*_KEEPERS, *_PLATFORM),
    Right.APPROVALS_DECIDE: _rule(*_KEEPERS, Part.ADMIN, fresh=True),
    Right.PLATFORM_READ: _rule(*_PLATFORM),
    Right.ORDERS_ANY_READ: _rule(*_PLATFORM),
    Right.ORDERS_ANY_CHANGE: _rule(Part.ADMIN),
    Right.LIVE_READ: _rule(*_PLATFORM),
    Right.JOBS_READ: _rule(*_PLATFORM),
    Right.JOBS_CHANGE: _rule(Part.ADMIN),
    Right.AUDIT_READ: _rule(*_PLATFORM),
    Right.ORGANIZATIONS_READ: _rule(*_PLATFORM),
    Right.ORGANIZATIONS_FOUND: _rule(Part.ADMIN),
    Right.ORGANIZATIONS_DECIDE: _rule(Part.ADMIN),
    Right.TITLES_SHARED: _rule(Part.ADMIN),
    Right.GUIDE_CHANGE: _rule(Part.ADMIN),
    Right.OFFERS_PLATFORM: _rule(Part.ADMIN),
    Right.ACCOUNTS_READ: _rule(*_PLATFORM),
    Right.ACCOUNTS_BLOCK: _rule(Part.ADMIN),
    Right.ACCOUNTS_ERASE: _rule(Part.ADMIN, fresh=True),
    Right.ACCOUNTS_ROLES: _rule(Part.ADMIN, fresh=True),
    Right.ACCOUNTS_FACTORS: _rule(Part.ADMIN, fresh=True),
    Right.IMPERSONATE: _rule(*_PLATFORM, fresh=True),
}

OPEN = frozenset(right for right, rule in POLICY.items() if Part.GUEST in rule.parts)
"""Rights that nobody needs to have been given."""
MEMBER_PARTS = frozenset(_MEMBERS)
OF_MEMBERS = frozenset(right for right, rule in POLICY.items() if rule.parts & MEMBER_PARTS) - OPEN
"""Rights in an organization."""
SCOPES = frozenset(right for right in OF_MEMBERS if not POLICY[right].fresh)
"""What an API key can be given: nothing that a person must prove anew, nothing of the platform."""
