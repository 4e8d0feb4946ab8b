"""Jobs and sagas about orders: load, call a verb, done."""

from contextlib import suppress
from uuid import UUID

import structlog

from tessera.kit.errors import Refused
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.saga import Again, Saga, SagaKind, Step, start
from tessera.orders import cancel_show
from tessera.orders.cancel import cancel
from tessera.services import Services, Workshop

log = structlog.get_logger()


async def end_sale(shop: Workshop, saga: Saga) -> None:
    """Done already, in the transaction that began the saga (`cancel_show.begin`): make sure."""
    await cancel_show.progress(shop.services.db.pool, int(saga.subject))


async def undo_orders(shop: Workshop, saga: Saga) -> Again | None:
    """Undo the next orders of a cancelled show. One that fails does not hold up the others: the
    step fails at its end, is tried again, and is kept as failed for a person to look at."""
    services, show_id = shop.services, int(saga.subject)
    services.shows.forget(show_id)
    standing = await cancel_show.next_orders(services.db.pool, show_id)
    failures = [error for o in standing if (error := await _undo(services, show_id, o))]
    if failures and len(failures) == len(standing):
        raise failures[0]
    return Again() if failures or len(standing) == cancel_show.ORDERS_A_JOB_MAX else None


async def finish(shop: Workshop, saga: Saga) -> Again | None:
    """Wait for settlements that began before the show ended; undo what they sold."""
    async with shop.services.db.transaction() as tx:
        if await cancel_show.finish(tx, int(saga.subject)):
            return None
    await undo_orders(shop, saga)
    return Again(cancel_show.LATE_SECONDS + 1)


async def _undo(services: Services, show_id: int, order_id: UUID) -> Exception | None:
    show = (await services.shows.get(show_id)).show
    try:
        async with services.db.transaction() as tx:
            _, change = await cancel(tx, order_id, show, lines=None)
    except Exception as error:  # the others must not wait for this one
        log.warning("order_not_undone", order_id=str(order_id), error=repr(error))
        return error
    services.maps.tell([change] if change else [])
    return None


async def undo_orders_of_show(shop: Workshop, payload: str) -> None:
    """What older processes queued for a cancelled show: it is a saga now."""
    async with shop.services.db.transaction() as tx:
        with suppress(Refused):
            await start(tx, cancel_show.SAGA, payload)


SHOW_CANCELLATION = SagaKind(
    cancel_show.SAGA,
    (
        # The sale ends for good with whoever cancels; from there on there is only forward.
        Step("end_sale", end_sale),
        Step("undo_orders", undo_orders),
        Step("finish", finish),
    ),
)
KINDS = (
    JobKind(
        name="undo_orders_of_show",
        queue=Queue.BACKGROUND,
        what="Starts the saga of a show that an older process cancelled.",
        act=undo_orders_of_show,
        at_once=1,
    ),
)
