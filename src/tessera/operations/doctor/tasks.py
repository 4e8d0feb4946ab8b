"""Jobs that do nothing: where they are done, a worker works on their queue."""

from tessera.kit.jobs import JobKind, Queue
from tessera.services import Workshop


async def answer(shop: Workshop, payload: str) -> None:
    """Done."""


def kind_of(queue: Queue) -> str:
    """The kind that proves a queue."""
    return f"prove_{queue.value}"


KINDS = tuple(
    JobKind(
        name=kind_of(queue),
        queue=queue,
        what="Nothing: that it is done proves that somebody works on this queue.",
        act=answer,
    )
    for queue in Queue
)
