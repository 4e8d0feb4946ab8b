"""Keep places out of the sale, and let them go again.

A kept place is a blocked claim (P1): buyers and the organizer meet at the same primary key, and
whoever commits first has the place. The sale pays nothing for it.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tessera.allotments import rules
from tessera.allotments.model import (
    Allotment,
    AllotmentChange,
    AllotmentRefusal,
    NewAllotment,
)
from tessera.allotments.read import read_allotment, sql
from tessera.claims.model import HoldRefusal
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.trail import Who, note, note_named
from tessera.kit.versions import still
from tessera.shows.model import ForSale

TRIES_MAX = 4
"""Proposals that may lose against buyers before we say so."""


async def enter_allotment(tx: Tx, for_sale: ForSale, new: NewAllotment) -> Allotment:
    """Take places out of the sale, all or none. Raises `Invalid`, `Refused(show_over)`,
    `Refused(place_taken)` naming those that somebody has, `Refused(not_enough_places)`."""
    show = for_sale.show
    if show.status in rules.OVER:
        raise Refused(AllotmentRefusal.SHOW_OVER)
    problems = rules.problems_of(new, for_sale)
    if new.key_id and not await tx.fetch_one(sql["own_key"], new.key_id, show.organization_id):
        problems.append(Problem("key_id", "there is no such key of yours"))
    if problems:
        raise Invalid(problems)
    allotment_id = new_id()
    words = (new.purpose, new.name, new.note, new.key_id, new.release_minutes)
    await tx.fetch(sql["enter"], allotment_id, show.id, show.organization_id, *words)
    places = await _block(tx, for_sale, new, allotment_id=allotment_id)
    await tx.fetch(sql["mark_sold_out"], show.id)
    await note_named(
        tx,
        "allotment.entered",
        subject=("show", show.id),
        organization_id=show.organization_id,
        after=_told(new, for_sale, places),
    )
    return await read_allotment(tx, allotment_id)


async def _block(
    tx: Tx, for_sale: ForSale, new: NewAllotment, *, allotment_id: UUID
) -> tuple[int, ...]:
    show = for_sale.show
    for _ in range(TRIES_MAX):
        taken = [row["place"] for row in await tx.fetch(sql["taken"], show.id)]
        places = rules.chosen(for_sale.plan, taken, new)
        if places is None:
            raise Refused(HoldRefusal.NOT_ENOUGH_PLACES)
        await tx.fetch("SAVEPOINT keep_places")
        rows = await tx.fetch(sql["block"], show.id, allotment_id, list(places))
        if len(rows) == len(places):
            return places
        await tx.fetch("ROLLBACK TO SAVEPOINT keep_places")
        if new.places is not None:
            got = {row["place"] for row in rows}
            lost = [place for place in places if place not in got]
            labels = [for_sale.plan.label(place) for place in lost]
            raise Refused(HoldRefusal.PLACE_TAKEN, places=lost, labels=labels)
    raise Refused(HoldRefusal.NOT_ENOUGH_PLACES)


async def change_allotment(tx: Tx, allotment: Allotment, change: AllotmentChange) -> Allotment:
    """Change its name, note, or when it ends. Raises `Refused`: `allotment_ended`,
    `changed_meanwhile`."""
    await tx.fetch(sql["locked"], allotment.id)
    allotment = await read_allotment(tx, allotment.id)
    if allotment.ended_at is not None:
        raise Refused(AllotmentRefusal.ALLOTMENT_ENDED)
    fields = given(change)
    still(allotment, fields.pop("version", None), fields)
    merged = msgspec.structs.replace(allotment, **fields)
    values = (merged.name, merged.note, merged.release_minutes)
    await tx.fetch(sql["change"], allotment.id, *values)
    return msgspec.structs.replace(merged, version=allotment.version + 1)


async def release_places(
    tx: Tx,
    allotment: Allotment,
    for_sale: ForSale,
    *,
    places: Sequence[int] | None = None,
    who: Who | None = None,
) -> tuple[int, ...]:
    """Give places back into the sale, all of them where none are named; answers which.

    An allotment without places has ended. Raises `Refused(allotment_ended)`, and
    `Refused(not_in_allotment)` naming those that it does not keep.
    """
    await tx.fetch(sql["locked"], allotment.id)
    allotment = await read_allotment(tx, allotment.id)
    if allotment.ended_at is not None:
        raise Refused(AllotmentRefusal.ALLOTMENT_ENDED)
    strange = sorted(set(places or ()) - set(allotment.places))
    if strange:
        raise Refused(AllotmentRefusal.NOT_IN_ALLOTMENT, places=strange)
    wanted = list(places) if places is not None else None
    rows = await tx.fetch(sql["release"], allotment.show_id, allotment.id, wanted)
    freed = tuple(sorted(row["place"] for row in rows))
    await tx.fetch(sql["end_if_empty"], allotment.id)
    await tx.fetch(sql["mark_available"], allotment.show_id)
    said = {
        "allotment": allotment.name,
        "released": [for_sale.plan.label(place) for place in freed[:100]],
        "places": len(freed),
    }
    subject, organization_id = ("show", allotment.show_id), allotment.organization_id
    if who is not None:
        action = "allotment.released"
        await note(tx, who, action, subject=subject, organization_id=organization_id, after=said)
    else:
        await note_named(
            tx,
            "allotment.released",
            subject=subject,
            organization_id=organization_id,
            after=said,
        )
    return freed


def _told(new: NewAllotment, for_sale: ForSale, places: Sequence[int]) -> dict[str, object]:
    return {
        "allotment": new.name,
        "purpose": new.purpose.value,
        "places": len(places),
        "kept": [for_sale.plan.label(place) for place in places[:100]],
        "release_minutes": new.release_minutes,
    }
