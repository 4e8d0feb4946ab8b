"""Read the last quarter of an hour, of all processes together."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.operations.jobs.read import summarize
from tessera.operations.live.model import (
    BIN_SECONDS,
    SLOT_SECONDS,
    SPAN_SECONDS,
    LiveSale,
    Moment,
    People,
    Sum,
    Told,
)
from tessera.services import Services
from tessera.waiting_room.standings import courses

sql = named.beside(__file__)

BIN = timedelta(seconds=BIN_SECONDS)
SPAN = timedelta(seconds=SPAN_SECONDS)
NOW = timedelta(seconds=4 * SLOT_SECONDS)
"""What counts as now: long enough that each process has told something of it."""

_decode = msgspec.json.Decoder(Told).decode


async def live_sale(services: Services, *, show_id: int | None = None) -> LiveSale:
    """The sale of all shows, or of one. Times and refusals are of all shows either way."""
    async with services.db.transaction() as tx:
        clock = await tx.fetch_one(sql["now"], BIN)
        rows = await tx.fetch(sql["moments"], BIN, SPAN)
        people = await courses(tx.raw, BIN, SPAN, show_id=show_id)
        summary = await summarize(tx)
    assert clock is not None, "it has one row"
    bins, lately = _summed(rows, clock["now"], show_id)
    return LiveSale(
        at=clock["now"],
        show_id=show_id,
        processes=len(lately.streams),
        moments=_moments(bins, clock["bin"]),
        people=[People(**dict(row)) for row in people],
        refusals=dict(sorted(lately.refusals.items(), key=lambda item: -item[1])),
        queue_ages={
            each.name.value: max(0.0, (summary.at - each.oldest_waiting_at).total_seconds())
            if each.oldest_waiting_at
            else 0.0
            for each in summary.queues
        },
        p50=lately.quantiles(0.5),
        p99=lately.quantiles(0.99),
    )


def _summed(rows: list[Any], now: datetime, show_id: int | None) -> tuple[dict[datetime, Sum], Sum]:
    """Each bin, and the last minute of them together."""
    show = None if show_id is None else str(show_id)
    bins: dict[datetime, Sum] = {}
    lately = Sum()
    for row in rows:
        told = _decode(row["figures"])
        bins.setdefault(row["bin"], Sum()).add(row["process"], told, show)
        if row["at"] >= now - 3 * NOW:
            lately.add(row["process"], told, show)
    return bins, lately


def _moments(bins: dict[datetime, Sum], last: datetime) -> list[Moment]:
    count = SPAN_SECONDS // BIN_SECONDS
    ends = [last - n * BIN for n in range(count - 1, -1, -1)]
    empty = Sum()
    return [bins.get(at, empty).moment(at) for at in ends]
