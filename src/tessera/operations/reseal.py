"""Put every secret at rest under the newest key, a portion at a time.

Each secret is changed by a statement of its own that does nothing where somebody else was faster:
a rotation takes no locks, may be stopped anywhere, and goes on where it was when started again.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tessera.kit import sql as named
from tessera.kit.database import Database
from tessera.kit.vault import CannotOpen, Sealed, Vault

sql = named.beside(__file__, "reseal.sql")

PORTION = 500

CONTEXTS: Mapping[str, str] = {
    "providers": "organization_providers/",
    "webhooks": "webhook:",
    "old_webhooks": "webhook:",
    "totp": "totp:",
    "payouts": "payouts:",
    "waiting_rooms": "waiting-room-seed:",
}
"""What a secret was sealed for, by its kind: this, then its id."""
WORDS: Mapping[str, str] = {
    "providers": "keys of payment providers",
    "webhooks": "secrets of webhooks",
    "old_webhooks": "former secrets of webhooks",
    "totp": "secrets of authenticator apps",
    "payouts": "payout details",
    "waiting_rooms": "seeds of waiting rooms",
}


class Resealed(NamedTuple):
    """What became of one kind of secret. `lost` are ids whose key is not known any more."""

    kind: str
    changed: int
    lost: tuple[str, ...]


async def reseal(
    db: Database, vault: Vault, *, tell: Callable[[str, int], None] = lambda kind, count: None
) -> list[Resealed]:
    """Re-seal what is not under the newest key; `tell` hears of each portion."""
    return [await _reseal_kind(db, vault, kind, tell=tell) for kind in CONTEXTS]


async def keys_in_use(db: Database) -> dict[str, int]:
    """How many secrets each key seals."""
    rows = await db.pool.fetch(sql["keys_in_use"])
    return {row["key_id"]: row["n"] for row in rows}


async def _reseal_kind(
    db: Database, vault: Vault, kind: str, *, tell: Callable[[str, int], None]
) -> Resealed:
    changed, lost, after = 0, [], ""
    while rows := await db.pool.fetch(sql[kind], vault.newest, after, PORTION):
        for row in rows:
            context = CONTEXTS[kind] + row["id"]
            try:
                plain = vault.open(Sealed(row["key_id"], row["sealed"]), context=context)
            except CannotOpen:
                lost.append(row["id"])
                continue
            new = vault.seal(plain, context=context)
            done = await db.pool.execute(
                sql[f"put_{kind}"], row["id"], row["key_id"], row["sealed"], new.key_id, new.blob
            )
            changed += int(done.rpartition(" ")[2])
        after = rows[-1]["id"]
        tell(kind, changed)
    return Resealed(kind, changed, tuple(lost))
