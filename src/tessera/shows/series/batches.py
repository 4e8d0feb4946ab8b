"""What one act has planned, kept so that it can be undone while nothing of it is sold."""

from collections.abc import Sequence
from uuid import UUID

from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import note_named
from tessera.orders import cancel_show
from tessera.shows.model import ShowStatus
from tessera.shows.series.model import Batch
from tessera.shows.series.read import read_batch, sql
from tessera.venues.model import Venue

UNDONE = "Undone"
GONE = frozenset({ShowStatus.CANCELLED, ShowStatus.COMPLETED, ShowStatus.RUNNING})


async def keep_batch(
    tx: Tx,
    venue: Venue,
    show_ids: Sequence[int],
    *,
    kind: str,
    series_id: int | None = None,
) -> int | None:
    """Remember what an act has planned; None where that is nothing."""
    if not show_ids:
        return None
    row = await tx.fetch_one(sql["enter_batch"], venue.organization_id, venue.id, series_id, kind)
    assert row is not None, "an insert that returns has a row"
    await tx.fetch(sql["fill_batch"], row["id"], list(show_ids))
    batch_id: int = row["id"]
    return batch_id


async def undo_batch(tx: Tx, batch_id: int, *, account_id: UUID) -> Batch:
    """Take all of a batch out again: drafts go, what is published is cancelled, for somebody may be
    on its page with places in a basket; the cancellation refunds even an order that is under way.

    Raises `Refused(nothing_to_undo)`, and `Refused(show_has_sales)` naming the first show of which
    somebody has something.
    """
    if await tx.fetch_one(sql["batch_locked"], batch_id) is None:
        raise Refused("nothing_to_undo")
    rows = await tx.fetch(sql["batch_shows"], batch_id)
    rows = [row for row in rows if row["status"] not in GONE]
    if not rows:
        raise Refused("nothing_to_undo")
    if sold := next((row for row in rows if row["wanted"]), None):
        show = {"id": sold["id"], "name": sold["name"], "starts_at": sold["starts_at"]}
        raise Refused("show_has_sales", show=show)
    drafts = [row["id"] for row in rows if row["status"] == ShowStatus.DRAFT]
    await tx.fetch(sql["remove_drafts"], drafts)
    for row in rows:
        if row["status"] != ShowStatus.DRAFT:
            await cancel_show.begin(tx, row["id"], account_id=account_id, reason=UNDONE)
    await tx.fetch(sql["undone"], batch_id)
    batch = await read_batch(tx, batch_id)
    await note_named(
        tx,
        "show_batch.undone",
        subject=("show_batch", batch_id),
        organization_id=batch.organization_id,
        after={"shows": [row["id"] for row in rows]},
    )
    return batch
