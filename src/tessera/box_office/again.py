"""Mail the tickets of an order again, as often as somebody asks."""

from uuid import UUID

import msgspec

from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.orders.model import Order


class Again(msgspec.Struct, frozen=True):
    """One mail more; `id` makes it a mail of its own."""

    id: UUID
    order_id: UUID


async def mail_again(tx: Tx, order: Order) -> None:
    """Queue it. Raises `Refused(nothing_to_mail)` where no ticket opens the door."""
    if all(ticket.status == "void" for ticket in order.tickets):
        raise Refused("nothing_to_mail")
    await enqueue(tx, "mail_again", msgspec.json.encode(Again(new_id(), order.id)).decode())
