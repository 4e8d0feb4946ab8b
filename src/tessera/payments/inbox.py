"""What providers tell us: kept raw first, once, and only then acted upon.

The key of `provider_events` decides who acts: whoever keeps an event first. A copy is counted and
does nothing. A process that dies in between leaves the event `received`, and the reconciler's round
takes it up (`resume_events`). Acting twice is harmless all the same: it ends in `settle`.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec
import structlog

from tessera.kit import sql as named
from tessera.kit.database import Database
from tessera.kit.errors import Forbidden, NotFound, Unavailable
from tessera.payments.disputes import DisputeStatus, record_dispute
from tessera.payments.model import Settle, Settled, Settlement
from tessera.payments.providers.port import UNKNOWN, WebhookEvent
from tessera.payments.providers.registry import PLATFORM, Providers
from tessera.payments.refund import send_refund
from tessera.payments.result import end_of

sql = named.beside(__file__)
log = structlog.get_logger()

EVENTS_MAX = 1000
DISPUTES = {
    "processing": DisputeStatus.OPEN,
    "succeeded": DisputeStatus.WON,
    "failed": DisputeStatus.LOST,
}
"""What a provider's answer about a dispute means."""
Submit = Callable[[Settle], Awaitable[Settled]]


class Elsewhere(Protocol):
    """Who knows of payments that are none of an order: of gift cards."""

    async def event(self, key: "Key", event: WebhookEvent) -> "Outcome | None":
        """Act upon a message, or None where it is none of theirs."""
        ...


class Desk(NamedTuple):
    """What acting upon an event needs: where results are settled, and who is asked."""

    db: Database
    providers: Providers
    submit: Submit
    elsewhere: Elsewhere | None = None


class Key(NamedTuple):
    """What an event is known by."""

    provider: str
    organization_id: int
    event_id: str


class Mail(NamedTuple):
    """A webhook as it came in, and to whose address (0 is the platform's)."""

    provider: str
    organization_id: int
    headers: Mapping[str, str]
    body: bytes


class Outcome(NamedTuple):
    """What became of an event; an `ignored` one stays kept, and is counted."""

    state: Literal["done", "ignored"]
    what: str


async def take_in(desk: Desk, mail: Mail, *, now: datetime) -> str:
    """Keep a webhook of an account, and act upon it where it is news.

    Answers what became of it (`copy` where it was kept before). Raises `Forbidden` where its
    signature does not hold, `NotFound` for no account of ours.
    """
    provider = await desk.providers.account(mail.organization_id, mail.provider)
    event = provider.verify_webhook(mail.headers, mail.body, now)
    if event is None:
        raise Forbidden
    copies = await desk.db.pool.fetchval(
        sql["keep_event"],
        mail.provider,
        mail.organization_id,
        event.event_id,
        event.type,
        event.about,
        event.payment_id,
        msgspec.json.encode(_kept_headers(mail.headers)).decode(),
        mail.body,
        now,
    )
    if copies > 1:
        return "copy"
    return await _act_and_note(
        desk, Key(mail.provider, mail.organization_id, event.event_id), event
    )


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """What verifying the event again needs: signatures, and ids that stand beside the body."""
    return {k: v for k, v in headers.items() if "signature" in k.lower() or "event-id" in k.lower()}


async def resume_events(desk: Desk, *, older_than_seconds: float) -> int:
    """Act upon events that were kept by a process that died before it did; answers how many."""
    rows = await desk.db.pool.fetch(sql["received_events"], older_than_seconds, EVENTS_MAX)
    for row in rows:
        try:
            await _resume(desk, row)
        except Unavailable as error:
            log.warning("event_waits", event_id=row["event_id"], error=str(error))
    return len(rows)


async def _resume(desk: Desk, row: Any) -> None:
    # It was verified as it came in; the same look, at the same instant, reads it again.
    headers = msgspec.json.decode(row["headers"], type=dict[str, str])
    key = Key(row["provider"], row["organization_id"], row["event_id"])
    try:
        provider = await desk.providers.account(key.organization_id, key.provider)
        event = provider.verify_webhook(headers, row["body"], row["received_at"])
    except NotFound:
        event = None
    if event is None:
        # The keys were changed since. Its payment has an end all the same: the provider is asked.
        await _note(desk, key, Outcome("ignored", "keys_changed"))
        return
    await _act_and_note(desk, key, event)


async def _act_and_note(desk: Desk, key: Key, event: WebhookEvent) -> str:
    outcome = await _act(desk, key, event)
    await _note(desk, key, outcome)
    if outcome.state == "ignored":
        log.warning("event_ignored", provider=key.provider, type=event.type, outcome=outcome.what)
    return outcome.what


async def _note(desk: Desk, key: Key, outcome: Outcome) -> None:
    await desk.db.pool.execute(sql["end_event"], *key, *outcome)


async def _act(desk: Desk, key: Key, event: WebhookEvent) -> Outcome:
    if event.about in ("payment", "dispute"):
        payment_id = await _payment_of(desk, key, event)
        if payment_id is None:
            unknown = Outcome("ignored", f"{event.about}_unknown")
            return await _elsewhere(desk, key, event) or unknown
        if event.about == "dispute":
            return await _dispute(desk, payment_id, event)
        result = end_of(payment_id, event.answer)
        if result is None:
            return Outcome("done", "no_end")
        settled = await desk.submit(result)
        if settled.code is not Settlement.UNKNOWN:
            return Outcome("done", str(settled.code))
        unknown = Outcome("ignored", str(settled.code))
        return await _elsewhere(desk, key, event) or unknown
    if event.about == "refund" and event.refund_id is not None:
        try:
            return Outcome("done", await send_refund(desk.db.pool, desk.providers, event.refund_id))
        except NotFound:
            return Outcome("ignored", "unknown_refund")
    return Outcome("ignored", f"{event.about}_unknown")


async def _elsewhere(desk: Desk, key: Key, event: WebhookEvent) -> Outcome | None:
    if desk.elsewhere is None or event.about != "payment":
        return None
    return await desk.elsewhere.event(key, event)


async def _payment_of(desk: Desk, key: Key, event: WebhookEvent) -> UUID | None:
    """The payment that is meant. An organization's keys prove who speaks, not what about: whoever
    holds them could name anybody's payment, so only that organization's own count."""
    if key.organization_id == PLATFORM:
        return event.payment_id
    names = [name for name in (event.reference, event.also) if name]
    found: UUID | None = await desk.db.pool.fetchval(
        sql["payment_told_of"], key.provider, key.organization_id, event.payment_id, names
    )
    return found


async def _dispute(desk: Desk, payment_id: UUID, event: WebhookEvent) -> Outcome:
    said = event.answer or UNKNOWN
    status = DISPUTES.get(said.status)
    if status is None or not event.subject:
        return Outcome("ignored", "dispute_unknown")
    try:
        async with desk.db.transaction() as tx:
            await record_dispute(
                tx,
                payment_id=payment_id,
                provider_dispute_id=event.subject,
                status=status.value,
                amount=said.amount,
                currency=said.currency,
                reason=said.failure or "",
                answer_by=event.answer_by,
            )
    except NotFound:
        return Outcome("ignored", "unknown_payment")
    return Outcome("done", f"dispute_{status}")
