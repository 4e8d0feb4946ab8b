"""Pure decisions about sales windows: what is on sale now, to whom, and what a window may be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tessera.claims.model import HoldRefusal
from tessera.kit.errors import Problem
from tessera.shows.model import SaleWindow
from tessera.shows.stage import Stage


def refuse_window(
    windows: Sequence[SaleWindow], categories: Iterable[str], now: datetime, *, coded: bool
) -> HoldRefusal | None:
    """Why places of these categories cannot be held at `now`, or None.

    A category that no window names sells as the show does; of several windows one that is open is
    enough. Where only a code is missing, that is what is said.
    """
    refusal = None
    for category in categories:
        named = [w for w in windows if not w.categories or category in w.categories]
        open_ = [w for w in named if w.opens_at <= now < w.closes_at]
        if not named or any(coded or not w.code for w in open_):
            continue
        if not open_:
            return HoldRefusal.WINDOW_SHUT
        refusal = HoldRefusal.CODE_REQUIRED
    return refusal


def next_opening(windows: Sequence[SaleWindow], now: datetime) -> SaleWindow | None:
    """The window that opens next."""
    coming = [w for w in windows if w.opens_at > now]
    return min(coming, key=lambda w: w.opens_at, default=None)


def problems_of_windows(
    windows: Sequence[SaleWindow], stage: Stage, fields: Mapping[str, Any]
) -> list[Problem]:
    """Everything that keeps windows from being like this."""
    problems = []
    for n, window in enumerate(windows):
        path = f"windows[{n}]"
        if window.closes_at <= window.opens_at:
            problems.append(Problem(f"{path}.closes_at", "must lie after opens_at"))
        if window.opens_at < fields["sales_open_at"]:
            problems.append(Problem(f"{path}.opens_at", "must not lie before the sale of the show"))
        if window.closes_at > fields["sales_close_at"]:
            problems.append(Problem(f"{path}.closes_at", "must not lie after the sale of the show"))
        unknown = [c for c in window.categories if c not in stage.plan.categories]
        if unknown:
            message = f"the seat plan has {', '.join(stage.plan.categories)}"
            problems.append(Problem(f"{path}.categories", message))
    return problems
