"""Idempotency keys: the same key has one effect and one answer (promise P9).

The answer of a mutation is written in the transaction of its effect. A body may hold the mark
`"$instant"` where the database alone knows the deadline; `Kept.body_bytes` puts it in.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from tessera.kit.clock import rfc3339
from tessera.kit.errors import TesseraError

INSTANT_MARK = b'"$instant"'
KEY_SIGNS_MAX = 255
LEASE_SECONDS = 60
"""How long a key belongs to the process that is at work on it."""


class Mismatch(TesseraError):
    """The key came before with another body or path."""

    code = "idempotency_mismatch"


class InProgress(TesseraError):
    """The first request with this key is still at work."""

    code = "idempotency_in_progress"


class Intent(msgspec.Struct, frozen=True):
    """A mutation's key (16 bytes, bound to who asks) and the fingerprint of what it asks."""

    key: bytes
    fingerprint: bytes


class Kept(msgspec.Struct, frozen=True):
    """An answer as it was given first."""

    status: int
    body: bytes
    instant: datetime | None = None

    def body_bytes(self) -> bytes:
        """The body as it went over the wire."""
        return with_instant(self.body, self.instant)


def intent(*, credential: str, key: str, method: str, path: str, body: bytes) -> Intent:
    """The intent of a request: two people may use the same key without meeting.

    Bodies hold passwords now and then. The key, which is not stored, salts the fingerprint, so that
    who steals the table cannot try out bodies.
    """
    scoped = hashlib.blake2b(f"{credential}\0{key}".encode(), digest_size=16).digest()
    said = f"{method} {path}\0{credential}\0{key}\0".encode()
    asked = hashlib.blake2b(said + body, digest_size=16)
    return Intent(scoped, asked.digest())


def with_instant(body: bytes, instant: datetime | None) -> bytes:
    """`body` with its deadline in place of the mark."""
    if instant is None:
        return body
    return body.replace(INSTANT_MARK, f'"{rfc3339(instant)}"'.encode())


async def known(connection: Any, keys: Sequence[bytes]) -> list[bool]:
    """Which keys came before: one round trip however many."""
    rows = await connection.fetch(
        "SELECT key FROM idempotency_keys WHERE key = ANY($1::bytea[])", list(keys)
    )
    found = {row["key"] for row in rows}
    return [key in found for key in keys]


async def recall(connection: Any, wanted: Intent) -> Kept:
    """The answer kept under a known key. Raises `Mismatch` or `InProgress`."""
    row = await connection.fetchrow(
        "SELECT fingerprint, status, body, instant FROM idempotency_keys WHERE key = $1",
        wanted.key,
    )
    if row is None or (row["status"] is None and row["fingerprint"] == wanted.fingerprint):
        raise InProgress
    if row["fingerprint"] != wanted.fingerprint:
        raise Mismatch
    return Kept(row["status"], row["body"], row["instant"])
