"""Look at an attempt that has no end yet: ask its provider, and settle what it says.

The way of the polling page and of a browser that comes back from the provider's page. It ends in
the same `settle` as answers, webhooks and the reconciler.
"""

from uuid import UUID

from tessera.orders.model import Order
from tessera.payments.model import Settled
from tessera.payments.providers.port import Attempt
from tessera.payments.result import end_of
from tessera.services import Services


async def look(services: Services, order: Order, payment_id: UUID) -> Settled | None:
    """What came of it; None where the attempt is not this order's, or nothing is certain yet.

    `absent` says nothing here: the call that opens the attempt may still be on its way, so only
    the reconciler, which waits longer, takes it for an end.
    """
    attempt = next((p for p in order.payments if p.id == payment_id), None)
    if attempt is None or attempt.status not in ("created", "processing"):
        return None
    show = (await services.shows.get(order.show_id)).show
    provider = await services.providers.of(show.organization_id, attempt.provider)
    reference = await services.db.pool.fetchval(
        "SELECT reference FROM payments WHERE id = $1", payment_id
    )
    asked = Attempt(
        payment_id, order.id, attempt.amount, order.currency, attempt.method, order.expires_at
    )
    said = await provider.find(asked, reference)
    result = end_of(payment_id, said) if said.status != "absent" else None
    return await services.payments.settlements.submit(result) if result else None
