"""Do a mutation once: its effect and its answer commit together, under its idempotency key."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Response
from litestar.status_codes import HTTP_204_NO_CONTENT

from tessera.kit.database import Tx
from tessera.kit.idempotency import Kept, recall
from tessera.services import Services
from tessera.web.answers import JsonRequest, answer, intent_of, replayed

RESERVE = """
INSERT INTO idempotency_keys (key, fingerprint, created_at) VALUES ($1, $2, tessera_now())
ON CONFLICT (key) DO NOTHING RETURNING key
"""
KEEP = "UPDATE idempotency_keys SET status = $2, body = $3 WHERE key = $1"


async def once(
    request: JsonRequest, act: Callable[[Tx], Awaitable[Any]], *, status: int = 200
) -> Response[Any]:
    """Run `act` in one transaction and answer what it returns as JSON, or nothing with a 204.

    A second request with the same key waits for the first to commit and gets its answer; where the
    first was refused nothing was kept, and the second is a new try.
    """
    services: Services = request.app.state.services
    wanted = await intent_of(request)
    async with services.db.transaction() as tx:
        if wanted is not None:
            fresh = await tx.fetch_one(RESERVE, wanted.key, wanted.fingerprint)
            if fresh is None:
                kept: Kept = await recall(tx.raw, wanted)
                return replayed(kept)
        done = await act(tx)
        body = b"" if status == HTTP_204_NO_CONTENT else msgspec.json.encode(done)
        if wanted is not None:
            await tx.fetch(KEEP, wanted.key, status, body)
    return answer(body, status)
