"""What the demo's promoters do beside selling: places kept back, a series of matinees."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tessera.allotments.keep import enter_allotment
from tessera.allotments.model import NewAllotment, Purpose
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.operations.demo.events import EVENTS
from tessera.operations.demo.schedule import House
from tessera.shows.model import SELLING, ForSale, SaleWindow
from tessera.shows.series.make import make_series
from tessera.shows.series.model import NewSeries, Shared
from tessera.shows.stage import set_stage

MATINEES = "Sunday matinees"
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


async def run_some(tx: Tx, house: House, now: datetime) -> int:
    """Four Sunday matinees on the first stage that is no cinema; answers how many were planned."""
    stages = [stage for stage in house.stages if not stage.is_cinema]
    if not stages or not house.events:
        return 0
    where = stages[0]
    title_id = next(
        (house.titles[e.name] for e in EVENTS if e.venue == where.venue and e.name in house.titles),
        house.events[0],
    )
    stage = await set_stage(tx, title_id=title_id, hall_id=where.hall_id, seat_plan_id=None)
    new = NewSeries(
        name=MATINEES,
        title_id=title_id,
        hall_id=where.hall_id,
        starts_on=now.astimezone(where.timezone).date() + timedelta(days=14),
        starts_time=time(11),
        rule="FREQ=WEEKLY;BYDAY=SU;COUNT=4",
        shared=Shared(
            prices=where.prices,
            sale_opens_days=60,
            places_per_customer_max=6,
            windows=(
                SaleWindow(
                    name="Presale for members",
                    opens_at=now - timedelta(days=60),
                    closes_at=now + timedelta(days=3),
                    code=True,
                ),
                SaleWindow(
                    name="Everybody",
                    opens_at=now + timedelta(days=3),
                    closes_at=now + timedelta(days=400),
                ),
            ),
            publish=True,
        ),
    )
    try:
        _, made = await make_series(tx, stage, new, now=now)
    except Refused:
        return 0  # The stage is taken on all of them.
    return len(made.show_ids)


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
