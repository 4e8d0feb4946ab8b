"""Take in what a provider's page gave the browser to bring: its signed word that it was paid."""

from collections.abc import Mapping
from uuid import UUID

from tessera.kit.errors import Forbidden
from tessera.orders.model import Order
from tessera.payments.look import look, under_way
from tessera.services import Services


async def prove(
    services: Services, order: Order, payment_id: UUID, *, fields: Mapping[str, str]
) -> None:
    """Look at the attempt, if the word holds for this very one.

    Raises `Forbidden` for a wrong signature, for one of another order, and for one that was used
    before: its attempt has an end. The provider is asked all the same, so even a stolen word pays
    for nothing that was not paid.
    """
    asked = await under_way(services, order, payment_id)
    if asked is None or not asked.provider.proves(asked.reference, fields):
        raise Forbidden
    await look(services, order, payment_id)
