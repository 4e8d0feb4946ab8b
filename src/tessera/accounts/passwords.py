"""Passwords: argon2id, off the event loop, a bounded number at a time.

A burst of sign-ins must not starve the people who are buying: hashing runs in threads (argon2
releases the interpreter lock) and only `AT_ONCE_MAX` at a time.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE_MAX = 2

DUMMY_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA"
    "$CwmyZlBm8LbFy7vVtZf8bQfhE6S1BvTLPRtIFgLIuRY"
)
"""Verified where there is no account, so that the answer takes as long."""


class Passwords:
    """Hashes and verifies with the parameters of RFC 9106's second choice (64 MiB, 3 passes)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._gate = asyncio.Semaphore(AT_ONCE_MAX)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether `password` is the one that was hashed; False, after the same time, for None."""
        async with self._gate:
            same = await asyncio.to_thread(self._same, password, password_hash or DUMMY_HASH)
        return same and password_hash is not None

    def _same(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
