"""From a draft to a seat plan that shows can use."""

from typing import NamedTuple

from tessera.kit.database import Tx
from tessera.kit.versions import still
from tessera.venues.change import change_hall
from tessera.venues.drafts.keep import check_hall, document_of, read_draft, sql
from tessera.venues.drafts.model import Draft, Publication
from tessera.venues.enter import enter_seat_plan
from tessera.venues.find import read_hall, read_venue
from tessera.venues.model import HallChange, SeatPlanInfo
from tessera.venues.plan.check import check


class Published(NamedTuple):
    """The draft and the plan that came of it."""

    draft: Draft
    plan: SeatPlanInfo


async def publish_draft(tx: Tx, draft_id: int, wanted: Publication) -> Published:
    """Keep a draft as the next version of its name, and give it to its hall.

    Shows that exist keep the plan that they were planned with, until somebody decides otherwise for
    each. Raises `Invalid` with all that is wrong with the plan, and `Refused(changed_meanwhile)`.
    """
    draft = await read_draft(tx, draft_id, lock=True)
    still(draft, wanted.version)
    await check_hall(tx, draft.organization_id, wanted.hall_id)
    plan = check((await document_of(tx, draft_id)).encode())
    info = await enter_seat_plan(tx, draft.organization_id, plan)
    await tx.fetch(sql["published"], draft_id, info.id, wanted.hall_id)
    draft = await read_draft(tx, draft_id)
    if draft.hall_id is not None:
        hall = await read_hall(tx, draft.hall_id)
        venue = await read_venue(tx, hall.venue_id)
        await change_hall(tx, hall, HallChange(seat_plan_id=info.id), venue=venue)
    return Published(draft, info)
