"""Send what is due, slowly: so many a second and no more, in a line of its own beside all others.

A message is leased, sent outside any transaction, and noted. A worker that dies leaves a lease that
runs out; a mail has its cause on record (messages/send.py), an inbox takes a campaign once, so what
is tried again arrives once. Who has ended it since the audience was collected is left out here.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import structlog

from tessera.kit import sql as named
from tessera.kit.errors import Unavailable
from tessera.messages.consent.links import unsubscribe_links
from tessera.messages.many.campaigns import read_campaigns
from tessera.messages.many.collect import collect_step
from tessera.messages.many.letters import Letter, letter_to, words_of
from tessera.messages.many.model import Campaign, Channel
from tessera.messages.many.write import campaign_mail
from tessera.messages.push.send import push_to
from tessera.messages.send import send_many
from tessera.services import Workshop
from tessera.webhooks.send import Sender

log = structlog.get_logger()
sql = named.beside(__file__)

TICK_SECONDS = 0.2
"""Messages of a second leave in five small batches: a large one would be felt by who buys."""
STEPS_A_ROUND = 1
IDLE_SECONDS = 2.0


class _Leased(NamedTuple):
    campaign: Campaign
    person: UUID
    reader: bool
    channels: Sequence[str]
    who: Any


class _Ended(NamedTuple):
    campaign_id: UUID
    person: UUID
    status: str
    failure: str = ""


_Pair = tuple[_Leased, Letter]


async def deliver_forever(
    shop: Workshop, stop: asyncio.Event, paused: Callable[[], Awaitable[bool]]
) -> None:
    """Collect audiences and send what is due until `stop`; nothing while the queue is paused."""
    sender = Sender(shop.services.settings.webhook_networks_allowed)
    most = shop.services.settings.messages_per_second
    while not stop.is_set():
        began, worked = time.monotonic(), 0
        try:
            if not await paused():
                worked = await deliver_round(shop, sender, most=max(1, round(most * TICK_SECONDS)))
        except Exception as error:
            log.warning("messages_round_failed", error=repr(error))
        # Throttled: what a tick allows has gone, so the rest of it is left to others.
        rest = (TICK_SECONDS if worked else IDLE_SECONDS) - (time.monotonic() - began)
        try:
            async with asyncio.timeout(max(0.05, rest)):
                await stop.wait()
        except TimeoutError:
            continue
    await sender.close()


async def deliver_round(shop: Workshop, sender: Sender, *, most: int) -> int:
    """One step of each audience that is being collected, and at most `most` messages; answers how
    much was done."""
    services, worked = shop.services, 0
    for row in await services.db.pool.fetch(sql["at_work"]):
        for _ in range(STEPS_A_ROUND):
            if not await collect_step(services.db, row["id"]):
                break
            worked += 1
    rows = await services.db.pool.fetch(sql["lease"], most)
    if rows:
        ended = await _deliver(shop, sender, rows)
        await services.db.pool.execute(
            sql["end_messages"],
            [one.campaign_id for one in ended],
            [one.person for one in ended],
            [one.status for one in ended],
            [one.failure for one in ended],
        )
    await services.db.pool.execute(sql["finish"])
    return worked + len(rows)


async def _deliver(shop: Workshop, sender: Sender, rows: Sequence[Any]) -> list[_Ended]:
    pool = shop.services.db.pool
    campaigns = {
        c.id: c for c in await read_campaigns(pool, list({r["campaign_id"] for r in rows}))
    }
    ended: list[_Ended] = []
    for campaign in campaigns.values():
        mine = [row for row in rows if row["campaign_id"] == campaign.id]
        people = await pool.fetch(
            sql["people"], [row["person"] for row in mine], campaign.organization_id or 0
        )
        known = {person["person"]: person for person in people}
        leased = [
            _Leased(campaign, r["person"], r["reader"], r["channels"], known.get(r["person"]))
            for r in mine
        ]
        wanted = [one for one in leased if one.who is not None and one.who["wanted"]]
        gone = {one.person for one in leased} - {one.person for one in wanted}
        ended += [_Ended(campaign.id, person, "skipped", "ended by the reader") for person in gone]
        ended += await _one_campaign(shop, sender, campaign, leased=wanted)
    return ended


async def _one_campaign(
    shop: Workshop, sender: Sender, campaign: Campaign, *, leased: Sequence[_Leased]
) -> list[_Ended]:
    words = await words_of(shop.services.db.pool, campaign)
    letters = [
        letter_to(campaign, words, name=one.who["name"], locale=one.who["locale"]) for one in leased
    ]
    pairs = list(zip(leased, letters, strict=True))
    await _inboxes(shop, campaign, [p for p in pairs if _by(p[0], Channel.INBOX)])
    failed = await _mails(shop, campaign, [p for p in pairs if _by(p[0], Channel.MAIL)])
    failed |= await _pushes(shop, sender, [p for p in pairs if _by(p[0], Channel.PUSH)])
    return [
        _Ended(campaign.id, one.person, "failed", failed[one.person][:300])
        if one.person in failed
        else _Ended(campaign.id, one.person, "sent")
        for one in leased
    ]


def _by(one: _Leased, channel: Channel) -> bool:
    return channel.value in one.channels and bool(one.who[channel.value])


async def _inboxes(shop: Workshop, campaign: Campaign, pairs: Sequence[_Pair]) -> None:
    if not pairs:
        return
    await shop.services.db.pool.execute(
        sql["put_in_inboxes"],
        [one.person for one, _ in pairs],
        [campaign.id for _ in pairs],
        [campaign.organization for _ in pairs],
        [letter.subject for _, letter in pairs],
        [letter.body for _, letter in pairs],
        [campaign.link for _ in pairs],
    )


async def _mails(shop: Workshop, campaign: Campaign, pairs: Sequence[_Pair]) -> dict[UUID, str]:
    """Hand over a mail to each; answers who got none, and why."""
    services, mails = shop.services, {}
    for one, letter in pairs:
        house = campaign.organization_id or 0
        links = unsubscribe_links(services, house, one.person, reader=one.reader)
        mails[one.person] = campaign_mail(services, campaign, letter, who=one.who, links=links)
    failed = await send_many(
        services.db.pool, shop.mailer, list(mails.values()), settings=services.settings
    )
    return {person: failed[m.cause] for person, m in mails.items() if m.cause in failed}


async def _pushes(shop: Workshop, sender: Sender, pairs: Sequence[_Pair]) -> dict[UUID, str]:
    """Tell the browsers of each; answers whose could not be told, and why."""
    failed = {}
    for one, letter in pairs:
        news = {"title": letter.subject, "body": letter.body[:300], "url": "/inbox"}
        try:
            await push_to(shop.services, sender, one.person, plain=msgspec.json.encode(news))
        except Unavailable as error:
            failed[one.person] = str(error)
    return failed
