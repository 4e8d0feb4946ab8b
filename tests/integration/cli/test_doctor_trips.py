"""`tessera doctor` on a deployment that runs: each look succeeds once and fails once."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest
from aiohttp import web

from bench.ports import free_port
from tessera.kit.errors import TesseraError
from tessera.kit.jobs import Queue
from tessera.operations.doctor import database, trips, workers
from tessera.operations.doctor.model import Warned
from tessera.operations.privileges import as_app
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.certificates import new_certificate, serving
from tests.fixtures.gateway import GatewayProcess, inherited
from tests.fixtures.house import create_house
from tests.fixtures.servers import ServerProcess, WorkerProcess, environment_of


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    """One with books of its own: a look for stray captures would find those of other tests."""
    process = GatewayProcess(tmp_path_factory.mktemp("gateway") / "books.jsonl")
    process.start()
    yield process
    process.kill()


def examined(environment: dict[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
    """What the command finds: its exit code, and its findings by what they are about."""
    done = subprocess.run(
        [sys.executable, "-m", "tessera", "doctor", "--json", "--no-drill"],
        env=inherited(environment),
        capture_output=True,
        text=True,
        timeout=90,
    )
    found = json.loads(done.stdout)
    return done.returncode, {finding["what"]: finding for finding in found}


async def test_running_deployment_is_proven_and_a_missing_worker_named(
    serve: Callable[..., ServerProcess],
    hire: Callable[..., WorkerProcess],
    gateway: GatewayProcess,
    database_url: str,
    valkey_url: str,
    tmp_path: Path,
) -> None:
    """A server and workers of all queues but one: everything else is there and back."""
    server = await asyncio.to_thread(serve)
    hire("--queue", "checkout", "--queue", "mail", "--queue", "webhooks", "--queue", "messages")
    more = {"TESSERA_BASE_URL": server.url, "TESSERA_PORT": str(free_port())}
    environment = environment_of(database_url, valkey_url, tmp_path, gateway, **more)

    code, found = await asyncio.to_thread(examined, environment)

    wrong = {what: each for what, each in found.items() if each["level"] != "ok"}
    assert set(wrong) <= {"queue background", "secret"}, wrong
    assert "tessera worker" in wrong["queue background"]["advice"]
    assert "looks thought up" in wrong["secret"]["advice"]
    assert code == 0, "warnings alone do not fail"
    assert "read back" in found["mail"]["found"]
    assert "private networks are refused" in found["webhook"]["found"]
    assert found["role"]["found"].startswith("tessera_app")


async def test_owner_may_rewrite_the_books_and_that_is_told(database_url: str) -> None:
    """As a warning where nobody sells, as broken in production."""
    with pytest.raises(Warned, match="rewrite"):
        await database.role(database_url, production=False)
    with pytest.raises(TesseraError, match="tessera_app"):
        await database.role(database_url, production=True)
    assert "rewrites none" in await database.role(as_app(database_url), production=True)


async def test_clock_that_goes_wrong_is_told(database_url: str) -> None:
    """Beyond a second it is a warning, beyond half a minute nothing can be trusted."""
    with pytest.raises(Warned, match="set the clock"):
        await database.clock(database_url, now=lambda: time.time() + 5)
    with pytest.raises(TesseraError, match="set the clock"):
        await database.clock(database_url, now=lambda: time.time() - 90)
    assert "ms" in await database.clock(database_url)


async def test_zone_that_nobody_knows_is_named(services: Services, database_url: str) -> None:
    """A venue's time zone has to be known here and in the database."""
    await create_house(services)
    assert "all 1" in await database.zones(database_url)
    connection: Any = await asyncpg.connect(database_url)
    await connection.execute("UPDATE venues SET timezone = 'Mars/Olympus'")
    await connection.close()

    with pytest.raises(TesseraError, match="Mars/Olympus"):
        await database.zones(database_url)


async def test_paused_queue_is_a_warning(services: Services, database_url: str) -> None:
    """Somebody meant it; and a look that nobody answers leaves no job behind."""
    await services.db.pool.execute(
        """INSERT INTO job_queues (name, paused_at) VALUES ('mail', now())
        ON CONFLICT (name) DO UPDATE SET paused_at = now()"""
    )
    with pytest.raises(Warned, match="paused"):
        await workers.through(database_url, Queue.MAIL)
    with pytest.raises(TesseraError, match="tessera worker"):
        await workers.through(database_url, Queue.CHECKOUT, wait_seconds=0.3)
    assert await services.db.pool.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_mail_server_that_is_away_and_folder_that_is_shut_are_told(
    settings: Settings, tmp_path: Path
) -> None:
    """Both ways that mails leave, each broken."""
    away = msgspec.structs.replace(settings, mail_url=f"smtp://127.0.0.1:{free_port()}")
    (tmp_path / "blocked").write_text("no folder")
    shut = msgspec.structs.replace(settings, mail_url=f"file://{tmp_path}/blocked/mail")

    with pytest.raises(Exception, match=r"(?i)connect"):
        await trips.mail(away)
    with pytest.raises(NotADirectoryError):
        await trips.mail(shut)


async def test_stranger_at_our_address_and_nobody_there_are_told(
    settings: Settings, gateway: GatewayProcess
) -> None:
    """What answers must be Tessera; nobody there is broken only where somebody should be."""
    stranger = msgspec.structs.replace(settings, base_url=gateway.url)
    nobody = msgspec.structs.replace(settings, base_url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(TesseraError, match="not as Tessera"):
        await trips.front_door(stranger, runs=True)
    with pytest.raises(Warned, match="not reached"):
        await trips.front_door(nobody, runs=False)
    with pytest.raises(TesseraError, match="not reached"):
        await trips.front_door(nobody, runs=True)


async def test_certificate_that_ends_soon_or_is_not_trusted_is_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's browser would take a stranger's; one with an hour left is to be renewed."""
    certificate = new_certificate(tmp_path, "door")
    app = web.Application()
    app.router.add_get("/healthz", _healthy)
    runner, port = web.AppRunner(app), free_port()
    await runner.setup()
    await web.TCPSite(runner, "localhost", port, ssl_context=serving(certificate)).start()
    secured = msgspec.structs.replace(settings, base_url=f"https://localhost:{port}")
    try:
        with pytest.raises(TesseraError, match="certificate"):
            await trips.front_door(secured, runs=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(Warned, match="renew"):
            await trips.front_door(secured, runs=True)
    finally:
        await runner.cleanup()


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="{}", headers={"X-Request-Id": "abc"})
