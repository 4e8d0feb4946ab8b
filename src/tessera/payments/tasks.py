"""Jobs that move money: refunds, and the reconciler's rounds."""

from uuid import UUID

from tessera.kit.jobs import JobKind, Queue
from tessera.offers.cards.online.told import CardsToldOf
from tessera.payments.inbox import Desk, resume_events
from tessera.payments.reconcile import reconcile
from tessera.payments.refund import send_refund as send
from tessera.services import Services, Workshop


async def send_refund(shop: Workshop, payload: str) -> None:
    """Send one refund through its provider."""
    await send(shop.services.db.pool, shop.services.providers, UUID(payload))


async def reconcile_round(services: Services) -> None:
    """Take up what was told and left, then ask about everything without an end."""
    # Half a round old at least: what is younger may still be on its way, and what is older has
    # an end at the latest one and a half rounds after it began.
    seconds = services.settings.reconcile_seconds / 2
    cards = CardsToldOf(services)
    desk = Desk(services.db, services.providers, services.payments.settlements.submit, cards)
    await resume_events(desk, older_than_seconds=seconds)
    await reconcile(
        services.db.pool,
        services.providers,
        now=services.clock(),
        older_than_seconds=seconds,
        elsewhere=cards,
    )


KINDS = (
    JobKind(
        name="send_refund",
        queue=Queue.CHECKOUT,
        what="Sends one refund through its provider.",
        act=send_refund,
        at_once=4,
    ),
)
