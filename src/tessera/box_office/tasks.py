"""Job shells: load, call a verb, done."""

from uuid import UUID

import msgspec

from tessera.box_office.again import Again
from tessera.box_office.read import move_to_mail
from tessera.kit.jobs import JobKind, Queue
from tessera.messages.send import send
from tessera.messages.write import confirmation, reseated
from tessera.orders.read import read_order
from tessera.services import Workshop


async def mail_again(shop: Workshop, payload: str) -> None:
    """Mail the tickets of an order once more: a mail of its own, whatever was sent before."""
    services, asked = shop.services, msgspec.json.decode(payload, type=Again)
    order = await read_order(services.db.pool, asked.order_id)
    mail = await confirmation(services, order)
    mail = mail._replace(cause=f"again:{asked.order_id}:{asked.id}")
    await send(services.db.pool, shop.mailer, mail, settings=services.settings)


async def mail_reseated(shop: Workshop, payload: str) -> None:
    """Mail the new place of a ticket."""
    services, move_id = shop.services, UUID(payload)
    found = await move_to_mail(services.db.pool, move_id)
    order = await read_order(services.db.pool, found.order_id)
    place = f"{found.was} → {found.becomes}"
    mail = await reseated(services, order, place, because=found.reason, cause=str(move_id))
    await send(services.db.pool, shop.mailer, mail, settings=services.settings)


KINDS = (
    JobKind(
        name="mail_again",
        queue=Queue.MAIL,
        what="Mails the tickets of an order once more, as the box office asked.",
        act=mail_again,
    ),
    JobKind(
        name="mail_reseated",
        queue=Queue.MAIL,
        what="Mails the new place of a ticket that the box office has moved.",
        act=mail_reseated,
    ),
)
