"""One PostgreSQL for all mutants: making and migrating one costs more than most tests do."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest


class SharedServer:
    """A plugin of pytest: the fixture `migrated` is a server that runs already."""

    def __init__(self, socket_dir: Path) -> None:
        self.fixtures = _fixtures(socket_dir)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Come after the suite's own fixtures: the last of a name is taken."""
        session.config.pluginmanager.register(self.fixtures)


def _fixtures(socket_dir: Path) -> ModuleType:
    @pytest.fixture(scope="session")
    def migrated() -> object:
        """Reached, not started."""
        from tessera.engines.postgres import PostgresEngine

        return PostgresEngine(socket_dir, socket_dir)

    module = ModuleType("fixtures_of_mutants")
    module.__dict__["migrated"] = migrated
    return module


@contextmanager
def shared_server(source: Path) -> Iterator[SharedServer]:
    """A migrated server in a child of its own, so that no `tessera` is imported here.

    It ends with this process, however that ends.
    """
    ready, told = os.pipe()
    until, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(held)
        _keep(source, told=told, until=until)
    os.close(told)
    socket_dir = os.read(ready, 4096).decode()
    assert socket_dir, "the server did not start"
    yield SharedServer(Path(socket_dir))
    os.close(held)
    os.waitpid(child, 0)


def _keep(source: Path, *, told: int, until: int) -> None:
    """The child's life; it never returns."""
    try:
        sys.path.insert(0, str(source))
        from tessera.engines.postgres import PostgresEngine
        from tests.fixtures.engines import make_ready

        with tempfile.TemporaryDirectory(prefix="tessera-mutants-") as folder:
            path = Path(folder)
            path.chmod(0o711)
            engine = PostgresEngine(path / "postgres", path / "run-pg", durable=False)
            engine.start()
            make_ready(engine)
            os.write(told, str(engine.socket_dir).encode())
            os.read(until, 1)
            engine.stop()
    finally:
        os._exit(0)
