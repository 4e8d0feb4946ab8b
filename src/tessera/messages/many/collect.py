"""Go through the audience of a campaign, step by step: who is meant, and may be written to."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Database, Tx
from tessera.messages.many import rules
from tessera.messages.many.model import Audience, AudienceKind, Channel, Reach

sql = named.beside(__file__)

AT_ONCE = 1000
WITH_READERS = frozenset({AudienceKind.ALL, AudienceKind.LIST})
"""Readers of the newsletter have no account, so nothing else is known of them."""


async def collect_step(db: Database, campaign_id: UUID) -> bool:
    """One step, a transaction of its own; whether there was something to do."""
    async with db.transaction() as tx:
        campaign = await tx.fetch_one(sql["lock_to_collect"], campaign_id)
        if campaign is None:
            return False
        audience = msgspec.json.decode(campaign["audience"], type=Audience)
        if campaign["part"] == "accounts":
            await _accounts(tx, campaign, audience)
        else:
            await _readers(tx, campaign, audience)
    return True


async def _accounts(tx: Tx, campaign: Any, audience: Audience) -> None:
    rows = await tx.fetch(
        sql["next_accounts"],
        campaign["cursor"],
        AT_ONCE,
        campaign["organization_id"],
        audience.kind,
        audience.title_id,
        audience.venue_id,
        audience.email,
        audience.city,
        audience.visited_within_days,
        audience.away_for_days,
    )
    wanted = {Channel(name) for name in campaign["channels"]}
    reached = [reach for row in rows if row["meant"] and (reach := _reach(row, wanted)).channels]
    await _add(tx, campaign, reached)
    over = len(rows) < AT_ONCE
    cursor = None if over else rows[-1]["person"]
    part = "accounts" if not over else "readers"
    await tx.fetch(sql["collected"], campaign["id"], part, cursor, len(reached))


async def _readers(tx: Tx, campaign: Any, audience: Audience) -> None:
    rows = []
    if audience.kind in WITH_READERS and Channel.MAIL in campaign["channels"]:
        about = (campaign["cursor"], AT_ONCE, campaign["organization_id"], campaign["id"])
        rows = await tx.fetch(sql["next_readers"], *about)
    reached = [Reach(person=r["person"], reader=True, channels=(Channel.MAIL,)) for r in rows]
    await _add(tx, campaign, reached)
    over = len(rows) < AT_ONCE
    cursor, part = (None, "over") if over else (rows[-1]["person"], "readers")
    await tx.fetch(sql["collected"], campaign["id"], part, cursor, len(reached))


def _reach(row: Any, wanted: set[Channel]) -> Reach:
    open_ = {Channel.INBOX: row["inbox"], Channel.MAIL: row["mail"], Channel.PUSH: row["push"]}
    return Reach(
        person=row["person"],
        reader=False,
        channels=tuple(channel for channel, may in open_.items() if may and channel in wanted),
        timezone=row["timezone"],
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
    )


async def _add(tx: Tx, campaign: Any, reached: list[Reach]) -> None:
    if not reached:
        return
    send_at: datetime = campaign["send_at"] or campaign["now"]
    dues = [
        rules.due_at(
            max(send_at, campaign["now"]) if not campaign["local_time"] else send_at,
            own=reach.timezone,
            house=campaign["timezone"],
            local=campaign["local_time"],
            quiet=(reach.quiet_from, reach.quiet_until)
            if reach.quiet_from is not None and reach.quiet_until is not None
            else None,
        )
        for reach in reached
    ]
    await tx.fetch(
        sql["add_recipients"],
        campaign["id"],
        [reach.person for reach in reached],
        [reach.reader for reach in reached],
        [",".join(reach.channels) for reach in reached],
        dues,
    )
