"""Identify who is asking, by the secret they carry.

Hot calls ask this each time, so a process remembers for a few seconds whom it has met. A sign-out,
a new password, a block or another role counts from its commit on, on every process: the database
sends a notice with it (`tell_of_person` of migration 0014), and what was remembered of that person
is dropped. While a process cannot hear notices it remembers nothing and reads each time.
"""

import time
from collections import OrderedDict
from typing import Any, NamedTuple
from uuid import UUID

from tessera.accounts.model import MemberRole, Person, Role, SessionKind
from tessera.accounts.sessions import secret_hash
from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.kit.lines import Lines
from tessera.kit.listening import Ear

sql = named.beside(__file__)

FRESH_SECONDS = 5.0
"""Bounds what a notice that is lost without anybody noticing could do."""
KEPT_MAX = 50_000
SEEN_SECONDS = 300
"""How exactly a session's last use is written down."""
IDLE_SECONDS = 259_200
CHANNEL = "tessera_people"

Key = tuple[bytes, SessionKind]


class _Kept(NamedTuple):
    person: Person | None
    until: float


class People:
    """Who carries which secret. `watch` has to run for anything to be remembered.

    A browser's session ends when it was not used for `idle_seconds`.
    """

    def __init__(self, pool: Any, lines: Lines, *, idle_seconds: int = IDLE_SECONDS) -> None:
        self._pool = pool
        self._idle_seconds = idle_seconds
        self._ear = Ear(lines, CHANNEL, hear=self._hear, deafened=self._forget_all)
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._keys: dict[UUID, set[Key]] = {}
        self._notices = 0

    async def watch(self) -> None:
        """Listen for changes, for ever."""
        await self._ear.listen()

    @property
    def remembers(self) -> bool:
        """Whether notices are heard, so that remembering is safe."""
        return self._ear.hears

    async def identify(
        self, secret: str, kind: SessionKind, *, fresh: bool = False
    ) -> Person | None:
        """The person, or None where the secret opens nothing; `fresh` from the database.

        Raises `Unavailable`.
        """
        key = (secret_hash(secret), kind)
        kept = None if fresh else self._kept.get(key)
        if kept is not None and time.monotonic() < kept.until:
            return kept.person
        notices = self._notices
        person, seconds = await self._read(*key)
        # A notice that came while we read may be about what we have read.
        if self.remembers and notices == self._notices:
            self._keep(key, _Kept(person, time.monotonic() + min(seconds, FRESH_SECONDS)))
        return person

    def forget(self, secret: str, kind: SessionKind) -> None:
        """Look this secret up anew at the next request."""
        self._drop((secret_hash(secret), kind))

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._drop(key)
        self._kept[key] = kept
        for account_id in _behind(kept.person):
            self._keys.setdefault(account_id, set()).add(key)
        while len(self._kept) > KEPT_MAX:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        for account_id in _behind(kept.person) if kept is not None else ():
            keys = self._keys[account_id]
            keys.discard(key)
            if not keys:
                del self._keys[account_id]

    def _hear(self, text: str) -> None:
        self._notices += 1
        for key in tuple(self._keys.get(UUID(text), ())):
            self._drop(key)

    def _forget_all(self) -> None:
        self._notices += 1
        self._kept.clear()
        self._keys.clear()

    async def _read(self, hashed: bytes, kind: SessionKind) -> tuple[Person | None, float]:
        try:
            if kind is SessionKind.KEY:
                row = await self._pool.fetchrow(sql["key"], hashed, kind, SEEN_SECONDS)
            else:
                limits = (SEEN_SECONDS, self._idle_seconds)
                row = await self._pool.fetchrow(sql["person"], hashed, kind, *limits)
        except LOST as error:
            raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
        if row is None:
            return None, FRESH_SECONDS
        return _person(row), row["seconds"]


def _behind(person: Person | None) -> tuple[UUID, ...]:
    """The accounts whose notices end what is remembered of somebody."""
    if person is None:
        return ()
    return (
        (person.account_id,) if person.acting_by is None else (person.account_id, person.acting_by)
    )


def _person(row: Any) -> Person:
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
