"""Keep browsers that want to be told, and tell them through their push services (RFC 8030)."""

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Unavailable
from tessera.kit.ids import new_id
from tessera.kit.signing import decode
from tessera.messages.push.sealing import (
    PLAIN_BYTES_MAX,
    Receiver,
    authorization,
    sealed,
    server_key,
)
from tessera.services import Services

if TYPE_CHECKING:
    from tessera.webhooks.send import Sender  # servers start without its client

sql = named.beside(__file__)

BROWSERS_MAX = 10
KEPT_SECONDS = 86_400
"""How long a push service holds a message for a browser that is away."""
GONE = frozenset({404, 410})
"""What a push service answers for a browser that wants no more (RFC 8030, section 7.3)."""


async def subscribe(
    tx: Tx, account_id: UUID, *, endpoint: str, p256dh: str, auth: str, plain: bool
) -> None:
    """Keep a browser; the eleventh pushes out the oldest. `plain` allows http (development).

    Raises `Invalid`.
    """
    key, secret = decode(p256dh) or b"", decode(auth) or b""
    problems = []
    if urlsplit(endpoint).scheme not in (("https", "http") if plain else ("https",)):
        problems.append(Problem("endpoint", "must begin with https://"))
    if len(key) != 65 or key[:1] != b"\x04":
        problems.append(Problem("keys.p256dh", "is not the key of a browser"))
    if len(secret) != 16:
        problems.append(Problem("keys.auth", "is not the secret of a browser"))
    if problems:
        raise Invalid(problems)
    await tx.fetch(sql["subscribe"], new_id(), account_id, endpoint, key, secret)
    await tx.fetch(sql["too_many"], account_id, BROWSERS_MAX)


async def unsubscribe(tx: Tx, account_id: UUID, endpoint: str) -> None:
    """Forget a browser."""
    await tx.fetch(sql["unsubscribe"], account_id, endpoint)


async def push_to(services: Services, sender: "Sender", account_id: UUID, *, plain: bytes) -> int:
    """Tell every browser of an account; answers how many push services took it. One that is gone is
    forgotten. Raises `Unavailable` where none took it and one may yet."""
    rows = await services.db.pool.fetch(sql["subscriptions"], account_id)
    said = await asyncio.gather(*(_push(services, sender, row, plain=plain) for row in rows))
    taken = sum(200 <= status < 300 for status in said)
    if rows and not taken and not set(said) <= GONE:
        raise Unavailable(f"push services answered {sorted(set(said))}")
    return taken


async def _push(services: Services, sender: "Sender", row: Any, *, plain: bytes) -> int:
    parts = urlsplit(row["endpoint"])
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
        "Authorization": authorization(
            server_key(services.settings.secret),
            audience=f"{parts.scheme}://{parts.netloc}",
            contact=services.settings.security_contact or services.settings.base_url,
            now=services.clock(),
        ),
    }
    body = sealed(plain[:PLAIN_BYTES_MAX], Receiver(row["p256dh"], row["auth"]))
    answer = await sender.send(row["endpoint"], headers, body)
    if answer.status in GONE:
        await services.db.pool.execute(sql["gone"], row["id"])
    return answer.status or 0
