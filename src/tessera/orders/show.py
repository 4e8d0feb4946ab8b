"""Orders as the REST interface shows them."""

from collections.abc import Sequence
from typing import Any

from tessera.kit.clock import rfc3339
from tessera.orders.model import Line, Order
from tessera.orders.quote import Quote
from tessera.orders.replacement.model import Replacement
from tessera.tickets.codes import TicketClaim, TicketCodes
from tessera.tickets.read import typed_code
from tessera.web.answers import money


def line_view(line: Line, currency: str) -> dict[str, Any]:
    """A line with its price split up."""
    return {
        "n": line.n,
        "place": line.place,
        "label": line.label,
        "category": line.category,
        "face": money(line.face, currency),
        "fee": money(line.fee, currency),
        "tax": money(line.tax, currency),
        "price": money(line.total, currency),
        "status": "refunded" if line.refund_id else "live",
        "kept": money(line.kept, currency),
    }


def line_views(lines: Sequence[Line], currency: str) -> list[dict[str, Any]]:
    """All lines of an order."""
    return [line_view(line, currency) for line in lines]


def order_view(order: Order, codes: TicketCodes | None) -> dict[str, Any]:
    """An order with its lines, payments, refunds and tickets; these without their codes where
    nobody signs them."""
    return {
        "id": order.id,
        "reference": order.reference,
        "show_id": order.show_id,
        "status": order.status,
        "buyer": {"name": order.buyer_name, "email": order.buyer_email},
        "lines": order.written or line_views(order.lines, order.currency),
        "total": money(order.total, order.currency),
        "credit": money(order.credit, order.currency),
        "currency": order.currency,
        "created_at": rfc3339(order.created_at),
        "expires_at": rfc3339(order.expires_at),
        "paid_at": rfc3339(order.paid_at) if order.paid_at else None,
        "payments": [
            {
                "id": payment.id,
                "provider": payment.provider,
                "method": payment.method,
                "status": payment.status,
                "amount": money(payment.amount, order.currency),
                "ended_at": rfc3339(payment.ended_at) if payment.ended_at else None,
                "failure": payment.failure,
            }
            for payment in order.payments
        ],
        "refunds": [
            {
                "id": refund.id,
                "status": refund.status,
                "amount": money(refund.amount, order.currency),
                "reason": refund.reason,
                "created_at": rfc3339(refund.created_at),
            }
            for refund in order.refunds
        ],
        "tickets": ticket_views(order, codes),
    }


def ticket_views(order: Order, codes: TicketCodes | None) -> list[dict[str, Any]]:
    """The order's tickets, with their codes where somebody signs them."""
    lines = {line.n: line for line in order.lines}
    views = []
    for ticket in order.tickets:
        line = lines[ticket.n]
        view = {
            "id": ticket.id,
            "label": line.label,
            "category": line.category,
            "typed_code": typed_code(order.reference, ticket.n),
            "status": ticket.status,
        }
        if codes is not None:
            claim = TicketClaim(ticket.id, order.show_id, line.place, ticket.serial)
            view["code"] = codes.sign(claim)
        views.append(view)
    return views


def replacement_view(found: Replacement) -> dict[str, Any]:
    """The places kept for late money, as the REST interface shows them."""
    return {
        "status": found.status,
        "until": rfc3339(found.until),
        "places": [{"n": p.n, "place": p.place, "label": p.label} for p in found.places],
    }


def quote_view(quoted: Quote) -> dict[str, Any]:
    """A quote as the REST interface shows it."""
    grant, currency = quoted.grant, quoted.currency
    return {
        "cancellable": grant is not None,
        "reason": grant.reason if grant else "not_cancellable",
        "until": rfc3339(grant.until) if grant and grant.until else None,
        "refund": money(quoted.refund, currency),
        "kept": money(quoted.kept, currency),
        "lines": [
            {
                "n": back.line.n,
                "label": back.line.label,
                "price": money(back.line.total, currency),
                "face": money(back.face, currency),
                "fee": money(back.fee, currency),
                "tax": money(back.tax, currency),
                "refund": money(back.total, currency),
                "kept": money(back.kept, currency),
            }
            for back in quoted.lines
        ],
    }
