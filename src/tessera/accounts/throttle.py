"""Slow down who guesses passwords, without giving strangers a way to lock people out.

Tries are counted by account and by who tries: a browser in which somebody has signed in to the
account before carries a sealed cookie and is counted by itself (OWASP, "Slow Down Online Guessing
Attacks with Device Cookies"); all strangers are counted together. PostgreSQL counts, so the limit
holds for all processes and does not fail open. A forgotten password is always a way in.
"""

from typing import Any

from tessera.accounts.model import SignInRefusal
from tessera.kit import sql as named
from tessera.kit.errors import Refused
from tessera.kit.ids import new_secret
from tessera.kit.signing import Signer

sql = named.beside(__file__, "throttle.sql")

STRANGERS = b"strangers"


class Throttle:
    """Counts tries to sign in. `tries_max` in a row are free, then each waits twice as long as the
    one before, at most `wait_seconds_max`."""

    def __init__(self, pool: Any, signer: Signer, *, tries_max: int, wait_seconds_max: int) -> None:
        self._pool = pool
        self._signer = signer
        self._tries_max = tries_max
        self._wait_seconds_max = wait_seconds_max

    async def count(self, email: str, device: str = "") -> None:
        """Count a try before it is looked at. Raises `Refused(too_many_tries)`."""
        bucket = self._bucket(email, device)
        limits = (self._tries_max, self._wait_seconds_max)
        if await self._pool.fetchval(sql["try_sign_in"], bucket, *limits) is None:
            seconds = await self._pool.fetchval(sql["seconds_left"], bucket)
            raise Refused(SignInRefusal.TOO_MANY_TRIES, retry_after_seconds=seconds or 1)

    async def forgive(self, email: str, device: str = "") -> None:
        """The password was right: begin anew."""
        await self._pool.execute(sql["forget_tries"], [self._bucket(email, device)])

    def new_device(self, email: str) -> str:
        """What a browser keeps that has signed in to the account."""
        return self._signer.seal(self._account(email) + new_secret(9).encode())

    def _bucket(self, email: str, device: str) -> bytes:
        known = self._signer.open(device) or b""
        own = known.startswith(self._account(email))
        return self._signer.digest(self._account(email) + (known if own else STRANGERS))

    def _account(self, email: str) -> bytes:
        return self._signer.digest(b"account:" + email.strip().lower().encode())
