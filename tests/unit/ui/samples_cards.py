"""Samples of gift cards."""

from tessera.kit.money import Money
from tessera.web.views.cards import BalancePage, CardMove, CardRow, CardsPage
from tests.unit.ui.samples import at
from tests.unit.ui.samples_offers import DESK


def row(hint: str, state: str, left: int) -> CardRow:
    """A card of 1,000 rupees."""
    return CardRow(
        url="/organizer/gift-cards/1/blocked",
        hint=hint,
        note="Raffle of the school" if state == "works" else "",
        how="given away" if state == "works" else "sold",
        amount=Money(100_000, "INR"),
        balance=Money(left, "INR"),
        state=state,
        expires_at=at(23) if state == "expired" else None,
        issued_at=at(9),
    )


VALUES = {"amount": "", "count": "", "note": "", "how": "", "expires_on": ""}
CARDS = CardsPage(
    desk=DESK,
    url="/organizer/organizations/1/gift-cards",
    rows=(
        row("8WNC", "works", 45_000),
        row("TT4H", "empty", 0),
        row("2P9X", "blocked", 100_000),
        row("K7QM", "expired", 0),
    ),
    words="",
    timezone="Asia/Kolkata",
    currency="INR",
    owed=(Money(145_000, "INR"),),
    may_issue=True,
    values=VALUES,
    codes=("K7QM-2P9X-TT4H-8WNC", "3ABD-KK8W-Q2ZP-J6HT"),
)
CARDS_NONE = CardsPage(
    desk=DESK,
    url="/organizer/organizations/1/gift-cards",
    rows=(),
    words="",
    timezone="Asia/Kolkata",
    currency="INR",
    owed=(),
    may_issue=True,
    values={**VALUES, "amount": "x"},
    problems={"amount": "is not an amount such as 15.50"},
)
BALANCE = BalancePage(
    organization="Regal Cinemas",
    hint="8WNC",
    available=Money(35_000, "INR"),
    balance=Money(45_000, "INR"),
    expires_at=at(23),
    moves=(
        CardMove("Paid an order", Money(-55_000, "INR"), at(20), "T7KQ2-9FMH3"),
        CardMove("Issued", Money(100_000, "INR"), at(9), ""),
    ),
)
BALANCE_WRONG = BalancePage(problem="There is no such gift card for this house.")
