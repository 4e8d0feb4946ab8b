"""The ways to pay as a customer reads them, and where an order stands with paying."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from tessera.orders.model import Order, OrderStatus
from tessera.payments.providers.catalogue import KINDS, asks_customer
from tessera.web.present import N_
from tessera.web.views.orders import AtTheBank, PaymentMethod

Say = Callable[[str], str]
State = Literal["choose", "processing", "declined", "left", "expired"]

MOCK_METHODS = (
    ("tok_success", N_("Card that works"), N_("The bank says yes at once.")),
    ("tok_decline", N_("Card that is declined"), N_("Nothing is charged; you may try again.")),
    ("tok_slow", N_("Slow bank, then yes"), N_("The answer comes after about two seconds.")),
    ("tok_slow_decline", N_("Slow bank, then no"), N_("Declined after about two seconds.")),
    ("tok_timeout", N_("Bank that never answers"), N_("Given up by the reconciler in a minute.")),
    ("tok_lost", N_("Charged, but the answer is lost"), N_("Found by the reconciler.")),
    ("tok_instant", N_("Paid at once"), N_("No bank is asked: this process says yes itself.")),
    ("tok_hosted", N_("On the bank’s own page"), N_("You decide there how it ends.")),
)
METHODS = {
    "mock": MOCK_METHODS,
    "free": (("free", N_("Nothing to pay"), N_("The places are yours at one press.")),),
    "stripe": (
        (
            "checkout",
            N_("Card or wallet, with Stripe"),
            N_("You pay on Stripe’s page, and come back here."),
        ),
    ),
    "razorpay": (
        (
            "checkout",
            N_("UPI, card or net banking, with Razorpay"),
            N_("You pay on Razorpay’s page, and come back here."),
        ),
    ),
}


def methods_of(providers: Sequence[str], speak: Say) -> tuple[PaymentMethod, ...]:
    """What can be chosen, in the organization's order."""
    return tuple(
        PaymentMethod(f"{name}:{method}", speak(label), speak(hint), name == "mock")
        for name in providers
        for method, label, hint in METHODS[name]
    )


def state_of(order: Order, now: datetime) -> State:
    """Where an order that is not paid stands with paying."""
    if any(p.status in ("created", "processing") for p in order.payments):
        return "processing"
    if order.status is not OrderStatus.PENDING or order.expires_at <= now:
        return "expired"
    last = order.payments[-1] if order.payments else None
    if last is None or last.status != "failed":
        return "choose"
    return "left" if last.failure == "left" else "declined"


def at_the_bank(order: Order, speak: Say) -> AtTheBank | None:
    """The attempt whose customer is on a provider's page; they may go there again, or leave it."""
    for attempt in order.payments:
        live = attempt.status in ("created", "processing")
        if live and asks_customer(attempt.provider, attempt.method):
            base = f"/orders/{order.id}/payments/{attempt.id}"
            return AtTheBank(speak(KINDS[attempt.provider].label), f"{base}/go", f"{base}/leave")
    return None
