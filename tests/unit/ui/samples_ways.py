"""Sample pages of paying by providers: the customer's and the organizer's."""

import msgspec

from tessera.payments.providers.razorpay_events import SUBSCRIBE as RAZORPAY_EVENTS
from tessera.payments.providers.stripe_events import SUBSCRIBE as STRIPE_EVENTS
from tessera.web.views.orders import AtTheBank, HandOverPage, PaymentMethod
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Refusal
from tessera.web.views.ways import ChangeRow, KeyInput, WayCard, WaysPage
from tests.unit.ui.samples import DUNE, NOW, TZ
from tests.unit.ui.samples_desk import BILL, METHODS, PAY

STRIPE = PaymentMethod(
    "stripe:checkout",
    "Card or wallet, with Stripe",
    "You pay on Stripe’s page, and come back here.",
)
RAZORPAY = PaymentMethod(
    "razorpay:checkout",
    "UPI, card or net banking, with Razorpay",
    "You pay on Razorpay’s page, and come back here.",
)
PAY_MIXED = msgspec.structs.replace(
    PAY, methods=(STRIPE, *(msgspec.structs.replace(m, test=True) for m in METHODS[:2]), RAZORPAY)
)
PAY_NO_WAY = msgspec.structs.replace(PAY, methods=())
PAY_LEFT = msgspec.structs.replace(PAY, state="left", methods=(STRIPE, RAZORPAY))
PAY_AT_BANK = msgspec.structs.replace(
    PAY,
    state="processing",
    at_the_bank=AtTheBank("Stripe", "/orders/o1/go", "/orders/o1/leave"),
    refresh_seconds=60,
)
PAY_SILENT = msgspec.structs.replace(PAY_AT_BANK, silent=True)
HAND_OVER = HandOverPage(
    "o1",
    "T7KQ2-9FMH3",
    "Razorpay",
    DUNE,
    BILL,
    "https://api.razorpay.com/v1/checkout/embedded",
    (("order_id", "order_1"),),
)

BASE = "/organizer/organizations/3/payments"
HOOKS = "https://lantern.example/api/v1/webhooks"
WAYS = WaysPage(
    desk=Desk(
        3,
        "Lantern Cinemas",
        (
            Link("Statement", "/organizer/organizations/3/statement"),
            Link("Invoices", "/organizer/organizations/3/invoices"),
            Link("Ways to pay", BASE, current=True),
        ),
    ),
    url=BASE,
    ways=(
        WayCard(
            provider="stripe",
            label="Stripe",
            url=f"{BASE}/stripe",
            enabled=True,
            offered=True,
            has_keys=True,
            keys=(
                KeyInput("secret_key", "Secret key", True, True, "…p7dc"),
                KeyInput("publishable_key", "Publishable key", False, True, "…TYoo"),
                KeyInput("webhook_secret", "Signing secret of the webhook", True, True, "…9fQx"),
            ),
            checked_at=NOW,
            webhook_url=f"{HOOKS}/stripe/3",
            webhook_events=STRIPE_EVENTS,
            down=True,
        ),
        WayCard(
            provider="razorpay",
            label="Razorpay",
            url=f"{BASE}/razorpay",
            enabled=True,
            offered=False,
            trouble="It does not take these keys. Enter them again.",
            has_keys=True,
            keys=(
                KeyInput("key_id", "Key ID", False, True, "…8Kd2", "begins with rzp_"),
                KeyInput("key_secret", "Key secret", True, True, "…Wm3s"),
                KeyInput("webhook_secret", "Secret of the webhook", True, True, "…lant"),
                KeyInput(
                    "refund_speed", "Refund speed: normal or optimum", False, False, "optimum"
                ),
            ),
            webhook_url=f"{HOOKS}/razorpay/3",
            webhook_events=RAZORPAY_EVENTS,
            up=True,
            open=True,
        ),
        WayCard(
            provider="mock",
            label="Test payment",
            url=f"{BASE}/mock",
            enabled=False,
            offered=False,
            up=True,
        ),
    ),
    currencies=(Option("EUR", "EUR – Euro"), Option("INR", "INR – Indian Rupee", True)),
    changes=(
        ChangeRow("switched Razorpay on", "Asha Rao", NOW),
        ChangeRow("entered the keys of Razorpay", "Asha Rao", NOW),
    ),
    timezone=TZ,
)
WAYS_REFUSED = msgspec.structs.replace(
    WAYS,
    ways=WAYS.ways[2:],
    changes=(),
    refusal=Refusal("currency_in_use", "A show in another currency is not over yet."),
)
