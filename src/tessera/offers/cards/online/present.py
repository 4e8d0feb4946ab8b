"""Sales and shops of cards for programs."""

from collections.abc import Sequence
from typing import Any

from tessera.kit.clock import rfc3339
from tessera.offers.cards.model import Card
from tessera.offers.cards.online.model import CardPayment, CardSale, Shop
from tessera.web.answers import money


def shop_view(shop: Shop) -> dict[str, Any]:
    """What a house sells."""
    return {
        "organization_id": shop.organization_id,
        "organization": shop.organization,
        "enabled": shop.enabled,
        "least": money(shop.least, shop.currency),
        "most": money(shop.most, shop.currency),
        "version": shop.version,
    }


def sale_view(sale: CardSale, payments: Sequence[CardPayment], card: Card | None) -> dict[str, Any]:
    """A sale, for its buyer and its house: never the code, which is its receiver's."""
    return {
        "id": sale.id,
        "organization_id": sale.organization_id,
        "organization": sale.organization,
        "status": sale.status,
        "amount": money(sale.amount, sale.currency),
        "buyer": {"name": sale.buyer_name, "email": sale.buyer_email},
        "recipient": {"name": sale.recipient_name, "email": sale.recipient_email},
        "message": sale.message,
        "deliver_at": rfc3339(sale.deliver_at),
        "expires_at": rfc3339(sale.expires_at),
        "paid_at": rfc3339(sale.paid_at) if sale.paid_at else None,
        "unused": card is not None and unused(card),
        "payments": [payment_view(one) for one in payments],
    }


def payment_view(payment: CardPayment) -> dict[str, Any]:
    """An attempt, and how far its money has gone back."""
    return {
        "id": payment.id,
        "provider": payment.provider,
        "method": payment.method,
        "status": payment.status,
        "amount": money(payment.amount, payment.currency),
        "refund": payment.refund,
    }


def unused(card: Card) -> bool:
    """Whether it can be given back."""
    return card.balance == card.amount and not card.held and not card.blocked
