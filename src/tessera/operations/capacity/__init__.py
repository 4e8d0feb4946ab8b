"""What an on-sale needs, from what was measured.

    model.py     the costs of a purchase, a sale as it is wished for, what it needs
    rules.py     the formulas, pure
    figures.py   the costs as `make bench` wrote them
    simulate.py  the sale, event by event

The formulas, with their figures: docs/capacity.md
"""
