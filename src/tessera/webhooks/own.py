"""One's own endpoints and deliveries, for both edges."""

from uuid import UUID

from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest
from tessera.web.guards import allowed
from tessera.webhooks.change import Ground
from tessera.webhooks.model import DeliveryLog, Endpoint
from tessera.webhooks.read import read_delivery, read_endpoint


def ground_of(services: Services) -> Ground:
    """What changes stand on."""
    return Ground(services.vault, services.settings.webhook_networks_allowed)


async def own_endpoint(request: JsonRequest, tx: Tx, endpoint_id: UUID) -> Endpoint:
    """The endpoint, for who has the route's right there. Raises as `allowed` does."""
    endpoint = await read_endpoint(tx, endpoint_id)
    await allowed(request, None, endpoint.organization_id, what="endpoint")
    return endpoint


async def own_delivery(
    request: JsonRequest, tx: Tx, delivery_id: UUID
) -> tuple[DeliveryLog, Endpoint]:
    """A delivery and its endpoint, for who has the route's right there."""
    found = await read_delivery(tx, delivery_id)
    return found, await own_endpoint(request, tx, found.delivery.endpoint_id)
