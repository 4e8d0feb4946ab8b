"""The gateway's own page in the browser: pay, decline, or leave; then back to the shop."""

from collections.abc import Awaitable, Callable, MutableMapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qs
from uuid import UUID

from jinja2 import Environment, FileSystemLoader

from tessera.kit.money import Money
from tessera.payments.gateway.books import Payment
from tessera.payments.gateway.model import Choice, RefusedByGateway
from tessera.payments.gateway.service import Gateway

PAGES = "/pay/"
FORM_BYTES_MAX = 1000
HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # No form-action: Chromium holds it against the redirect back to the shop as well.
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"referrer-policy", b"no-referrer"),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def page_of(payment: Payment) -> str | None:
    """The path of an open payment's page. Its reference makes it unguessable."""
    if payment.status != "open":
        return None
    return f"{PAGES}{payment.payment_id}/{payment.reference}"


class Pages:
    """Serves `GET` and `POST /pay/{payment_id}/{reference}`, as bare ASGI."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        loader = FileSystemLoader(Path(__file__).parent)
        self._page = Environment(loader=loader, autoescape=True).get_template("page.html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the page, or take what was pressed on it."""
        try:
            payment_id, _, reference = scope["path"].removeprefix(PAGES).partition("/")
            choice: Choice = "leave"
            if scope["method"] == "POST":
                choice = _choice(await _form(receive))
            payment = self._gateway.decide(UUID(payment_id), reference, choice)
        except (RefusedByGateway, ValueError):
            await _send(send, 404, b"There is no such page.")
            return
        if scope["method"] == "POST" or payment.status != "open":
            await _send(send, 303, b"", location=payment.return_url)
            return
        amount: Decimal = Money(payment.amount, payment.currency).decimal()
        body = self._page.render(amount=amount, currency=payment.currency, path=scope["path"])
        await _send(send, 200, body.encode())


def _choice(form: bytes) -> Choice:
    [choice] = parse_qs(form.decode()).get("choice", ["leave"])
    if choice not in get_args(Choice):
        raise ValueError("no such button")
    return choice  # type: ignore[return-value]


async def _form(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > FORM_BYTES_MAX:
            raise ValueError("too large")
        if not message.get("more_body") or message["type"] == "http.disconnect":
            return body


async def _send(send: Send, status: int, body: bytes, location: str = "") -> None:
    headers = [*HEADERS, (b"content-length", str(len(body)).encode())]
    if location:
        headers.append((b"location", location.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
