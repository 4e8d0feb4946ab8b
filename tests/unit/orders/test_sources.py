"""By which payments money goes back."""

from uuid import UUID

from tessera.orders.rules import sources

MONEY, CARD = UUID(int=1), UUID(int=2)


def test_money_goes_back_first_and_then_onto_the_card() -> None:
    """Each gets no more than is left of it; a part that is covered asks nothing of the card."""
    captured = [(MONEY, 400), (CARD, 600)]

    assert sources(300, captured) == {MONEY: 300}
    assert sources(1000, captured) == {MONEY: 400, CARD: 600}
    assert sources(500, [(MONEY, 0), (CARD, 600)]) == {CARD: 500}


def test_what_nothing_is_left_for_is_asked_of_the_first() -> None:
    """Its provider refuses what it never took, and the refund stays owed."""
    assert sources(500, [(MONEY, 400)]) == {MONEY: 500}
    assert sources(50, [(MONEY, 0)]) == {MONEY: 50}
