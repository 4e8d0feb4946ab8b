"""Jobs that move money: refunds, and the reconciler's rounds."""

from typing import NamedTuple
from uuid import UUID

from tessera.kit.jobs import Job
from tessera.payments.reconcile import reconcile
from tessera.payments.refund import send_refund as send
from tessera.services import Services


class PaymentJobs(NamedTuple):
    """The jobs with what they need."""

    services: Services

    def by_name(self) -> dict[str, Job]:
        """Entry points as the queue knows them."""
        return {"send_refund": self.send_refund}

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
