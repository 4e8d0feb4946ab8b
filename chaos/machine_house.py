"""The machines: nginx, two servers, two workers, PostgreSQL and its standby, a Valkey Cluster."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bench.house import environment_of, fill, settings_of, start, wait_until_ready
from bench.ports import free_port
from chaos.house import HALLS, ORDER_SECONDS, RECONCILE_SECONDS, SWEEP_SECONDS, House, close
from tessera.cli.migrate import make_app_role, migrate
from tessera.engines.nginx import NginxEngine
from tessera.engines.postgres import DATABASE, PostgresEngine
from tessera.engines.standby import StandbyEngine, url_of_both, wait_for_standbys
from tessera.engines.valkey_cluster import ValkeyCluster
from tessera.main import open_services
from tessera.operations.privileges import as_app

TEMPLATE = Path(__file__).parent.parent / "deploy" / "nginx" / "nginx.conf.template"
SERVERS = ("server 1", "server 2")
SHOWS = 3


@dataclass(kw_only=True)
class Machines(House):
    """What runs. `pair` is the primary and its standby, if it has one at the moment."""

    folder: Path
    cluster: ValkeyCluster
    edge: NginxEngine
    ports: dict[str, int]
    pair: list[PostgresEngine] = field(default_factory=list)

    def run(self, name: str) -> None:
        """Start one of ours, or start it again; each server on its own port."""
        command = "serve" if name in SERVERS else name.partition(" ")[0]
        port = {"TESSERA_PORT": str(self.ports[name])} if name in SERVERS else {}
        self.processes[name] = start({**self.environment, **port}, command, [])

    def fail_over(self) -> None:
        """The standby becomes the primary. Its old one is known to be dead."""
        standby = self.pair.pop()
        assert isinstance(standby, StandbyEngine)
        standby.promote()
        self.pair.append(standby)

    def stand_by_again(self) -> None:
        """A new standby in the place of a dead primary, under the same address."""
        if self.pair[0].running:
            return
        dead, primary = self.pair
        number = sum(1 for _ in self.folder.glob("standby*"))
        home = self.folder / f"standby{number}"
        standby = StandbyEngine(primary, home, dead.socket_dir, name=f"standby{number}")
        standby.start()
        self.pair = [primary, standby]
        wait_for_standbys(primary, standby.name)


def _engines(folder: Path) -> list[PostgresEngine]:
    primary = PostgresEngine(folder / "primary", folder / "run-a")
    primary.start()
    return [primary, StandbyEngine(primary, folder / "standby0", folder / "run-b", name="standby0")]


@asynccontextmanager
async def open_machines(hall: str) -> AsyncIterator[Machines]:
    """Start everything; stop and forget everything at the end, whatever was killed."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-machines-"))
    folder.chmod(0o711)  # the engines run as another user under root
    ports = {name: free_port() for name in SERVERS}
    edge = NginxEngine(TEMPLATE, folder / "edge", port=free_port(), ports=ports.values())
    cluster = ValkeyCluster(folder / "valkey")
    pair: list[PostgresEngine] = []
    machines: Machines | None = None
    try:
        pair = _engines(folder)
        cluster.start()
        await asyncio.to_thread(make_app_role, pair[0].url(DATABASE))
        await asyncio.to_thread(migrate, pair[0].url(DATABASE))
        pair[1].start()
        wait_for_standbys(pair[0], "standby0")
        machines = await _furnish(
            folder, edge=edge, cluster=cluster, pair=pair, ports=ports, hall=hall
        )
        edge.start()
        yield machines
    finally:
        edge.stop()
        close(machines, cluster, *(pair if machines is None else machines.pair))
        shutil.rmtree(folder, ignore_errors=True)


async def _furnish(
    folder: Path,
    *,
    edge: NginxEngine,
    cluster: ValkeyCluster,
    pair: list[PostgresEngine],
    ports: dict[str, int],
    hall: str,
) -> Machines:
    more: dict[str, Any] = {
        "base_url": edge.url,
        "database_read_url": as_app(pair[1].url(DATABASE)),
        "valkey_cluster": True,
        "reconcile_seconds": RECONCILE_SECONDS,
        "sweep_seconds": SWEEP_SECONDS,
        "trusted_proxies": ("127.0.0.1/32",),
    }
    settings = settings_of(folder, as_app(url_of_both(*pair)), cluster.url)
    settings = msgspec.structs.replace(settings, **more)
    told = {
        f"TESSERA_{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in more.items()
    }
    machines = Machines(
        settings,
        environment_of(settings, 1) | told,
        pair[0],
        cluster.nodes[0],
        folder=folder,
        cluster=cluster,
        edge=edge,
        ports=ports,
        pair=pair,
    )
    async with open_services(settings, name="machines") as services:
        _, machines.shows, _, _ = await fill(services, SHOWS, HALLS[hall]())
        await services.db.pool.execute(
            "UPDATE shows SET order_seconds = $1, hold_seconds = 60", ORDER_SECONDS
        )
    for name in ("gateway", *SERVERS, "worker 1", "worker 2"):
        machines.run(name)
    for port in ports.values():
        await asyncio.to_thread(wait_until_ready, f"http://127.0.0.1:{port}")
    return machines
