"""The saga of a move, step by step, and its undoing."""

import asyncio

import msgspec
import structlog

from tessera.claims.model import Change
from tessera.kit.database import Tx
from tessera.kit.jobs import enqueue
from tessera.kit.saga import Again, Saga, SagaKind, Step, nothing_to_undo
from tessera.orders.move.begin import SAGA, carried, goal_of
from tessera.orders.move.carry import carry, carry_same
from tessera.orders.move.model import MoveWanted
from tessera.orders.move.read import sold_places, sql
from tessera.services import Services, Workshop
from tessera.shows.editing.edit import tell_inboxes
from tessera.shows.sheets import write_sheets
from tessera.venues.plan.compiled import CompiledPlan
from tessera.web.present import N_
from tessera.web.templates import LOCALES, translations

log = structlog.get_logger()

WAIT_SECONDS = 2.0
TOLD_AT_ONCE = 100
MOVED_SUBJECT = N_("%(title)s has moved: your new places")
MOVED = N_("Another hall or time: keep your new places, or have the money back.")


async def pause(shop: Workshop, saga: Saga) -> None:
    """Nobody begins to buy any more."""
    async with shop.services.db.transaction() as tx:
        await _sell(tx, int(saga.subject), "pause")


async def resume(shop: Workshop, saga: Saga) -> None:
    """Sell again, wherever the show is now."""
    async with shop.services.db.transaction() as tx:
        await _sell(tx, int(saga.subject), "resume")
    shop.services.shows.forget(int(saga.subject))


async def _sell(tx: Tx, show_id: int, which: str) -> None:
    if await tx.fetch_one(sql[which], show_id):
        await write_sheets(tx, [show_id])


async def drain(shop: Workshop, saga: Saga) -> Again | None:
    """Wait until every process knows of the pause and everybody who is paying has an end."""
    services, show_id = shop.services, int(saga.subject)
    # A process may believe for this long that the show still sells.
    known_after = 2 * services.settings.show_cache_seconds
    row = await services.db.pool.fetchrow(sql["paused_for"], show_id)
    if (row["seconds"] or 0) < known_after:
        return Again(WAIT_SECONDS)
    freed = await services.db.pool.fetch(sql["free_holds"], show_id)
    services.maps.tell([Change(show_id, tuple(r["place"] for r in freed), None)])
    if await services.db.pool.fetchval(sql["still_buying"], show_id):
        return Again(WAIT_SECONDS)
    return None


async def remap(shop: Workshop, saga: Saga) -> Again | None:
    """Work out where everybody goes, then carry them over in one transaction."""
    services, show_id = shop.services, int(saga.subject)
    row = await services.db.pool.fetchrow(sql["move"], saga.id)
    if row["moved_at"] is not None:
        return None
    wanted = msgspec.json.decode(row["wanted"], type=MoveWanted)
    old = await _plan_of(services, show_id)
    async with services.db.transaction() as tx:
        goal = await goal_of(tx, show_id, wanted, now=services.clock())
        sold = await sold_places(tx, show_id)
    new = await services.plans.get(goal.stage.plan.id)
    moved = await asyncio.to_thread(
        carried, goal, old=old, new=new, sold=sold, same=wanted.same_places
    )
    async with services.db.transaction() as tx:
        goal = await goal_of(tx, show_id, wanted, now=services.clock())
        how = carry_same if wanted.same_places else carry
        done = await how(tx, saga.id, goal, moved=moved, old=old, new=new)
    services.shows.forget(show_id)
    return None if done else Again()


async def _plan_of(services: Services, show_id: int) -> CompiledPlan:
    services.shows.forget(show_id)
    return (await services.shows.get(show_id)).plan


async def tell(shop: Workshop, saga: Saga) -> Again | None:
    """Queue a mail to everybody who moved, a hundred at a time; who keeps their place gets new
    tickets for it, and nothing else to think about."""
    async with shop.services.db.transaction() as tx:
        row = await tx.fetch_one(sql["move"], saga.id)
        assert row is not None, "a move is noted before it begins"
        same = msgspec.json.decode(row["wanted"], type=MoveWanted).same_places
        rows = await tx.fetch(sql["untold"], saga.id, TOLD_AT_ONCE)
        ids = [row["order_id"] for row in rows]
        for order_id in ids:
            await enqueue(tx, "confirm_order" if same else "mail_move", str(order_id))
        if not same:
            title = (await shop.services.shows.get(int(saga.subject))).show.title.name
            bodies = {code: translations(code).gettext(MOVED) for code in LOCALES}
            await tell_inboxes(
                tx, ids, subject=MOVED_SUBJECT, bodies=bodies, values={"title": title}
            )
        await tx.fetch(sql["note_told"], saga.id, ids)
    return Again() if len(ids) == TOLD_AT_ONCE else None


SHOW_MOVE = SagaKind(
    SAGA,
    (
        Step("pause", pause, undo=resume),
        Step("drain", drain, undo=nothing_to_undo),
        # Once people have new places there is no way back but another move.
        Step("remap", remap),
        Step("resume", resume),
        Step("tell", tell),
    ),
)
