"""Cancel several shows in one act: look at what it means, begin all, watch them.

Each show goes the way of a single one (cancel_show.py): its own saga, resumable, refunds as jobs.
One transaction begins them all, so a process that dies has begun none or every one; what cannot be
cancelled any more is named and keeps the others from nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.trail import note_named
from tessera.orders.cancel_show import begin, checked_reason
from tessera.orders.model import CancelRefusal
from tessera.orders.read import sql

SHOWS_MAX = 200
ShowIds = Annotated[tuple[int, ...], Meta(min_length=1, max_length=SHOWS_MAX)]


class Doomed(msgspec.Struct, frozen=True, kw_only=True):
    """A show that would be cancelled: who has paid and how much goes back, in minor units."""

    show_id: int
    title: str
    starts_at: datetime
    timezone: str
    venue: str
    hall: str
    status: str
    currency: str
    orders: int
    amount: int
    possible: bool


class CancelledShow(msgspec.Struct, frozen=True, kw_only=True):
    """How far one show of a run has come."""

    show_id: int
    title: str
    starts_at: datetime
    timezone: str
    currency: str
    orders: int
    sent: int
    failed: int
    amount: int
    done: bool


class CancellationRun(msgspec.Struct, frozen=True, kw_only=True):
    """Several shows cancelled by one act."""

    id: int
    organization_id: int
    reason: str
    made_at: datetime
    shows: tuple[CancelledShow, ...]
    refused: tuple[int, ...]

    @property
    def done(self) -> bool:
        """Whether everybody of every show has their money back."""
        return all(show.done for show in self.shows)


async def foresee(connection: Any, organization_id: int, show_ids: Sequence[int]) -> list[Doomed]:
    """What cancelling these shows would mean. Raises `Invalid` naming those that are not there."""
    rows = await connection.fetch(sql["doomed_shows"], organization_id, list(show_ids))
    known = {row["show_id"] for row in rows}
    problems = [
        Problem(f"show_ids[{n}]", f"there is no show {show_id} of yours")
        for n, show_id in enumerate(show_ids)
        if show_id not in known
    ]
    if problems:
        raise Invalid(problems)
    return [Doomed(**dict(row)) for row in rows]


async def begin_many(
    tx: Tx, organization_id: int, show_ids: Sequence[int], *, account_id: UUID, reason: str
) -> int:
    """Begin to cancel all of them; answers the number of the run. Raises `Invalid`, and
    `Refused(show_not_cancellable)` where not one of them can be."""
    reason = checked_reason(reason)
    await foresee(tx, organization_id, show_ids)
    begun: list[int] = []
    refused: list[int] = []
    for show_id in sorted(set(show_ids)):
        try:
            await begin(tx, show_id, account_id=account_id, reason=reason)
            begun.append(show_id)
        except Refused:
            refused.append(show_id)
    if not begun:
        raise Refused(CancelRefusal.SHOW_NOT_CANCELLABLE)
    row = await tx.fetch_one(sql["enter_run"], organization_id, reason, begun, refused)
    assert row is not None, "an insert that returns has a row"
    await note_named(
        tx,
        "shows.cancelled",
        subject=("cancellation_run", row["id"]),
        organization_id=organization_id,
        after={"shows": begun, "refused": refused},
        reason=reason,
    )
    run_id: int = row["id"]
    return run_id


async def read_run(connection: Any, run_id: int) -> CancellationRun:
    """How far a run has come. Raises `NotFound`."""
    rows = await connection.fetch(sql["run"], run_id)
    if not rows:
        raise NotFound("cancellation run")
    shows = await connection.fetch(sql["run_shows"], list(rows[0]["show_ids"]))
    return CancellationRun(
        id=run_id,
        organization_id=rows[0]["organization_id"],
        reason=rows[0]["reason"],
        made_at=rows[0]["made_at"],
        refused=tuple(rows[0]["refused"]),
        shows=tuple(CancelledShow(**dict(row)) for row in shows),
    )
