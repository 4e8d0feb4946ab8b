"""Purchases while a campaign of 100,000 readers is under way: each step, with and without it.

Buyers arrive at a steady rate, and phases take turns, so that the machine's mood is the same for
all of them.
"""

import asyncio
from statistics import median
from uuid import UUID, uuid4

import asyncpg
import msgspec

from bench.house import House
from bench.webhooks import PER_SECOND, PURCHASES, play
from tessera.operations.rehearsal.score import Spread

READERS = 100_000
QUIET, BUSY = "no campaign", "a campaign under way"
PHASES = (QUIET, BUSY, BUSY, QUIET, QUIET, BUSY, BUSY, QUIET)
"""In this order, what grows by itself over the run weighs as much on the one as on the other."""
COLLECT_SECONDS_MAX = 240.0

PEOPLE = """
INSERT INTO accounts (id, email, name, password_hash, role, status, locale)
SELECT uuidv7(), 'reader' || n || '@bench.test', 'Reader ' || n, '-', 'customer', 'active', 'en'
FROM generate_series(1, $1) AS n
"""
WANTS = """
INSERT INTO contact_preferences (account_id, news_mail, changed_at)
SELECT id, true, now() FROM accounts WHERE email LIKE 'reader%'
"""
CAMPAIGN = """
INSERT INTO campaigns (id, name, texts, channels, audience, created_by, status)
VALUES ($1, 'Bench', '{"en": {"subject": "News, {name}", "body": "Hello {name}, a show."}}',
    '{inbox,mail}', '{"kind": "all"}', $2, 'collecting')
"""


class Phase(msgspec.Struct, frozen=True):
    """How long the steps of a purchase took, and how many messages went out meanwhile."""

    phase: str
    purchases: int
    milliseconds: dict[str, Spread]
    sent: int
    errors: dict[str, int]

    def line(self) -> str:
        """The figures in one line."""
        steps = ", ".join(
            f"{name} {step.p50:.1f}/{step.p99:.1f}" for name, step in self.milliseconds.items()
        )
        return f"{self.phase}: {self.purchases} purchases, {self.sent} sent; p50/p99 in ms: {steps}"


async def measure_messages(house: House) -> tuple[list[Phase], dict[str, dict[str, float]]]:
    """Every phase in turn, and what a step takes beside a campaign as a multiple of without."""
    connection = await asyncpg.connect(house.environment["TESSERA_DATABASE_URL"])
    campaign = uuid4()
    try:
        await connection.execute(PEOPLE, READERS)
        await connection.execute(WANTS)
        await connection.execute(CAMPAIGN, campaign, uuid4())
        await _collected(connection, campaign)
        await play(house, seconds=5)
        found = [await _phase(house, connection, campaign, phase=phase) for phase in PHASES]
    finally:
        await connection.close()
    return found, ratios(found)


async def _collected(connection: "asyncpg.Connection[asyncpg.Record]", campaign: UUID) -> None:
    """Wait until the audience has been gone through, then pause."""
    for _ in range(int(COLLECT_SECONDS_MAX * 2)):
        status = await connection.fetchval("SELECT status FROM campaigns WHERE id = $1", campaign)
        if status == "sending":
            return
        await asyncio.sleep(0.5)
    raise SystemExit("the audience was not collected in time")


async def _phase(
    house: House, connection: "asyncpg.Connection[asyncpg.Record]", campaign: UUID, *, phase: str
) -> Phase:
    status = "paused" if phase == QUIET else "sending"
    await connection.execute("UPDATE campaigns SET status = $2 WHERE id = $1", campaign, status)
    before = await _sent(connection)
    report = await play(house, seconds=PURCHASES / PER_SECOND)
    sent = await _sent(connection) - before
    return Phase(phase, report.purchases, report.milliseconds, sent, report.errors)


async def _sent(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    sent: int = await connection.fetchval(
        "SELECT count(*) FROM campaign_recipients WHERE status = 'sent'"
    )
    return sent


def ratios(phases: list[Phase]) -> dict[str, dict[str, float]]:
    """By step: the median of its p50 and p99 beside a campaign, over that without."""
    found = {}
    for step in phases[0].milliseconds:
        with_, without = (
            [p.milliseconds[step] for p in phases if (p.phase == BUSY) is beside]
            for beside in (True, False)
        )
        found[step] = {
            "p50": round(median(s.p50 for s in with_) / median(s.p50 for s in without), 3),
            "p99": round(median(s.p99 for s in with_) / median(s.p99 for s in without), 3),
        }
    return found
