"""`tessera worker`: does the queued jobs and the work by the clock."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(command)


def command(
    queue: Annotated[
        list[str] | None,
        typer.Option(help="checkout, mail, webhooks or background; may be repeated. Else all."),
    ] = None,
) -> None:
    """Do queued jobs (mails, refunds, webhooks) and work by the clock until told to stop."""
    import uvloop

    from tessera.engines.running import with_urls
    from tessera.kit.jobs import Queue
    from tessera.settings import load

    if unknown := set(queue or ()) - set(Queue):
        raise typer.BadParameter(f"there is no queue {', '.join(sorted(unknown))}")
    settings = with_urls(load())
    from tessera.main import run_worker

    uvloop.run(until_told(run_worker(settings, [Queue(name) for name in queue or Queue])))


async def until_told(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; SIGTERM and Ctrl-C cancel it, so that it can put its jobs back."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
