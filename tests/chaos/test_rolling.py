"""A new version comes while buyers buy: migration, one server after the other; nothing fails."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.ports import free_port
from tessera.cli import migrate as migrating
from tessera.engines.nginx import NginxEngine, find_nginx
from tessera.operations.rehearsal.buyer import Mix
from tessera.operations.rehearsal.run import Rehearsal, rehearse
from tessera.operations.rehearsal.score import Score
from tessera.services import Services
from tessera.shows.model import Show
from tests.arch.source import ROOT
from tests.fixtures.house import create_house, create_show
from tests.fixtures.machines import eventually
from tests.fixtures.servers import ServerProcess

pytestmark = [
    pytest.mark.xdist_group("machines"),
    pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed (nginx-light)"),
]

TEMPLATE = ROOT / "deploy" / "nginx" / "nginx.conf.template"
PLACES = 3000
PER_SECOND = 10
EVERYBODY_BUYS = Mix(abandon=0, decline=0, fight=0)
EXPAND = """
ALTER TABLE orders ADD COLUMN wish text;
ALTER TABLE claims ADD COLUMN wish text NOT NULL DEFAULT '';
CREATE INDEX orders_wish_idx ON orders (wish) WHERE wish IS NOT NULL;
"""
CONTRACT = """
DROP INDEX orders_wish_idx;
ALTER TABLE orders DROP COLUMN wish;
ALTER TABLE claims DROP COLUMN wish;
"""
NEXT = '''
from alembic import op
from tessera.kit.database import run_script
revision, down_revision = "{number}", "{before}"
def upgrade():
    run_script(op.get_bind(), """{script}""")
'''


@pytest.fixture
def coming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write the next migration of a later version; answers its revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.directory(), folder)
    monkeypatch.setattr(migrating, "directory", lambda: folder)

    def write(script: str) -> str:
        before = migrating.newest_revision()
        assert before is not None
        number = f"{int(before) + 1:04}"
        text = NEXT.format(number=number, before=before, script=script)
        (folder / "versions" / f"{number}_later.py").write_text(text)
        return number

    return write


@asynccontextmanager
async def buying(url: str, show_id: int) -> AsyncIterator[Score]:
    """Buyers at a steady rate around the block, and what came of them so far."""
    play = Rehearsal(
        url=url,
        shows=[show_id],
        seconds=300,
        concurrency=None,
        arrivals_per_second=PER_SECOND,
        mix=EVERYBODY_BUYS,
    )
    begun: asyncio.Future[Score] = asyncio.get_running_loop().create_future()
    buyers = asyncio.create_task(
        rehearse(play, lambda score, _: None if begun.done() else begun.set_result(score))
    )
    yield await begun
    buyers.cancel()
    await asyncio.wait({buyers})


async def some_more(score: Score) -> None:
    """Until twelve more have bought."""
    wanted = score.paid + 12

    async def bought() -> bool:
        return score.paid >= wanted

    await eventually(bought)


@pytest.fixture
async def show(services: Services) -> Show:
    """A show that nobody sells out."""
    house = await create_house(services, places=PLACES)
    return await create_show(services, house)


@pytest.fixture
def edge(folder: Path, servers: list[ServerProcess]) -> Iterator[NginxEngine]:
    """nginx in front of both servers."""
    ports = [server.port for server in servers]
    made = NginxEngine(TEMPLATE, folder / "edge", port=free_port(), ports=ports)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def servers(serve_anew: Callable[..., ServerProcess]) -> list[ServerProcess]:
    """Two servers."""
    return [serve_anew(TESSERA_TRUSTED_PROXIES="127.0.0.1/32") for _ in range(2)]


async def test_new_version_comes_without_a_failed_request(
    coming: Callable[[str], str],
    edge: NginxEngine,
    servers: list[ServerProcess],
    show: Show,
    database_url: str,
) -> None:
    """Expand, one server after the other in both ways there are, contract; everybody who tries
    buys."""
    async with buying(edge.url, show.id) as score:
        expanded = coming(EXPAND)
        await asyncio.to_thread(migrating.migrate, database_url)
        await some_more(score)
        await asyncio.to_thread(servers[0].stop)
        await some_more(score)
        await asyncio.to_thread(servers[0].start)
        await asyncio.to_thread(servers[1].reload)
        await some_more(score)
        contracted = coming(CONTRACT)
        await asyncio.to_thread(migrating.migrate, database_url)
        await some_more(score)
        found = (dict(score.endings), dict(score.refusals), dict(score.errors))

    assert found == ({"paid": score.paid}, {}, {})
    assert score.paid >= 48
    assert await asyncio.to_thread(migrating.current_revision, database_url) == contracted
    assert int(contracted) == int(expanded) + 1
