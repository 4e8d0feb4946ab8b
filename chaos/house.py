"""A house whose every part can be killed, cut off and brought back."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from bench.house import environment_of, fill, settings_of, start, wait_until_ready
from tessera.cli.migrate import make_app_role, migrate
from tessera.engines.postgres import PostgresEngine
from tessera.engines.postgres_data import DATABASE
from tessera.engines.valkey import ValkeyEngine
from tessera.main import open_services
from tessera.operations.privileges import as_app
from tessera.settings import Settings
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.generate.theatre import theatre
from tessera.venues.plan.model import SeatPlan

HALLS: dict[str, Callable[[], SeatPlan]] = {"arena": arena, "theatre": theatre}
"""The smaller one is for a short run: everybody looks at all of its places."""
SERVERS = 2
RECONCILE_SECONDS, SWEEP_SECONDS = 5, 2
SHOWS = 4
ORDER_SECONDS = 60
"""What is abandoned comes back soon, so that places are fought for."""
STOP_SECONDS_MAX = 20


@dataclass
class House:
    """What runs. `processes` are named: `server`, `worker 1`, `worker 2`, `gateway`."""

    settings: Settings
    environment: Mapping[str, str]
    postgres: PostgresEngine
    valkey: ValkeyEngine
    shows: list[int] = field(default_factory=list)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self, name: str) -> None:
        """Start one of ours, or start it again."""
        command = name.partition(" ")[0]
        command = {"server": "serve"}.get(command, command)
        self.processes[name] = start(dict(self.environment), command, [])

    def kill(self, name: str) -> None:
        """kill -9 of one of ours, with the children it had."""
        process = self.processes[name]
        for child in children_of(process.pid):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.kill()
        process.wait(STOP_SECONDS_MAX)

    def pids(self, name: str) -> list[int]:
        """Whom a cut must reach."""
        if name == "postgres":
            pid = self.postgres.pid
        elif name == "valkey":
            pid = self.valkey.pid
        else:
            pid = self.processes[name].pid
        return [pid, *children_of(pid)] if pid else []

    def audit(self, grace_seconds: int = 0) -> bool:
        """Whether `tessera audit` finds every promise kept."""
        command = [sys.executable, "-m", "tessera", "audit", "--grace", str(grace_seconds)]
        return subprocess.run(command, env=self.environment, check=False).returncode == 0


def children_of(pid: int) -> list[int]:
    """Processes that a process has started, by proc(5)."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found += [int(entry.name), *children_of(int(entry.name))]
    return found


@asynccontextmanager
async def open_house(hall: str) -> AsyncIterator[House]:
    """Start everything; stop and forget everything at the end, whatever was broken."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-chaos-"))
    folder.chmod(0o711)  # the engines run as another user under root
    postgres = PostgresEngine(folder / "postgres", folder / "run-pg")
    valkey = ValkeyEngine(folder / "run-valkey")
    house: House | None = None
    try:
        postgres.start()
        valkey.start()
        await asyncio.to_thread(make_app_role, postgres.url(DATABASE))
        await asyncio.to_thread(migrate, postgres.url(DATABASE))
        settings = msgspec.structs.replace(
            settings_of(folder, as_app(postgres.url(DATABASE)), valkey.url),
            reconcile_seconds=RECONCILE_SECONDS,
            sweep_seconds=SWEEP_SECONDS,
            log_level="error",
        )
        more = {
            "TESSERA_RECONCILE_SECONDS": str(RECONCILE_SECONDS),
            "TESSERA_SWEEP_SECONDS": str(SWEEP_SECONDS),
        }
        house = House(settings, environment_of(settings, SERVERS) | more, postgres, valkey)
        async with open_services(settings, name="chaos") as services:
            _, house.shows, _, _ = await fill(services, SHOWS, HALLS[hall]())
            await services.db.pool.execute(
                "UPDATE shows SET order_seconds = $1, hold_seconds = 60", ORDER_SECONDS
            )
        for name in ("gateway", "server", "worker 1", "worker 2"):
            house.run(name)
        await asyncio.to_thread(wait_until_ready, settings.base_url)
        yield house
    finally:
        close(house, valkey, postgres)
        shutil.rmtree(folder, ignore_errors=True)


class Engine(Protocol):
    """What can be stopped."""

    def stop(self) -> None:
        """Stop it."""


def close(house: House | None, *engines: Engine) -> None:
    """End all processes, whatever was done to them, then the engines."""
    for name, process in (house.processes if house else {}).items():
        if process.poll() is None and house is not None:
            for pid in house.pids(name):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
            house.kill(name)
    for engine in engines:
        engine.stop()
