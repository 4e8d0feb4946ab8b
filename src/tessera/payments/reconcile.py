"""Reconcile: ask the providers about everything that has no end on our books.

Whatever was lost on the way (an answer, a webhook, a process) is found here, and ends in the same
verb as all else: `settle`.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from tessera.kit import sql as named
from tessera.kit.errors import NotFound, Unavailable
from tessera.kit.ids import new_id
from tessera.payments.model import Settle
from tessera.payments.providers.port import UNKNOWN, Attempt, Capture, ProviderAnswer
from tessera.payments.providers.registry import Providers
from tessera.payments.refund import send_refund
from tessera.payments.settle import settle

sql = named.beside(__file__)
log = structlog.get_logger()

ATTEMPTS_MAX = 1000
CALLS_AT_ONCE = 16
LOOK_BACK = timedelta(hours=2)
STRAYS_NAMED_MAX = 5

Account = tuple[str, int]
"""A provider, and the organization whose account it is (0 for the platform's)."""


def result_of(payment_id: UUID, answer: ProviderAnswer) -> Settle | None:
    """The settlement that a provider's answer asks for; None while nothing is certain."""
    if answer.status in ("succeeded", "failed"):
        return Settle(
            payment_id=payment_id,
            result="succeeded" if answer.status == "succeeded" else "failed",
            refund_id=new_id(),
            amount=answer.amount,
            currency=answer.currency,
            reference=answer.reference,
            failure=answer.failure,
        )
    if answer.status == "absent":
        return Settle(payment_id, "failed", new_id(), failure="never_reached_provider")
    return None


async def reconcile(
    pool: Any, providers: Providers, *, now: datetime, older_than_seconds: float
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
    lists = await asyncio.gather(
        *(
            _captures(providers, account, now=now, room=room)
            for account in await providers.accounts()
        )
    )
    items = [(account, c) for account, found_ in lists for c in found_]
    await flag_strays(pool, items, now=now)
    captures = {c.payment_id: c for _, c in items if c.payment_id is not None}
    for row in await pool.fetch(sql["unexplained"], list(captures)):
        capture = captures[row["id"]]
        found[row["id"]] = ProviderAnswer(
            "succeeded", capture.amount, capture.currency, capture.reference
        )
    results = [r for payment_id, answer in found.items() if (r := result_of(payment_id, answer))]
    if results:
        await settle(pool, results)
        log.info("reconciled", results=len(results))
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


async def _captures(
    providers: Providers, account: Account, *, now: datetime, room: asyncio.Semaphore
) -> tuple[Account, Sequence[Capture]]:
    name, organization_id = account
    try:
        provider = await providers.of(organization_id, name)
    except NotFound:
        return account, ()
    async with room:
        found = await provider.captures(now - LOOK_BACK)
    if not found.whole:
        log.warning("captures_not_whole", provider=name, organization=organization_id)
    return account, found.items


async def flag_strays(
    pool: Any, captures: Sequence[tuple[Account, Capture]], *, now: datetime
) -> int:
    """Keep captures that no attempt on our books explains; answers how many are new.

    An attempt is recorded before its provider is called, so a capture without one is nobody's
    timing: books that were restored, or somebody else at our account. A person decides.
    """
    rows = await pool.fetch(
        sql["flag_strays"],
        [name for (name, _), _ in captures],
        [organization_id for (_, organization_id), _ in captures],
        [c.reference for _, c in captures],
        [c.also for _, c in captures],
        [c.payment_id for _, c in captures],
        [c.order_id for _, c in captures],
        [c.amount for _, c in captures],
        [c.currency for _, c in captures],
        [c.captured_at for _, c in captures],
        now,
    )
    if rows:
        named_ = [row["reference"] for row in rows[:STRAYS_NAMED_MAX]]
        log.error("stray_captures", count=len(rows), references=named_)
    return len(rows)
