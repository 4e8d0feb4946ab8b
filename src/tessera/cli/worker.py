"""`tessera worker`: does the queued jobs and the work by the clock."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(command)


def command() -> None:
    """Do queued jobs (mails, expiry, reconciling) until told to stop."""
    import uvloop

    from tessera.engines.running import with_urls
    from tessera.main import run_worker
    from tessera.settings import load

    uvloop.run(run_worker(with_urls(load())))
