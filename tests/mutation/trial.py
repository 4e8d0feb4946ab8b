"""One mutant on trial: the tests that matter for its module, in a forked child, bounded.

The child inherits the heavy third-party modules, so that a mutant of a pure module costs about a
second. `tessera` itself is imported anew, from a copy of the source.
"""

import compileall
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings

FIRST_FAILURE = ["-x", "-q", "-p", "no:cacheprovider"]
PLUGINS = ["pytest_asyncio.plugin", "pytest_timeout", "_hypothesis_pytestplugin"]
# They are loaded before pytest could rewrite them; their asserts are not ours.
LOADED = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
HEAVY = ["asyncpg", "babel.numbers", "hypothesis.strategies", "litestar", "msgspec", *PLUGINS]
SAID = "said.log"
"""What the last run of the tests printed, in the copy."""
LIVES = "300"
"""Lives of tests/simulation in memory, a millisecond each."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A copy of the source, and how tests are run on it. `options` are pytest's."""

    root: Path
    copy: Path
    tests: Sequence[str]
    options: Sequence[str] = ()
    plugins: Sequence[object] = field(default=())

    def passes(self, seconds: int) -> bool:
        """Whether the tests pass on the copy within `seconds`."""
        child = os.fork()
        if child == 0:
            _play(self, seconds)
        _, status = os.waitpid(child, 0)
        with suppress(ProcessLookupError):
            # What the tests started, and a deadline left behind.
            os.killpg(child, signal.SIGKILL)
        return status == 0

    def survives(self, module: str, source: str, *, seconds: int) -> bool:
        """Whether the tests still pass with `source` in a module's place."""
        path = self.copy / "src" / module
        before = path.read_text(encoding="utf-8")
        path.write_text(source, encoding="utf-8")
        # Its bytecode may be as old as the new text, to the second.
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            stale.unlink()
        try:
            return self.passes(seconds)
        finally:
            path.write_text(before, encoding="utf-8")


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of `src`, compiled, with the rest of the tree beside it as links."""
    with tempfile.TemporaryDirectory(prefix="tessera-mutants-") as folder:
        copy = Path(folder)
        copy.chmod(0o711)
        shutil.copytree(root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(copy / "src", quiet=2)
        for beside in root.iterdir():
            if beside.name != "src":
                (copy / beside.name).symlink_to(beside)
        yield copy


def warm_up() -> None:
    """Load what takes long and is not ours, once for all children."""
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)


def _play(bench: Bench, seconds: int) -> None:
    """The child's life; it never returns."""
    status = 1
    try:
        os.setsid()
        signal.alarm(seconds)
        said = os.open(bench.copy / SAID, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(said, stream)
        sys.dont_write_bytecode = True
        source = bench.copy / "src"
        os.environ["PYTHONPATH"] = str(source)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        os.environ["SIMULATION_MEMORY_SEEDS"] = LIVES
        settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
        settings.load_profile("mutants")
        paths = ["-o", f"pythonpath={source} {bench.root}", "--rootdir", str(bench.root)]
        chosen = [word for plugin in PLUGINS for word in ("-p", plugin)]
        arguments = [*FIRST_FAILURE, *LOADED, *chosen, *paths, *bench.options, *bench.tests]
        status = int(pytest.main(arguments, plugins=list(bench.plugins)))
    finally:
        os._exit(status)
