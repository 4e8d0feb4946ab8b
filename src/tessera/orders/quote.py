"""Quote a cancellation: which lines, what comes back for each, and why."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.orders import rules
from tessera.orders.model import FULFILLED, Grant, Line, LineBack, Order, Override, RefundReason
from tessera.shows.model import Show
from tessera.shows.sheets import read_sheet

sql = named.beside(__file__)


class Quote(msgspec.Struct, frozen=True):
    """What comes back for some lines of an order. Without a `grant` it cannot be cancelled."""

    currency: str
    grant: Grant | None
    lines: tuple[LineBack, ...]

    @property
    def refund(self) -> int:
        """What goes back, in minor units."""
        return sum(line.total for line in self.lines)

    @property
    def kept(self) -> int:
        """What stays."""
        return sum(line.kept for line in self.lines)


async def quote(
    tx: Tx, order: Order, show: Show, *, lines: Sequence[int] | None, now: datetime
) -> Quote:
    """What the policy gives for `lines` (numbers; None means all that live) at `now`.

    Raises `Invalid` for lines that are not there.
    """
    chosen = chosen_lines(order, lines)
    grant = rules.grant_at(show, now) if chosen and rules.may_cancel(order, show, now) else None
    if chosen and order.status in FULFILLED and await _moved(tx, order):
        # Who bought something else than this may have everything back until it begins.
        grant = rules.grant_moved(show, now) or grant
    return await quote_by(tx, order, chosen, grant=grant)


async def _moved(tx: Tx, order: Order) -> bool:
    """Whether the show has moved and the customer has not said to keep the new places."""
    return await tx.fetch_one(sql["undecided_move"], order.id) is not None


async def quote_by(tx: Tx, order: Order, lines: Sequence[Line], *, grant: Grant | None) -> Quote:
    """What a grant gives for these lines."""
    sheet = await read_sheet(tx, order.show_id, order.show_version) if grant else {}
    given = grant or Grant(RefundReason.LATER, 0, fee_returned=False)
    back = (rules.line_back(line, given, rules.fee_tax_of(line, sheet)) for line in lines)
    return Quote(order.currency, grant, tuple(back))


def override_grant(override: Override) -> Grant:
    """The grant of an organizer's own decision."""
    return Grant(RefundReason.OVERRIDE, override.basis_points, override.fee_returned)


def chosen_lines(order: Order, lines: Sequence[int] | None) -> list[Line]:
    """The lines that are meant. Raises `Invalid` naming each that is not there or named twice."""
    living = {line.n: line for line in order.lines if line.refund_id is None}
    if lines is None:
        return list(living.values())
    problems = [
        Problem(f"lines[{index}]", f"there is no line {n} to cancel")
        for index, n in enumerate(lines)
        if n not in living
    ]
    if len(set(lines)) != len(lines):
        problems.append(Problem("lines", "names a line twice"))
    if not lines:
        problems.append(Problem("lines", "names no line"))
    if problems:
        raise Invalid(problems)
    return [living[n] for n in lines]
