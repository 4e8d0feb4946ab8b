"""Identify who is asking, by the secret they carry."""

import time
from collections import OrderedDict
from typing import Any

from tessera.accounts.model import MemberRole, Person, Role, SessionKind
from tessera.accounts.sessions import secret_hash
from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable

sql = named.beside(__file__)

FRESH_SECONDS = 5.0
KEPT_MAX = 50_000


class People:
    """Who carries which secret, at most `FRESH_SECONDS` old: that long a sign-out on another
    process may go unnoticed here."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._kept: OrderedDict[tuple[bytes, SessionKind], tuple[float, Person | None]] = (
            OrderedDict()
        )

    async def identify(self, secret: str, kind: SessionKind) -> Person | None:
        """The person, or None where the secret opens nothing."""
        key = (secret_hash(secret), kind)
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept[0] < FRESH_SECONDS:
            return kept[1]
        person = await self._read(*key)
        self._kept[key] = (time.monotonic(), person)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return person

    def forget(self, secret: str, kind: SessionKind) -> None:
        """Look this secret up anew at the next request."""
        self._kept.pop((secret_hash(secret), kind), None)

    async def _read(self, hashed: bytes, kind: SessionKind) -> Person | None:
        try:
            if kind is SessionKind.KEY:
                row = await self._pool.fetchrow(sql["key"], hashed)
            else:
                row = await self._pool.fetchrow(sql["person"], hashed, kind)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        if row is None:
            return None
        roles = zip(row["organizations"] or (), row["roles"] or (), strict=True)
        return Person(
            account_id=row["account_id"],
            session_id=row["session_id"],
            email=row["email"],
            name=row["name"],
            role=Role(row["role"]),
            locale=row["locale"],
            memberships={organization: MemberRole(role) for organization, role in roles},
            acting_by=row["acting_by"],
            key_id=row["key_id"],
            scopes=None if row["scopes"] is None else frozenset(row["scopes"]),
            requests_per_minute=row["requests_per_minute"] or 0,
        )
