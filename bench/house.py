"""A fresh house to measure in: engines, servers, worker, gateway, and shows on sale."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.ports import free_port
from tessera.accounts import sessions
from tessera.accounts.register import register
from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, TitleKind, TitleStatus
from tessera.cli.migrate import make_app_role, migrate
from tessera.engines.postgres import DATABASE, PostgresEngine
from tessera.engines.valkey import ValkeyEngine
from tessera.kit.background import to_background
from tessera.main import open_services
from tessera.operations.privileges import as_app
from tessera.organizations.found import found_organization
from tessera.organizations.model import NewOrganization
from tessera.services import Services
from tessera.settings import Settings
from tessera.shows.plan import NewShow, plan_show
from tessera.shows.stage import set_stage
from tessera.venues.enter import enter_hall, enter_seat_plan, enter_venue
from tessera.venues.model import NewHall, NewVenue
from tessera.venues.plan.generate.arena import arena
from tessera.venues.plan.model import SeatPlan

READY_SECONDS_MAX = 30
OWNER = "owner@bench.test"


@dataclass(frozen=True)
class House:
    """A running house: where it is, what it sells, whom its processor time belongs to."""

    url: str
    organization_id: int
    shows: list[int]
    capacity: int
    token: str
    tiers: dict[str, int]
    environment: dict[str, str]

    def audit(self) -> bool:
        """Whether `tessera audit` finds every promise kept."""
        command = [sys.executable, "-m", "tessera", "audit"]
        return subprocess.run(command, env=self.environment, check=False).returncode == 0


@asynccontextmanager
async def open_house(
    *, workers: int, shows: int, plan: SeatPlan | None = None
) -> AsyncIterator[House]:
    """Start everything; stop and forget everything at the end. `plan` is an arena by default."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-bench-"))
    folder.chmod(0o711)  # the servers run as another user under root
    postgres = PostgresEngine(folder / "postgres", folder / "run-pg")
    valkey = ValkeyEngine(folder / "run-valkey")
    started: list[subprocess.Popen[bytes]] = []
    try:
        postgres.start()
        valkey.start()
        owner_url = postgres.url(DATABASE)
        await asyncio.to_thread(make_app_role, owner_url)
        await asyncio.to_thread(migrate, owner_url)
        settings = settings_of(folder, as_app(owner_url), valkey.url)
        environment = environment_of(settings, workers)
        async with open_services(settings, name="bench") as services:
            seller, sold, capacity, token = await fill(services, shows, plan)
        gateway = start(environment, "gateway", started)
        server = start(environment, "serve", started)
        # Selling goes first: mails wait while the machine is busy, as under `tessera up`.
        worker = start(environment, "worker", started, background=True)
        await asyncio.to_thread(wait_until_ready, settings.base_url)
        tiers = {
            "server": server.pid,
            "gateway": gateway.pid,
            "worker": worker.pid,
            "postgres": postgres.pid or 0,
            "valkey": valkey.pid or 0,
            "load": os.getpid(),
        }
        yield House(settings.base_url, seller, sold, capacity, token, tiers, environment)
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(15)
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def settings_of(folder: Path, database_url: str, valkey_url: str) -> Settings:
    """Settings of a house of its own, on free ports."""
    port, gateway_port = free_port(), free_port()
    return Settings(
        environment="test",
        base_url=f"http://127.0.0.1:{port}",
        port=port,
        gateway_url=f"http://127.0.0.1:{gateway_port}",
        database_url=database_url,
        valkey_url=valkey_url,
        var_dir=str(folder / "var"),
        secret="a-secret-for-measuring-only-and-nothing-else",
        access_token_seconds=3600,
        log_level="error",
    )


def environment_of(settings: Settings, workers: int) -> dict[str, str]:
    """The same as an environment, for `workers` server processes."""
    names = (
        "base_url",
        "port",
        "gateway_url",
        "database_url",
        "valkey_url",
        "var_dir",
        "secret",
        "environment",
        "access_token_seconds",
        "log_level",
    )
    own = {f"TESSERA_{name.upper()}": str(getattr(settings, name)) for name in names}
    more = {"TESSERA_WORKERS": str(workers), "TESSERA_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    return {**os.environ, **own, **more}


def start(
    environment: dict[str, str],
    command: str,
    started: list[subprocess.Popen[bytes]],
    *,
    background: bool = False,
) -> subprocess.Popen[bytes]:
    """Start `tessera <command>` and note it in `started`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tessera", command],
        env=environment,
        preexec_fn=to_background if background else None,
    )
    started.append(process)
    return process


def wait_until_ready(url: str) -> None:
    """Wait for `/readyz`. Raises `SystemExit` where that takes too long."""
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the server was not ready in time")


async def fill(
    services: Services, count: int, seats: SeatPlan | None = None
) -> tuple[int, list[int], int, str]:
    """An organization with shows of one hall on sale, and its owner's token."""
    now = services.clock()
    async with services.db.transaction() as tx:
        owner = await register(
            tx,
            services.passwords,
            email=OWNER,
            password="measuring-only",
            name="Owner",
        )
        organization = await found_organization(
            tx,
            NewOrganization(
                name="Bench",
                slug="bench",
                currency="INR",
                owner_email=OWNER,
                fee_fixed=1_500,
                tax_basis_points=1_800,
            ),
        )
        venue = await enter_venue(
            tx,
            NewVenue(
                organization_id=organization.id,
                name="Arena",
                city="Mumbai",
                country="IN",
                timezone="Asia/Kolkata",
            ),
        )
        plan = await enter_seat_plan(tx, organization.id, seats or arena())
        hall = await enter_hall(tx, venue, NewHall(name="Arena", seat_plan_id=plan.id))
        title = await enter_title(
            tx,
            NewTitle(
                kind=TitleKind.CONCERT,
                name="Night",
                runtime_minutes=120,
                status=TitleStatus.RELEASED,
            ),
        )
        stage = await set_stage(tx, title_id=title.id, hall_id=hall.id, seat_plan_id=None)
        prices = dict.fromkeys(plan.categories, 45_000)
        shows = [
            await plan_show(
                tx,
                stage,
                NewShow(
                    title_id=title.id,
                    hall_id=hall.id,
                    prices=prices,
                    starts_at=now + timedelta(days=1 + day),
                ),
                now=now,
            )
            for day in range(count)
        ]
        pair = await sessions.open_bearer(
            tx, owner, now=now, access_seconds=3600, refresh_seconds=3600
        )
    return organization.id, [show.id for show in shows], plan.capacity, pair.access_token
