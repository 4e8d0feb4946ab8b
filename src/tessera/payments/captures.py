"""Money that providers list as captured, matched with the attempts on our books.

What matches and is not on our books as paid is settled. What matches nothing is kept for a person
to decide about: an attempt is recorded before its provider is called, so a capture without one is
nobody's timing, but books that were restored, or somebody else at our account.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import structlog

from tessera.kit import sql as named
from tessera.kit.errors import NotFound
from tessera.payments.providers.port import Capture, ProviderAnswer
from tessera.payments.providers.registry import Providers

sql = named.beside(__file__)
log = structlog.get_logger()

LOOK_BACK = timedelta(hours=2)
"""How far before the last look each one begins: captures may be listed late, and out of order."""
LOOK_BACK_MAX = timedelta(days=30)
STRAYS_NAMED_MAX = 5


class Account(NamedTuple):
    """A provider, and the organization whose account it is (0 for the platform's)."""

    provider: str
    organization_id: int


class Listed(NamedTuple):
    """What an account listed; `whole` is false where it stopped answering."""

    account: Account
    items: Sequence[Capture]
    whole: bool


async def list_captures(
    pool: Any, providers: Providers, *, now: datetime, room: asyncio.Semaphore
) -> list[Listed]:
    """The captures of every account since it was last looked through, a few accounts at a time."""
    accounts = [Account(*account) for account in await providers.accounts()]
    rows = await pool.fetch(sql["cursors"])
    seen = {Account(r["provider"], r["organization_id"]): r["seen_until"] for r in rows}

    async def one(account: Account) -> Listed:
        try:
            provider = await providers.account(account.organization_id, account.provider)
        except NotFound:
            return Listed(account, (), whole=False)
        since = max(seen.get(account, now) - LOOK_BACK, now - LOOK_BACK_MAX)
        async with room:
            found = await provider.captures(since)
        if not found.whole:
            log.warning("captures_not_whole", **account._asdict())
        return Listed(account, found.items, found.whole)

    return list(await asyncio.gather(*(one(account) for account in accounts)))


class Claimant(Protocol):
    """Who knows of captures that are none of an order: of gift cards."""

    async def captures(self, items: Sequence[tuple[Account, Capture]]) -> set[int]:
        """Settle those that are theirs, and say which of them are."""
        ...


async def explain(
    pool: Any, lists: Sequence[Listed], *, now: datetime, elsewhere: Claimant | None = None
) -> dict[UUID, ProviderAnswer]:
    """What captures say of attempts that are not on our books as succeeded; keeps the strays.

    An account tells of its own organization's payments only, whatever ids it lists.
    """
    items = [(listed.account, capture) for listed in lists for capture in listed.items]
    if not items:
        return {}
    rows = await pool.fetch(
        sql["match_captures"],
        list(range(len(items))),
        [account.provider for account, _ in items],
        [account.organization_id for account, _ in items],
        [capture.payment_id for _, capture in items],
        [capture.reference for _, capture in items],
        [capture.also for _, capture in items],
    )
    known = {row["n"] for row in rows}
    strays = [item for n, item in enumerate(items) if n not in known]
    if strays and elsewhere is not None:
        theirs = await elsewhere.captures(strays)
        strays = [item for n, item in enumerate(strays) if n not in theirs]
    await _flag_strays(pool, strays, now=now)
    found = {}
    for row in rows:
        if row["status"] != "succeeded":
            capture = items[row["n"]][1]
            found[row["id"]] = ProviderAnswer(
                "succeeded", capture.amount, capture.currency, capture.reference
            )
    return found


async def note_seen(pool: Any, lists: Sequence[Listed], *, now: datetime) -> None:
    """Remember how far each account has been looked through, once what was found is settled."""
    whole = [listed.account for listed in lists if listed.whole]
    await pool.execute(
        sql["move_cursors"],
        [account.provider for account in whole],
        [account.organization_id for account in whole],
        now,
    )


async def _flag_strays(
    pool: Any, captures: Sequence[tuple[Account, Capture]], *, now: datetime
) -> None:
    if not captures:
        return
    rows = await pool.fetch(
        sql["flag_strays"],
        [account.provider for account, _ in captures],
        [account.organization_id for account, _ in captures],
        [c.reference for _, c in captures],
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
