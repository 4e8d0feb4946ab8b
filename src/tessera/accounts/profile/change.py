"""Change a profile."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import update

from tessera.accounts.profile.model import Profile, ProfileChange
from tessera.accounts.profile.read import profile_of
from tessera.accounts.profile.rules import profile_problems, read_phone
from tessera.accounts.tables import accounts
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid
from tessera.kit.trail import Who, note


async def change_profile(
    tx: Tx, account_id: UUID, change: ProfileChange, *, locales: Collection[str], who: Who
) -> Profile:
    """Write the fields that were named, and answer the whole. Raises `Invalid`."""
    before = await profile_of(tx, account_id)
    fields = given(change)
    country = fields["address"].country if "address" in fields else before.address.country
    if problems := profile_problems(fields, country=country, locales=locales):
        raise Invalid(problems)
    if fields:
        stored = _stored(fields, country)
        await tx.execute(update(accounts).where(accounts.c.id == account_id).values(**stored))
    after = await profile_of(tx, account_id)
    if after != before:
        # The log forgets nothing, so it is told what has changed and not to what.
        changed = [f for f in fields if getattr(before, f) != getattr(after, f)]
        facts = {"fields": changed}
        await note(tx, who, "account.profile_changed", subject=("account", account_id), after=facts)
    return after


def _stored(fields: dict[str, Any], country: str) -> dict[str, Any]:
    stored = dict(fields)
    if "name" in stored:
        stored["name"] = stored["name"].strip()
    if "phone" in stored:
        stored["phone"] = read_phone(stored["phone"], country)
    if "address" in stored:
        stored["address"] = msgspec.to_builtins(stored["address"])
    return stored
