"""Look at an attempt that has no end yet: ask its provider, and settle what it says.

The way of the polling page, of a browser that comes back from the provider's page, and of a
customer who goes there again or gives up. It ends in the same `settle` as answers, webhooks and the
reconciler.
"""

from typing import NamedTuple
from uuid import UUID

from tessera.orders.model import Order
from tessera.payments.model import Settled, Settlement
from tessera.payments.providers.guarded import Guarded
from tessera.payments.providers.port import Attempt, NextStep, ProviderAnswer
from tessera.payments.result import end_of, result_of
from tessera.services import Services


class UnderWay(NamedTuple):
    """An attempt without an end: who is asked, and by what name."""

    provider: Guarded
    attempt: Attempt
    reference: str | None


async def under_way(services: Services, order: Order, payment_id: UUID) -> UnderWay | None:
    """The attempt; None where it is not this order's, or has an end."""
    found = next((p for p in order.payments if p.id == payment_id), None)
    if found is None or found.status not in ("created", "processing"):
        return None
    show = (await services.shows.get(order.show_id)).show
    provider = await services.providers.of(show.organization_id, found.provider)
    reference = await services.db.pool.fetchval(
        "SELECT reference FROM payments WHERE id = $1", payment_id
    )
    attempt = Attempt(
        payment_id, order.id, found.amount, order.currency, found.method, order.expires_at
    )
    return UnderWay(provider, attempt, reference)


async def look(services: Services, order: Order, payment_id: UUID) -> Settled | None:
    """What came of it; None where there is nothing to ask, or nothing is certain yet."""
    asked = await under_way(services, order, payment_id)
    if asked is None:
        return None
    return await _settle(services, asked, await asked.provider.find(asked.attempt, asked.reference))


async def step(services: Services, order: Order, payment_id: UUID) -> NextStep | None:
    """Where its customer goes on; None where it has an end (settled now), or nobody can tell."""
    asked = await under_way(services, order, payment_id)
    if asked is None:
        return None
    said = await asked.provider.find(asked.attempt, asked.reference)
    if said.status == "redirect" and asked.reference is None:
        # Its answer was lost: what the provider calls it is kept before anybody pays by it.
        await services.payments.settlements.submit(result_of(payment_id, said))
    await _settle(services, asked, said)
    return said.next if said.status == "redirect" else None


async def leave(services: Services, order: Order, payment_id: UUID) -> Settlement | None:
    """Give it up, so that another may start: `failed` then, `paid` where the customer was faster.
    None where there is nothing to leave, or the provider cannot tell."""
    asked = await under_way(services, order, payment_id)
    if asked is None:
        return None
    said = await asked.provider.leave(asked.attempt, asked.reference)
    settled = await _settle(services, asked, said)
    return settled.code if settled else None


async def _settle(services: Services, asked: UnderWay, said: ProviderAnswer) -> Settled | None:
    """`absent` says nothing here: the call that opens the attempt may still be on its way, so only
    the reconciler, which waits longer, takes it for an end."""
    result = end_of(asked.attempt.payment_id, said) if said.status != "absent" else None
    return await services.payments.settlements.submit(result) if result else None
