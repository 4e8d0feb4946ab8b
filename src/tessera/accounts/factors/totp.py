"""Codes of an authenticator app: TOTP (RFC 6238), six digits of each half minute.

The secret is sealed at rest. A code is taken within one step of now, once, and none before it
afterwards.
"""

import hmac
from uuid import UUID

import pyotp

from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.vault import Sealed, Vault

sql = named.beside(__file__)

ISSUER = "Tessera"
STEP_SECONDS = 30
STEPS_AROUND = (0, -1, 1)
"""Clocks of telephones are off a little."""


def context_of(account_id: UUID) -> str:
    """What a secret is sealed for; operations/reseal.py names it too."""
    return f"totp:{account_id}"


async def begin_totp(tx: Tx, vault: Vault, account_id: UUID) -> str:
    """A new secret, in force once `confirm_totp` saw a code of it. Raises `Refused(factor_on)`."""
    secret = pyotp.random_base32()
    sealed = vault.seal(secret.encode(), context=context_of(account_id))
    if await tx.fetch_one(sql["begin_totp"], account_id, sealed.key_id, sealed.blob) is None:
        raise Refused("factor_on")
    return secret


async def pending_totp(tx: Tx, vault: Vault, account_id: UUID) -> str | None:
    """The secret that is being set up, to be shown; one in force is never shown again."""
    row = await tx.fetch_one(sql["totp"], account_id)
    if row is None or row["confirmed_at"] is not None:
        return None
    return _secret(vault, account_id, Sealed(row["key_id"], row["sealed"]))


async def confirm_totp(tx: Tx, vault: Vault, account_id: UUID, *, code: str, now: Instant) -> None:
    """Put the secret in force. Raises `Refused`: `factor_off` where none is being set up,
    `factor_on`, `wrong_code`."""
    row = await tx.fetch_one(sql["totp"], account_id)
    if row is None:
        raise Refused("factor_off")
    if row["confirmed_at"] is not None:
        raise Refused("factor_on")
    if not await takes_totp(tx, vault, account_id, code=code, now=now):
        raise Refused("wrong_code")


async def takes_totp(tx: Tx, vault: Vault, account_id: UUID, *, code: str, now: Instant) -> bool:
    """Whether `code` is one of now that was not used before; it is used up by that."""
    row = await tx.fetch_one(sql["totp"], account_id)
    if row is None:
        return False
    secret = _secret(vault, account_id, Sealed(row["key_id"], row["sealed"]))
    step = step_of(secret, code, now)
    if step is None:
        return False
    return await tx.fetch_one(sql["use_step"], account_id, step) is not None


def step_of(secret: str, code: str, now: Instant) -> int | None:
    """The step whose code this is, or None; every step is looked at, in constant time."""
    typed = "".join(code.split()).encode()
    current = int(now.timestamp()) // STEP_SECONDS
    totp, found = pyotp.TOTP(secret), None
    for around in STEPS_AROUND:
        step = current + around
        if hmac.compare_digest(typed, totp.generate_otp(step).encode()):
            found = step
    return found


def uri_of(secret: str, email: str) -> str:
    """What the QR code holds: the secret and whose it is."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def _secret(vault: Vault, account_id: UUID, sealed: Sealed) -> str:
    return vault.open(sealed, context=context_of(account_id)).decode()
