"""Jobs about orders: load, call a verb, done."""

from uuid import UUID

import structlog

from tessera.kit.jobs import JobKind, Queue
from tessera.orders import cancel_show
from tessera.orders.cancel import cancel
from tessera.orders.cancel_show import JOB, go_on, next_orders
from tessera.services import Services, Workshop

log = structlog.get_logger()


async def undo_orders_of_show(shop: Workshop, payload: str) -> None:
    """Undo the next orders of a cancelled show. One that fails does not hold up the others: the
    job fails at its end, is tried again, and is kept as failed for a person to look at."""
    services, show_id = shop.services, int(payload)
    services.shows.forget(show_id)
    standing = await next_orders(services.db.pool, show_id)
    failures = [error for o in standing if (error := await _undo(services, show_id, o))]
    if len(failures) < len(standing) or not standing:
        async with services.db.transaction() as tx:
            await go_on(tx, show_id, more=len(standing) == cancel_show.ORDERS_A_JOB_MAX)
    if failures:
        raise failures[0]


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


KINDS = (
    JobKind(
        name=JOB,
        queue=Queue.BACKGROUND,
        what="Undoes the orders of a cancelled show, a hundred at a time.",
        act=undo_orders_of_show,
        at_once=1,
    ),
)
