"""All that is known of a person, for themselves."""

from typing import Any

from tessera.accounts.devices.read import devices_of
from tessera.accounts.model import Person
from tessera.accounts.profile.email import sql
from tessera.accounts.profile.read import profile_of
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.orders.read import orders_of_account

ORDERS_MAX = 5_000


async def export(tx: Tx, person: Person, *, now: Instant) -> dict[str, Any]:
    """One document of JSON values: profile, sign-ins, factors, memberships, orders with their
    payments and tickets, what was looked at, and what the audit log says of or by this account. No
    secrets."""
    account_id = person.account_id
    orders = await orders_of_account(tx.raw, account_id, before=None, status=None, limit=ORDERS_MAX)
    return {
        "exported_at": now,
        "profile": await profile_of(tx, account_id),
        "sign_ins": await devices_of(tx.raw, person),
        "factors": [dict(row) for row in await tx.fetch(sql["factors_of"], account_id)],
        "memberships": [dict(row) for row in await tx.fetch(sql["memberships"], account_id)],
        "orders": orders,
        "looked_at": [dict(row) for row in await tx.fetch(sql["looked_at"], account_id)],
        "message_preferences": [dict(r) for r in await tx.fetch(sql["contact_of"], account_id)],
        "inbox": [dict(row) for row in await tx.fetch(sql["inbox_of"], account_id)],
        "log": [dict(row) for row in await tx.fetch(sql["log_of"], account_id)],
    }
