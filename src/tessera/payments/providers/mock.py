"""The simulated gateway as a payment provider: the client of `tessera.payments.gateway`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

import msgspec

from tessera.kit.clock import rfc3339
from tessera.kit.wire import Lost, Wire
from tessera.payments.gateway.app import CapturePage, PaymentAnswer, RefundAnswer
from tessera.payments.gateway.signature import HEADER, holds
from tessera.payments.gateway.webhooks import Event
from tessera.payments.providers.port import (
    ABSENT,
    UNKNOWN,
    Attempt,
    Capture,
    Captures,
    Health,
    NextStep,
    ProviderAnswer,
    WebhookEvent,
)
from tessera.settings import Settings

CONNECTIONS_MAX = 256
CAPTURES_PER_PAGE = 1000
CAPTURES_MAX = 100_000
HOSTED = "tok_hosted"
INSTANT = "tok_instant"
INSTANT_REFERENCE = "instant-"

_payment = msgspec.json.Decoder(PaymentAnswer).decode
_refund = msgspec.json.Decoder(RefundAnswer).decode
_page = msgspec.json.Decoder(CapturePage).decode
_event = msgspec.json.Decoder(Event).decode


class MockProvider:
    """Payments through the simulated gateway at `url`, over one bounded set of connections.

    Make it inside the running loop, and `close` it.
    """

    name = "mock"

    def __init__(
        self,
        url: str,
        *,
        secret: str,
        webhook_url: str,
        timeout_seconds: float,
        site_url: str = "",
    ) -> None:
        self._url = url.rstrip("/")
        self._site_url = site_url
        self._secret = secret
        self._webhook_url = webhook_url
        self._wire = Wire(url, timeout_seconds=timeout_seconds, connections_max=CONNECTIONS_MAX)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def takes(self, currency: str) -> bool:
        """It counts minor units of anything."""
        return True

    def at_once(self, attempt: Attempt) -> ProviderAnswer | None:
        """Yes to the one card that no bank stands behind; the gateway knows nothing of it."""
        if attempt.method != INSTANT:
            return None
        reference = f"{INSTANT_REFERENCE}{attempt.payment_id}"
        return ProviderAnswer("succeeded", attempt.amount, attempt.currency, reference)

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same payment."""
        if attempt.method == INSTANT and (said := self.at_once(attempt)):
            return said
        body = {
            "payment_id": attempt.payment_id,
            "order_id": attempt.order_id,
            "amount": attempt.amount,
            "currency": attempt.currency,
            "method": attempt.method,
            "webhook_url": self._webhook_url,
        }
        if attempt.method.startswith(HOSTED):
            body["return_url"] = return_url(self._site_url, attempt)
        status, answer = await self._call("/v1/payments", msgspec.json.encode(body))
        if status == 200:
            return self._read(answer)
        # Refused before any money moved: the method or the amount is nothing it can take.
        return ProviderAnswer("failed", failure=_code(answer)) if status == 422 else UNKNOWN

    async def find(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """What became of an attempt; `absent` where the gateway never heard of it."""
        if said := self.at_once(attempt):
            return said
        return self._found(await self._call(f"/v1/payments/{attempt.payment_id}"))

    async def leave(self, attempt: Attempt, reference: str | None = None) -> ProviderAnswer:
        """Close the hosted page of an attempt."""
        path = f"/v1/payments/{attempt.payment_id}/cancellation"
        return self._found(await self._call(path, b"{}"))

    async def refund(
        self,
        refund_id: UUID,
        payment_id: UUID,
        amount: int,
        *,
        currency: str = "",
        reference: str | None = None,
    ) -> ProviderAnswer:
        """Send `amount` minor units back; the same refund again is the same refund."""
        if reference is not None and reference.startswith(INSTANT_REFERENCE):
            return ProviderAnswer("succeeded", amount, currency, f"{reference}/{refund_id}")
        body = {"refund_id": refund_id, "payment_id": payment_id, "amount": amount}
        status, answer = await self._call("/v1/refunds", msgspec.json.encode(body))
        if status == 200:
            done = _refund(answer)
            return ProviderAnswer("succeeded", done.amount, done.currency, done.reference)
        if status in (404, 409, 422):
            return ProviderAnswer("failed", failure=_code(answer))
        return UNKNOWN

    async def captures(self, since: datetime) -> Captures:
        """Captures after `since`, oldest first, as far as the gateway answers."""
        found: list[Capture] = []
        cursor: str | None = "0"
        while cursor is not None and len(found) < CAPTURES_MAX:
            query = f"since={rfc3339(since)}&cursor={cursor}&limit={CAPTURES_PER_PAGE}"
            status, answer = await self._call(f"/v1/captures?{query}")
            if status != 200:
                break
            page = _page(answer)
            found += [msgspec.convert(item, Capture, from_attributes=True) for item in page.items]
            cursor = page.next_cursor
        return Captures(tuple(found), whole=cursor is None)

    def verify_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> WebhookEvent | None:
        """The event in a webhook, or None where its signature does not hold."""
        header = headers.get(HEADER) or headers.get("Gateway-Signature") or ""
        if not holds(self._secret, header, body, now=int(now.timestamp())):
            return None
        try:
            event = _event(body)
        except msgspec.DecodeError:
            return None
        about, answer = _told(event)
        return WebhookEvent(
            str(event.event_id),
            event.type,
            event.payment_id,
            answer,
            about=about,
            refund_id=event.refund_id,
            reference=event.reference,
            subject=event.subject,
            answer_by=event.answer_by,
        )

    def proves(self, reference: str | None, fields: Mapping[str, str]) -> bool:
        """Its page brings nothing back but the customer: the gateway is asked."""
        return False

    async def health(self) -> Health:
        """Whether the gateway answers."""
        status, _ = await self._call("/v1/health")
        return Health(fine=status == 200, detail="" if status == 200 else "does not answer")

    def _found(self, said: tuple[int, bytes]) -> ProviderAnswer:
        status, answer = said
        if status == 200:
            return self._read(answer)
        return ABSENT if status == 404 else UNKNOWN

    def _read(self, answer: bytes) -> ProviderAnswer:
        found = _payment(answer)
        if found.page is not None:
            step = NextStep("redirect", self._url + found.page)
            return ProviderAnswer("redirect", reference=found.reference, next=step)
        status: Any = found.status
        return ProviderAnswer(status, found.amount, found.currency, found.reference, found.failure)

    async def _call(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body; status 0 where no whole answer came in time."""
        try:
            if body is None:
                return await self._wire.get(path)
            return await self._wire.post(path, body)
        except Lost:
            # Nobody knows what became of the call: never a failure, always `unknown`.
            return 0, b""


def webhook_secret(settings: Settings) -> str:
    """What both sides sign with; a development setup needs none of its own."""
    return settings.gateway_webhook_secret or settings.secret


def return_url(site_url: str, attempt: Attempt) -> str:
    """Where a provider's own page sends the browser back to."""
    return f"{site_url}/{attempt.path}/{attempt.order_id}/payments/{attempt.payment_id}/return"


About = Literal["payment", "refund", "dispute", "other"]


def _told(event: Event) -> tuple[About, ProviderAnswer | None]:
    about, _, end = event.type.partition(".")
    if about not in ("payment", "refund", "dispute"):
        return "other", None
    if about == "dispute":
        # An open dispute is as a payment without an end: won, it comes back; lost, it does not.
        word: Any = {"won": "succeeded", "lost": "failed"}.get(end, "processing")
        said = (event.amount, event.currency, event.reference, event.reason)
        return "dispute", ProviderAnswer(word, *said)
    if end not in ("succeeded", "failed"):
        return about, None  # type: ignore[return-value]
    status: Any = end
    failure = "card_declined" if end == "failed" else None
    answer = ProviderAnswer(status, event.amount, event.currency, event.reference, failure)
    return about, answer  # type: ignore[return-value]


def _code(answer: bytes) -> str:
    return str(msgspec.json.decode(answer, type=dict[str, Any]).get("code", "refused"))
