"""Meet a browser or a program that signs in, and tell people of one that is new to them."""

import hashlib
from uuid import UUID

from tessera.accounts.devices.read import sql
from tessera.accounts.devices.rules import browser_words
from tessera.accounts.factors.model import Visit
from tessera.accounts.model import SessionKind
from tessera.accounts.notices import Notice, tell
from tessera.kit.database import Tx
from tessera.kit.ids import new_id


async def meet(tx: Tx, account_id: UUID, visit: Visit) -> None:
    """Remember what signs in, and mail the first time of each: once a browser, by its cookie, and
    once a kind of program, by what it calls itself. The very first one of an account is nobody's
    news: it made it."""
    row = await tx.fetch_one(sql["meet"], account_id, _device(visit))
    if row is None or not row["new"] or not row["others"]:
        return
    browser, system = browser_words(visit.agent)
    facts = {
        "device": ", ".join(part for part in (browser, system) if part) or "?",
        "address": visit.address or "?",
    }
    await tell(tx, Notice("new_device", row["email"], row["locale"], str(new_id()), facts))


def _device(visit: Visit) -> bytes:
    known = visit.device if visit.kind is SessionKind.WEB else visit.agent
    return hashlib.sha256(f"{visit.kind}:{known}".encode()).digest()
