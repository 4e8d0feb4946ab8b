"""Recovery codes: ten, shown once, each good for one sign-in without the other factors.

Twenty-four signs are 120 random bits: nobody guesses one, so a plain hash keeps them (ASVS 6.5.2).
"""

import hashlib
import secrets
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.ids import REFERENCE_ALPHABET

sql = named.beside(__file__)

CODES = 10
GROUPS, GROUP_SIGNS = 4, 6


async def make_recovery_codes(tx: Tx, account_id: UUID) -> tuple[str, ...]:
    """Ten new codes; the old ones are void."""
    codes = tuple(_new_code() for _ in range(CODES))
    await tx.fetch(sql["forget_recovery"], account_id)
    await tx.fetch(sql["add_recovery"], account_id, [_hash(code) for code in codes])
    return codes


async def takes_recovery(tx: Tx, account_id: UUID, code: str) -> bool:
    """Whether `code` is an unused one of this account; it is used up by that."""
    return await tx.fetch_one(sql["use_recovery"], account_id, _hash(code)) is not None


async def recovery_left(tx: Tx, account_id: UUID) -> int:
    """How many are unused."""
    row = await tx.fetch_one(sql["recovery_left"], account_id)
    return int(row["count"]) if row else 0


def _new_code() -> str:
    signs = [secrets.choice(REFERENCE_ALPHABET) for _ in range(GROUPS * GROUP_SIGNS)]
    groups = ["".join(signs[i : i + GROUP_SIGNS]) for i in range(0, len(signs), GROUP_SIGNS)]
    return "-".join(groups)


def _hash(code: str) -> bytes:
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(typed.encode()).digest()
