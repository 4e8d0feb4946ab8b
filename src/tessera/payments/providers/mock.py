"""The simulated gateway as a payment provider: the client of `tessera.payments.gateway`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec

from tessera.kit.clock import rfc3339
from tessera.kit.wire import Lost, Wire
from tessera.payments.gateway.app import CapturePage, PaymentAnswer, RefundAnswer
from tessera.payments.gateway.signature import HEADER, holds
from tessera.payments.gateway.webhooks import Event
from tessera.payments.providers.port import Attempt, Capture, ProviderAnswer, WebhookEvent
from tessera.settings import Settings

CONNECTIONS_MAX = 256
CAPTURES_PER_PAGE = 1000
CAPTURES_MAX = 100_000
UNKNOWN = ProviderAnswer("unknown")
ABSENT = ProviderAnswer("absent")

_payment = msgspec.json.Decoder(PaymentAnswer).decode
_refund = msgspec.json.Decoder(RefundAnswer).decode
_page = msgspec.json.Decoder(CapturePage).decode
_event = msgspec.json.Decoder(Event).decode


class MockProvider:
    """Payments through the simulated gateway at `url`, over one bounded set of connections.

    Make it inside the running loop, and `close` it.
    """

    name = "mock"

    def __init__(self, url: str, *, secret: str, webhook_url: str, timeout_seconds: float) -> None:
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

    async def open(self, attempt: Attempt) -> ProviderAnswer:
        """Start the attempt; the same attempt again is the same payment."""
        body = {
            "payment_id": attempt.payment_id,
            "order_id": attempt.order_id,
            "amount": attempt.amount,
            "currency": attempt.currency,
            "method": attempt.method,
            "webhook_url": self._webhook_url,
        }
        status, answer = await self._call("/v1/payments", msgspec.json.encode(body))
        if status == 200:
            return _read(answer)
        # Refused before any money moved: the method or the amount is nothing it can take.
        return ProviderAnswer("failed", failure=_code(answer)) if status == 422 else UNKNOWN

    async def find(self, payment_id: UUID) -> ProviderAnswer:
        """What became of an attempt; `absent` where the gateway never heard of it."""
        status, answer = await self._call(f"/v1/payments/{payment_id}")
        if status == 200:
            return _read(answer)
        return ABSENT if status == 404 else UNKNOWN

    async def refund(self, refund_id: UUID, payment_id: UUID, amount: int) -> ProviderAnswer:
        """Send `amount` minor units back; the same refund again is the same refund."""
        body = {"refund_id": refund_id, "payment_id": payment_id, "amount": amount}
        status, answer = await self._call("/v1/refunds", msgspec.json.encode(body))
        if status == 200:
            done = _refund(answer)
            return ProviderAnswer("succeeded", done.amount, done.currency, done.reference)
        if status in (404, 409, 422):
            return ProviderAnswer("failed", failure=_code(answer))
        return UNKNOWN

    async def captures(self, since: datetime) -> Sequence[Capture]:
        """Captures after `since`, oldest first; none where the gateway cannot be reached."""
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
        return found

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
        status: Any = "failed" if event.type == "payment.failed" else "succeeded"
        failure = "card_declined" if status == "failed" else None
        answer = ProviderAnswer(status, event.amount, event.currency, event.reference, failure)
        return WebhookEvent(str(event.event_id), event.type, event.payment_id, answer)

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


def _read(answer: bytes) -> ProviderAnswer:
    found = _payment(answer)
    status: Any = found.status
    return ProviderAnswer(status, found.amount, found.currency, found.reference, found.failure)


def _code(answer: bytes) -> str:
    return str(msgspec.json.decode(answer, type=dict[str, Any]).get("code", "refused"))
