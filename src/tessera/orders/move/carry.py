"""Carry everybody over: one transaction in which the show, its claims, lines and tickets move."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tessera.kit.database import Tx
from tessera.orders.cancel import cancel_by
from tessera.orders.model import Grant, RefundReason
from tessera.orders.move import rules
from tessera.orders.move.begin import Goal
from tessera.orders.move.model import MovedPlace, SoldPlace
from tessera.orders.move.read import sold_places, sql
from tessera.shows.sheets import write_sheets
from tessera.shows.write import naming_who_is_in_the_way, set_prices
from tessera.venues.plan.compiled import CompiledPlan

EVERYTHING = Grant(RefundReason.SHOW_MOVED, 10_000, fee_returned=True)


async def carry(
    tx: Tx,
    move_id: UUID,
    goal: Goal,
    *,
    moved: Sequence[MovedPlace],
    old: CompiledPlan,
    new: CompiledPlan,
    told: Sequence[MovedPlace] | None = None,
) -> bool:
    """Move the show as `moved` says; False where somebody cancelled or bought since that was
    worked out, and nothing was done. Raises `Refused(hall_busy)`.

    Locks all orders of the show, so that nobody cancels or settles one meanwhile.
    """
    show_id = goal.show["id"]
    await tx.fetch(sql["lock_orders"], show_id)
    buying = await tx.fetch_one(sql["still_buying"], show_id)
    assert buying is not None, "a count is always a row"
    if buying["n"] or not _all_of(await sold_places(tx, show_id), moved):
        return False
    noted = moved if told is None else told
    await _note(tx, move_id, noted)
    await _send_home(tx, [place.sold for place in moved if place.place is None])
    blocked = await tx.fetch(sql["blocked_places"], show_id)
    await _move_show(tx, goal)
    await tx.fetch(sql["bury_unpaid"], show_id)
    await tx.fetch(sql["clear_claims"], show_id)
    seated = [place for place in moved if place.place is not None]
    await _seat(tx, goal, seated, renewed=[place for place in noted if place.place is not None])
    await _block(tx, show_id, blocked=blocked, moved=moved, old=old, new=new)
    await tx.fetch(sql["note_moved"], move_id)
    return True


async def carry_same(
    tx: Tx,
    move_id: UUID,
    goal: Goal,
    *,
    moved: Sequence[MovedPlace],
    old: CompiledPlan,
    new: CompiledPlan,
) -> bool:
    """The same for a new version of the plan, in which everybody keeps what their place is called:
    only tickets whose place has another number now get another code."""
    renumbered = [place for place in moved if place.place != place.sold.place]
    done = await carry(tx, move_id, goal, moved=moved, old=old, new=new, told=renumbered)
    if done:
        await tx.fetch(sql["keep_all"], move_id)
    return done


def _all_of(sold: Sequence[SoldPlace], moved: Sequence[MovedPlace]) -> bool:
    def keys(places: Sequence[SoldPlace]) -> set[tuple[UUID, int, int]]:
        return {(place.order_id, place.n, place.place) for place in places}

    return keys(sold) == keys([place.sold for place in moved])


async def _note(tx: Tx, move_id: UUID, moved: Sequence[MovedPlace]) -> None:
    await tx.fetch(sql["note_orders"], move_id, list({p.sold.order_id for p in moved}))
    await tx.fetch(
        sql["note_lines"],
        move_id,
        [p.sold.order_id for p in moved],
        [p.sold.n for p in moved],
        [p.sold.label for p in moved],
        [p.label for p in moved],
        [p.standing for p in moved],
    )


async def _send_home(tx: Tx, unplaced: Sequence[SoldPlace]) -> None:
    """Give everything back to who has no place there; bounded by `begin.UNPLACED_MAX`."""
    lines: dict[UUID, list[int]] = {}
    for sold in unplaced:
        lines.setdefault(sold.order_id, []).append(sold.n)
    for order_id, ns in sorted(lines.items()):
        await cancel_by(tx, order_id, lines=ns, grant=EVERYTHING)


async def _move_show(tx: Tx, goal: Goal) -> None:
    show_id, fields = goal.show["id"], goal.fields
    async with naming_who_is_in_the_way(tx, fields["hall_id"], dict(fields), own_id=show_id):
        await tx.fetch(
            sql["move_show"],
            show_id,
            fields["hall_id"],
            fields["seat_plan_id"],
            fields["capacity"],
            fields["starts_at"],
            fields["ends_at"],
            fields["hall_busy_until"],
            fields["sales_close_at"],
        )
    await set_prices(tx, show_id, dict(goal.prices))
    await write_sheets(tx, [show_id])


async def _seat(
    tx: Tx, goal: Goal, moved: Sequence[MovedPlace], *, renewed: Sequence[MovedPlace]
) -> None:
    """Claims and lines of everybody, and new codes for those who are `renewed`."""
    orders = [p.sold.order_id for p in moved]
    ns, places = [p.sold.n for p in moved], [p.place for p in moved]
    limited = goal.show["places_per_customer_max"] is not None
    await tx.fetch(sql["claim_again"], goal.show["id"], orders, places, limited)
    await tx.fetch(sql["relabel_lines"], orders, ns, places, [p.label for p in moved])
    codes = [(p.sold.order_id, p.sold.n, p.place) for p in renewed]
    if codes:
        columns = [list(column) for column in zip(*codes, strict=True)]
        await tx.fetch(sql["set_tickets_aside"], *columns)
        await tx.fetch(sql["reissue_tickets"], *columns)


async def _block(
    tx: Tx,
    show_id: int,
    *,
    blocked: Sequence[Any],
    moved: Sequence[MovedPlace],
    old: CompiledPlan,
    new: CompiledPlan,
) -> None:
    """What the organizer keeps back stays back where the label is there again and not sold."""
    taken = [p.place for p in moved if p.place is not None]
    owners = {row["place"]: row["owner"] for row in blocked}
    found, _ = rules.blocked_again(old, new, blocked=list(owners), taken=taken)
    await tx.fetch(
        sql["block_again"], show_id, list(found.values()), [owners[place] for place in found]
    )
