"""Places that the demo's promoters keep back of their next evenings: press, guests, the counter."""

from collections.abc import Sequence

from tessera.allotments.keep import enter_allotment
from tessera.allotments.model import NewAllotment, Purpose
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.shows.model import SELLING, ForSale

KEPT = (
    NewAllotment(
        purpose=Purpose.PRESS,
        name="Press, first night",
        quantity=4,
        note="Names come by Thursday.",
        release_minutes=120,
    ),
    NewAllotment(purpose=Purpose.HOUSE, name="Guests of the band", quantity=2),
    NewAllotment(purpose=Purpose.BOX_OFFICE, name="At the counter", quantity=6, release_minutes=30),
)
SHOWS = 2


async def keep_some(tx: Tx, evenings: Sequence[ForSale]) -> int:
    """Keep places of the next evenings that still sell; answers how many allotments were made."""
    made = 0
    coming = {e.show.id: e for e in evenings if e.show.status in SELLING}
    for evening in sorted(coming.values(), key=lambda e: (e.show.starts_at, e.show.id))[:SHOWS]:
        for new in KEPT:
            try:
                await enter_allotment(tx, evening, new)
            except Refused:
                continue  # Sold out: there is nothing to keep.
            made += 1
    return made
