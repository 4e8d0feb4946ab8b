"""`tessera worker`: does the queued jobs and the work by the clock."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(command)


def command() -> None:
    """Do queued jobs (mails, expiry, reconciling) until told to stop."""
    import uvloop

    from tessera.engines.running import with_urls
    from tessera.settings import load

    settings = with_urls(load())
    from tessera.main import run_worker

    uvloop.run(until_told(run_worker(settings)))


async def until_told(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; SIGTERM and Ctrl-C cancel it, so that it can put its jobs back."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
