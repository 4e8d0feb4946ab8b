"""What an audit tells."""

from collections.abc import Mapping

import msgspec


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One promise: what was counted, how often it is broken, and a few of the places where."""

    id: str
    sentence: str
    counted: Mapping[str, int]
    violations: int = 0
    examples: tuple[str, ...] = ()
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether nothing speaks against it."""
        return self.violations == 0


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise of docs/invariants.md and the queries that prove it.

    `surveys` are names in queries.sql; `patience` is whose interval (`reconcile` or `sweep`) what
    is late may take, as $2 of the close look.
    """

    id: str
    sentence: str
    surveys: tuple[str, ...] = ()
    patience: str = ""
    note: str = ""


PROMISES = (
    Promise(
        id="P1",
        sentence="A place of a show has at most one claim.",
        surveys=("p1_places",),
    ),
    Promise(
        id="P2",
        sentence="Every ticket that opens has one sold claim and one paid line, and the reverse.",
        surveys=("p2_claims_and_tickets", "p2_lines_and_tickets"),
    ),
    Promise(
        id="P3",
        sentence="Captured minus refunded is what the live lines cost; the ledger sums to zero.",
        surveys=("p3_orders", "p3_ledger", "p3_totals"),
    ),
    Promise(
        id="P4",
        sentence="No captured payment stays without a paid order or a refund.",
        surveys=("p4_captured", "p4_unended"),
        patience="reconcile",
    ),
    Promise(
        id="P5",
        sentence="No held or pending claim outlives its deadline by more than a sweep.",
        surveys=("p5_claims",),
        patience="sweep",
    ),
    Promise(
        id="P6",
        sentence="free + held + pending + sold + blocked = capacity.",
        surveys=("p6_places",),
    ),
    Promise(
        id="P7",
        sentence="An offer is never used beyond its limits.",
        surveys=("p7_offers", "p7_amounts"),
    ),
    Promise(
        id="P8",
        sentence="A customer never has more places of a show than its limit allows.",
        surveys=("p8_customers",),
    ),
    Promise(
        id="B1",
        sentence="Invoices and credit notes have no gap, and say what was sold and given back.",
        surveys=("b1_numbers", "b1_sums"),
    ),
    Promise(
        id="B2",
        sentence="The days that statements add up say what the ledger says.",
        surveys=("b2_days",),
    ),
    Promise(
        id="I1",
        sentence="The roll-ups say what the orders say, at every level.",
        surveys=("i1_shows", "i1_levels"),
        note="Shows of which something happened since they were rolled up are left out.",
    ),
    Promise(
        id="G1",
        sentence="A gift card pays what is on it, no more; the books owe what is on all of them.",
        surveys=("g1_cards",),
    ),
    Promise(
        id="E1",
        sentence="What is kept back is kept by an allotment of that show, and left it by an order.",
        surveys=("e1_allotments",),
    ),
    Promise(
        id="W1",
        sentence="Nobody went in before being called, and who went in was counted once.",
        surveys=("w1_admissions",),
    ),
    Promise(
        id="A1",
        sentence="The audit log has no gap, and every line is what was written.",
    ),
)
