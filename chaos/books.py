"""After the storm: wait until everything has come to its end, then compare all books."""

import asyncio
from typing import Any
from urllib.request import urlopen

import asyncpg
import msgspec

from chaos.house import House
from tessera.payments.gateway.books import Totals

QUIET_SECONDS_MAX = 180
UNFINISHED = """
-- A refund that waits for its customer's answer to other places is not on its way yet.
SELECT (SELECT count(*) FROM payments WHERE status IN ('created', 'processing'))
    + (SELECT count(*) FROM refunds r WHERE status IN ('created', 'processing') AND NOT EXISTS (
        SELECT FROM replacements p WHERE p.refund_id = r.id AND p.status = 'open')) AS n
"""
OURS = """
SELECT
    (SELECT coalesce(sum(amount), 0) FROM payments WHERE status = 'succeeded') AS captured,
    (SELECT count(*) FROM payments WHERE status = 'succeeded') AS captures,
    (SELECT coalesce(sum(amount), 0) FROM refunds WHERE status = 'succeeded') AS sent_back,
    (SELECT count(*) FROM refunds WHERE status = 'succeeded') AS refunds,
    (SELECT coalesce(sum(amount), 0) FROM refunds) AS owed_or_sent,
    (SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE account = 'provider_clearing')
        AS clearing,
    (SELECT coalesce(sum(amount), 0) FROM ledger_entries) AS ledger,
    (SELECT coalesce(sum(l.face + l.fee + l.tax), 0) FROM orders o
        JOIN order_lines l ON l.order_id = o.id
        WHERE o.paid_at IS NOT NULL AND l.refund_id IS NULL) AS sold,
    (SELECT count(*) FROM claims WHERE state = 'sold') AS claims,
    (SELECT count(*) FROM tickets WHERE status <> 'void') AS tickets,
    (SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE p.status = 'succeeded' AND o.paid_at IS NULL
            AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id)) AS nothing_for_it
"""


async def wait_for_quiet(house: House) -> bool:
    """Whether nothing is on its way any more, within three minutes."""
    loop = asyncio.get_running_loop()
    until = loop.time() + QUIET_SECONDS_MAX
    connection = await asyncpg.connect(house.settings.database_url)
    try:
        while loop.time() < until:
            if not await connection.fetchval(UNFINISHED):
                return True
            await asyncio.sleep(1)
        return False
    finally:
        await connection.close()


async def compare(house: House) -> tuple[dict[str, Any], list[str]]:
    """What every book says, and where two of them disagree, to the last minor unit."""
    connection = await asyncpg.connect(house.settings.database_url)
    try:
        ours = dict(await connection.fetchrow(OURS))
    finally:
        await connection.close()
    theirs = await asyncio.to_thread(_gateway, house)
    pairs = {
        "captured": (ours["captured"], theirs.captured.get("INR", 0)),
        "captures": (ours["captures"], theirs.captured_count),
        "sent back": (ours["sent_back"], theirs.refunded.get("INR", 0)),
        "refunds": (ours["refunds"], theirs.refunded_count),
        "clearing account": (ours["clearing"], ours["captured"] - ours["sent_back"]),
        "sold": (ours["sold"], ours["captured"] - ours["owed_or_sent"]),
        "whole ledger": (ours["ledger"], 0),
        "tickets and claims": (ours["tickets"], ours["claims"]),
        "paid for nothing": (ours["nothing_for_it"], 0),
    }
    wrong = [f"{name}: {a} is not {b}" for name, (a, b) in pairs.items() if a != b]
    return {name: int(a) for name, (a, _) in pairs.items()}, wrong


def _gateway(house: House) -> Totals:
    with urlopen(f"{house.settings.gateway_url}/v1/books", timeout=20) as answer:  # noqa: S310
        return msgspec.json.decode(answer.read(), type=Totals)
