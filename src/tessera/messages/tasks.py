"""Jobs that tell people: load, call a verb, done."""

from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog

from tessera.kit.jobs import Job, enqueue
from tessera.kit.mail import Mailer
from tessera.messages.send import send
from tessera.messages.write import cancellation, confirmation
from tessera.orders.read import read_order
from tessera.services import Services

log = structlog.get_logger()


class MailJobs(NamedTuple):
    """The jobs with what they need."""

    services: Services
    mailer: Mailer

    def by_name(self) -> dict[str, Job]:
        """Entry points as the queue knows them."""
        return {
            "confirm_orders": self.confirm_orders,
            "confirm_order": self.confirm_order,
            "mail_cancellation": self.mail_cancellation,
        }

    async def confirm_orders(self, payload: str) -> None:
        """Confirm each order of a settled batch; one that fails gets a job of its own, so it
        cannot hold up or repeat the others."""
        for order_id in msgspec.json.decode(payload, type=list[UUID]):
            try:
                await self.confirm_order(str(order_id))
            except Exception as error:
                log.warning("confirmation_failed", order_id=str(order_id), error=repr(error))
                async with self.services.db.transaction() as tx:
                    await enqueue(tx, "confirm_order", str(order_id))

    async def confirm_order(self, payload: str) -> None:
        """Mail the tickets of one order."""
        order = await read_order(self.services.db.pool, UUID(payload))
        mail = await confirmation(self.services, order)
        await send(self.services.db.pool, self.mailer, mail, settings=self.services.settings)

    async def mail_cancellation(self, payload: str) -> None:
        """Mail what was cancelled and what goes back."""
        order = await read_order(self.services.db.pool, UUID(payload))
        mail = await cancellation(self.services, order)
        await send(self.services.db.pool, self.mailer, mail, settings=self.services.settings)
