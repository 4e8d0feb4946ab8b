"""Every saga there is, from the features' lists, and the job that drives them."""

from collections.abc import Mapping
from uuid import UUID

from tessera.kit import saga
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.saga import SagaKind
from tessera.orders import tasks as orders
from tessera.orders.move import tasks as moves
from tessera.services import Workshop

SAGAS: Mapping[str, SagaKind[Workshop]] = {
    kind.name: kind for kind in (orders.SHOW_CANCELLATION, moves.SHOW_MOVE)
}


async def go_on(shop: Workshop, payload: str) -> None:
    """Do the next step of one saga, or undo the last."""
    await saga.advance(shop.services.db, shop, kinds=SAGAS, saga_id=UUID(payload))


KINDS = (
    JobKind(
        name=saga.JOB,
        queue=Queue.BACKGROUND,
        what="Does the next step of a saga: a show cancelled or moved.",
        act=go_on,
        at_once=4,
    ),
)
