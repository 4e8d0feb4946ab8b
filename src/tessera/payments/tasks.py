"""Jobs that move money: refunds, and the reconciler's rounds."""

from typing import NamedTuple
from uuid import UUID

from tessera.kit.jobs import JobKind, Queue
from tessera.payments.reconcile import reconcile
from tessera.payments.refund import send_refund as send
from tessera.services import Services, Workshop


class PaymentJobs(NamedTuple):
    """What is done with money, with what that needs."""

    services: Services

    async def send_refund(self, payload: str) -> None:
        """Send one refund through its provider."""
        await send(self.services.db.pool, self.services.providers, UUID(payload))

    async def reconcile(self) -> None:
        """Ask the providers about everything without an end."""
        await reconcile(
            self.services.db.pool,
            self.services.providers,
            now=self.services.clock(),
            older_than_seconds=self.services.settings.reconcile_seconds,
        )


async def send_refund(shop: Workshop, payload: str) -> None:
    """Send one refund through its provider."""
    await PaymentJobs(shop.services).send_refund(payload)


KINDS = (
    JobKind(
        name="send_refund",
        queue=Queue.CHECKOUT,
        what="Sends one refund through its provider.",
        act=send_refund,
        at_once=4,
    ),
)
