"""Reconcile: ask the providers about everything that has no end on our books.

Whatever was lost on the way (an answer, a webhook, a process) is found here, and ends in the same
verb as all else: `settle`.
"""

import asyncio
from datetime import datetime
from typing import Any

import structlog

from tessera.kit import sql as named
from tessera.kit.errors import NotFound, Unavailable
from tessera.payments.captures import Claimant, explain, list_captures, note_seen
from tessera.payments.providers.port import UNKNOWN, Attempt, ProviderAnswer
from tessera.payments.providers.registry import Providers
from tessera.payments.refund import send_refund
from tessera.payments.result import end_of
from tessera.payments.settle import settle

sql = named.beside(__file__)
log = structlog.get_logger()

ATTEMPTS_MAX = 1000
CALLS_AT_ONCE = 16


async def reconcile(
    pool: Any,
    providers: Providers,
    *,
    now: datetime,
    older_than_seconds: float,
    elsewhere: Claimant | None = None,
) -> int:
    """Settle what the providers can tell about; answers how many results were settled.

    One provider that is away stops none of the others: each call is bounded and answers for
    itself, and at most `CALLS_AT_ONCE` are under way.
    """
    room = asyncio.Semaphore(CALLS_AT_ONCE)
    rows = await pool.fetch(sql["unended"], older_than_seconds, ATTEMPTS_MAX)
    answers = await asyncio.gather(*(_ask(providers, row, room) for row in rows))
    found = {row["id"]: said for row, said in zip(rows, answers, strict=True)}
    waiting = [row["id"] for row in rows if found[row["id"]].status in ("redirect", "processing")]
    await pool.execute(sql["asked"], waiting)
    lists = await list_captures(pool, providers, now=now, room=room)
    found |= await explain(pool, lists, now=now, elsewhere=elsewhere)
    results = [r for payment_id, answer in found.items() if (r := end_of(payment_id, answer))]
    if results:
        await settle(pool, results)
        log.info("reconciled", results=len(results))
    await note_seen(pool, lists, now=now)
    for row in await pool.fetch(sql["unended_refunds"], older_than_seconds, ATTEMPTS_MAX):
        try:
            await send_refund(pool, providers, row["id"])
        except (Unavailable, NotFound) as error:
            log.warning("refund_waits", refund=str(row["id"]), error=str(error))
    return len(results)


async def _ask(providers: Providers, row: Any, room: asyncio.Semaphore) -> ProviderAnswer:
    """What became of an attempt; one whose order is over is closed, so that nobody pays late."""
    try:
        provider = await providers.of(row["organization_id"], row["provider"])
    except NotFound:
        return UNKNOWN
    attempt = Attempt(
        row["id"],
        row["order_id"],
        row["amount"],
        row["currency"],
        row["method"],
        row["expires_at"],
    )
    async with room:
        said = await provider.find(attempt, row["reference"])
        if said.status == "redirect" and row["over"]:
            said = await provider.leave(attempt, row["reference"])
    return said
