"""A process that is seen while it lives: its figures, its part of the live sale, its traces."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tessera.kit.tracing import set_up_tracing, watch_desk
from tessera.operations.figures.collect import desks_of
from tessera.operations.figures.share import share
from tessera.operations.live.tell import tell_forever
from tessera.services import Services


@asynccontextmanager
async def watched(services: Services, kind: str) -> AsyncIterator[None]:
    """Be seen as one of `kind` for as long as the block lasts."""
    settings = services.settings
    close_traces = set_up_tracing(
        settings.otlp_url, share=settings.trace_share, name=f"tessera-{kind}"
    )
    if settings.otlp_url:
        for verb, desk in desks_of(services).items():
            watch_desk(verb, desk)
    tasks = [
        asyncio.create_task(share(services, kind)),
        asyncio.create_task(tell_forever(services)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        close_traces()
