"""Jobs that tell people: load, call a verb, done."""

from uuid import UUID

import msgspec
import structlog

from tessera.kit.jobs import JobKind, Queue, enqueue
from tessera.messages.send import send
from tessera.messages.write import cancellation, confirmation
from tessera.orders.read import read_order
from tessera.services import Workshop

log = structlog.get_logger()


async def confirm_orders(shop: Workshop, payload: str) -> None:
    """Confirm each order of a settled batch; one that fails gets a job of its own, so it
    cannot hold up or repeat the others."""
    for order_id in msgspec.json.decode(payload, type=list[UUID]):
        try:
            await confirm_order(shop, str(order_id))
        except Exception as error:
            log.warning("confirmation_failed", order_id=str(order_id), error=repr(error))
            async with shop.services.db.transaction() as tx:
                await enqueue(tx, "confirm_order", str(order_id))


async def confirm_order(shop: Workshop, payload: str) -> None:
    """Mail the tickets of one order."""
    services = shop.services
    order = await read_order(services.db.pool, UUID(payload))
    mail = await confirmation(services, order)
    await send(services.db.pool, shop.mailer, mail, settings=services.settings)


async def mail_cancellation(shop: Workshop, payload: str) -> None:
    """Mail what was cancelled and what goes back."""
    services = shop.services
    order = await read_order(services.db.pool, UUID(payload))
    mail = await cancellation(services, order)
    await send(services.db.pool, shop.mailer, mail, settings=services.settings)


KINDS = (
    JobKind(
        name="confirm_orders",
        queue=Queue.MAIL,
        what="Mails the tickets of each order of a settled batch.",
        act=confirm_orders,
    ),
    JobKind(
        name="confirm_order",
        queue=Queue.MAIL,
        what="Mails the tickets of one order.",
        act=confirm_order,
    ),
    JobKind(
        name="mail_cancellation",
        queue=Queue.MAIL,
        what="Mails what was cancelled and what goes back.",
        act=mail_cancellation,
    ),
)
