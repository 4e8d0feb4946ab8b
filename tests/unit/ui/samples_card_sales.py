"""Samples of gift cards that are bought online."""

import msgspec

from tessera.kit.money import Money
from tessera.web.views.card_sales import BuyCardPage, CardHandOverPage, CardSalePage
from tessera.web.views.cards import BalancePage, ShopForm
from tessera.web.views.orders import AtTheBank
from tessera.web.views.shell import Link, Refusal
from tests.unit.ui.samples import at
from tests.unit.ui.samples_cards import CARDS
from tests.unit.ui.samples_desk import METHODS

VALUES = {
    **dict.fromkeys(("amount", "other", "message", "deliver_on"), ""),
    "name": "Asha Rao",
    "email": "asha@example.org",
    **dict.fromkeys(("recipient_name", "recipient_email"), ""),
}
BUY = BuyCardPage(
    url="/gift-cards/buy/1",
    organization="Regal Cinemas",
    currency="INR",
    amounts=(Money(50_000, "INR"), Money(100_000, "INR"), Money(250_000, "INR")),
    least=Money(50_000, "INR"),
    most=Money(500_000, "INR"),
    values=VALUES,
    today="2026-11-21",
)
BUY_WRONG = msgspec.structs.replace(
    BUY,
    values=VALUES | {"other": "20", "recipient_email": "ravi", "message": "Happy birthday!"},
    problems={
        "amount": "is less or more than this house sells",
        "recipient_name": "must have 1 to 120 printable characters",
        "recipient_email": "This address has no ending such as .com or .in.",
    },
)
TO_PAY = CardSalePage(
    url="/gift-cards/sales/s1",
    organization="Regal Cinemas",
    amount=Money(100_000, "INR"),
    state="choose",
    recipient="Ravi Menon",
    recipient_email="ravi@example.org",
    message="Happy birthday!\nSee you at the pictures.",
    deliver_at=at(8),
    timezone="Asia/Kolkata",
    buy_url="/gift-cards/buy/1",
    methods=METHODS[:3],
)
DECLINED = msgspec.structs.replace(TO_PAY, state="declined")
AT_BANK = msgspec.structs.replace(
    TO_PAY,
    state="processing",
    methods=(),
    at_the_bank=AtTheBank("Stripe", "/gift-cards/sales/s1/payments/p1/go", "/leave"),
    silent=True,
)
WAITING = msgspec.structs.replace(TO_PAY, state="processing", methods=())
PAID = msgspec.structs.replace(TO_PAY, state="paid", methods=(), returnable=True)
USED = msgspec.structs.replace(
    PAID,
    returnable=False,
    delivered=True,
    refusal=Refusal("gift_card_used", "A part of this gift card is used."),
)
BACK = msgspec.structs.replace(PAID, state="back", returnable=False, sent_back=True)
EXPIRED = msgspec.structs.replace(TO_PAY, state="expired", methods=())
HAND_OVER = CardHandOverPage(
    provider="Razorpay",
    organization="Regal Cinemas",
    amount=Money(100_000, "INR"),
    url="https://bank.test/pay",
    fields=(("key", "1"),),
    back="/gift-cards/sales/s1",
)
SHOPS = BalancePage(
    shops=(Link("Regal Cinemas", "/gift-cards/buy/1"), Link("Prithvi Theatre", "/gift-cards/buy/2"))
)
DESK = msgspec.structs.replace(
    CARDS,
    codes=(),
    rows=(
        msgspec.structs.replace(
            CARDS.rows[0],
            how="bought online",
            note="",
            return_url="/organizer/gift-card-sales/1/return",
        ),
        *CARDS.rows[1:],
    ),
    shop=ShopForm(
        {"least": "500.00", "most": "50.00", "enabled": "yes"}, 2, True, "/gift-cards/buy/1"
    ),
    problems={"most": "must not be less than the least"},
)
