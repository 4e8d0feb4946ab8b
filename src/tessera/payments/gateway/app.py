"""The gateway over HTTP, as a bare ASGI application: an on-sale sends it thousands a second.

POST /v1/payments                 take money            GET /v1/payments/{payment_id}
POST /v1/payments/{id}/cancellation  close its page     GET /v1/captures?since=&cursor=&limit=
POST /v1/refunds                  give it back          GET /v1/health
POST /v1/disputes                 a customer disputes   POST /v1/disputes/{id}/verdict   the bank
GET  /v1/books                    totals, for tests     GET, POST /pay/{id}/{reference}  its page
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec

from tessera.payments.gateway.books import Payment
from tessera.payments.gateway.model import (
    Answered,
    DisputeRequest,
    PaymentRequest,
    RefundRequest,
    RefusedByGateway,
    Silence,
    Verdict,
)
from tessera.payments.gateway.pages import PAGES, Pages, page_of
from tessera.payments.gateway.service import Gateway

BODY_BYTES_MAX = 10_000
PAGE_MAX = 1000
PAYMENTS = "/v1/payments/"
CANCELLATION = "/cancellation"
DISPUTES = "/v1/disputes/"
VERDICT = "/verdict"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class PaymentAnswer(msgspec.Struct, frozen=True):
    """A payment as callers see it."""

    payment_id: UUID
    reference: str
    status: str
    amount: int
    currency: str
    failure: str | None = None
    page: str | None = None
    """Where its customer decides, as a path of this gateway."""


class RefundAnswer(msgspec.Struct, frozen=True):
    """A refund as callers see it."""

    refund_id: UUID
    payment_id: UUID
    reference: str
    amount: int
    currency: str
    status: str = "succeeded"


class CaptureAnswer(msgspec.Struct, frozen=True):
    """Money taken, in a list."""

    payment_id: UUID
    order_id: UUID
    reference: str
    amount: int
    currency: str
    captured_at: datetime


class CapturePage(msgspec.Struct, frozen=True):
    """A part of the list; `next_cursor` asks for the rest."""

    items: list[CaptureAnswer]
    next_cursor: str | None


_encode = msgspec.json.Encoder().encode
_payment_request = msgspec.json.Decoder(PaymentRequest).decode
_dispute_request = msgspec.json.Decoder(DisputeRequest).decode
_verdict = msgspec.json.Decoder(Verdict).decode
_refund_request = msgspec.json.Decoder(RefundRequest).decode


class GatewayApp:
    """An ASGI application on one `Gateway`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pages = Pages(gateway)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith(PAGES):
            await self._pages(scope, receive, send)
            return
        try:
            body = await _body(receive) if scope["method"] == "POST" else b""
            answer, status = self._answer(scope, body), 200
            if isinstance(answer, Answered):
                answer = await _in_time(answer)
        except Silence as silence:
            await asyncio.sleep(silence.seconds)
            await _cut(send)
            return
        except RefusedByGateway as refused:
            answer, status = {"code": refused.code, "detail": refused.detail}, refused.status
        except (msgspec.DecodeError, ValueError) as error:
            answer, status = {"code": "malformed", "detail": str(error)}, 422
        await _send(send, status, _encode(answer))

    def _answer(self, scope: Scope, body: bytes) -> Any:
        path: str = scope["path"]
        match scope["method"], path:
            case "POST", "/v1/payments":
                return self._gateway.pay(_payment_request(body))
            case "POST", "/v1/refunds":
                return self._refund(body)
            case "POST", "/v1/disputes":
                return self._gateway.disputes.open(_dispute_request(body))
            case "POST", _ if path.startswith(DISPUTES) and path.endswith(VERDICT):
                dispute_id = path.removeprefix(DISPUTES).removesuffix(VERDICT)
                return self._gateway.disputes.end(dispute_id, won=_verdict(body).won)
            case "GET", "/v1/captures":
                return self._captures(parse_qs(scope["query_string"].decode()))
            case "GET", "/v1/books":
                return self._gateway.books.totals()
            case "GET", "/v1/health":
                return {"status": "ok"}
            case "POST", _ if path.startswith(PAYMENTS) and path.endswith(CANCELLATION):
                payment_id = path.removeprefix(PAYMENTS).removesuffix(CANCELLATION)
                return _shown(self._gateway.cancel(UUID(payment_id)))
            case "GET", _ if path.startswith(PAYMENTS):
                return _shown(self._gateway.find(UUID(path.removeprefix(PAYMENTS))))
        raise RefusedByGateway(404, "no_such_address")

    def _refund(self, body: bytes) -> RefundAnswer:
        refund = self._gateway.refund(_refund_request(body))
        return RefundAnswer(
            refund.refund_id, refund.payment_id, refund.reference, refund.amount, refund.currency
        )

    def _captures(self, query: dict[str, list[str]]) -> CapturePage:
        since = query.get("since", ["1970-01-01T00:00:00Z"])[0]
        skip = max(0, int(query.get("cursor", ["0"])[0]))
        limit = min(PAGE_MAX, max(1, int(query.get("limit", ["100"])[0])))
        found = self._gateway.captures(
            msgspec.convert(since, datetime).astimezone(UTC), skip, limit
        )
        items = [
            CaptureAnswer(p.payment_id, p.order_id, p.reference, p.amount, p.currency, p.at)
            for p in found
        ]
        return CapturePage(items, str(skip + limit) if len(items) == limit else None)


async def _in_time(answered: Answered) -> PaymentAnswer:
    if answered.after_seconds:
        await asyncio.sleep(answered.after_seconds)
    if answered.lost:
        raise Silence(0)
    return _shown(answered.payment)


def _shown(payment: Payment) -> PaymentAnswer:
    return PaymentAnswer(
        payment.payment_id,
        payment.reference,
        payment.status,
        payment.amount,
        payment.currency,
        payment.failure,
        page_of(payment),
    )


async def _body(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            raise RefusedByGateway(413, "too_large")
        if not message.get("more_body") or message["type"] == "http.disconnect":
            return body


async def _send(send: Send, status: int, body: bytes) -> None:
    size = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", size)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    """Leave the caller without an answer: promise a body, send none of it, close."""
    headers = [(b"content-length", b"1000"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": True})
