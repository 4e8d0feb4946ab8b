"""Prove a code: count the try, compare, use it up."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tessera.accounts.codes.ask import sql
from tessera.accounts.codes.model import (
    DOUBLE_CLICK_SECONDS,
    TRIES_MAX,
    Asked,
    CodeRefusal,
    Purpose,
)
from tessera.kit.codes import code_of, same_code
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.signing import Signer


async def read_code(pool: Any, code_id: UUID, purpose: Purpose | None = None) -> Asked:
    """A code that is alive (and for `purpose`), without a try. Raises `Refused(code_ended)`."""
    row = await pool.fetchrow(sql["read_code"], code_id)
    if row is None or row["purpose"] != (purpose or row["purpose"]) or row["tries"] >= TRIES_MAX:
        raise Refused(CodeRefusal.CODE_ENDED)
    return _asked(row)


async def look(
    pool: Any, codes: Signer, code_id: UUID, *, purpose: Purpose, given: Sequence[str]
) -> Asked:
    """Compare what was typed, for each mail of the row; the code stays to be used by `use`.

    Takes the pool: the count of tries must outlive the refusal. Raises `Refused(code_ended)`, and
    `Refused(code_wrong)` with the tries that are left.
    """
    row = await pool.fetchrow(sql["try_code"], code_id, purpose, TRIES_MAX)
    if row is None:
        raise Refused(CodeRefusal.CODE_ENDED)
    asked = _asked(row)
    # Each is compared, whatever came of the one before.
    right = [same_code(typed, code_of(codes, asked.id, n)) for n, typed in enumerate(given)]
    if not right or not all(right):
        raise Refused(CodeRefusal.CODE_WRONG, tries_left=TRIES_MAX - asked.tries)
    return asked


async def use(tx: Tx, asked: Asked) -> None:
    """Use the code up, with what it proves. Raises `Refused(code_ended)` the second time."""
    if await tx.fetch_one(sql["use_code"], asked.id) is None:
        raise Refused(CodeRefusal.CODE_ENDED)


async def used_lately(pool: Any, code_id: UUID) -> bool:
    """Whether a code was used a moment ago, so that a form that comes again is a double click."""
    return bool(await pool.fetchval(sql["used_lately"], code_id, DOUBLE_CLICK_SECONDS))


def _asked(row: Any) -> Asked:
    return Asked(
        id=row["id"],
        purpose=Purpose(row["purpose"]),
        email=row["email"],
        locale=row["locale"],
        account_id=row["account_id"],
        tries=row["tries"],
    )
