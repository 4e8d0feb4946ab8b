"""One mutant on trial: the tests that matter for its module, in a forked child, bounded.

The child inherits all third-party modules that the tests need, so that a mutant of a pure module
costs about a second. `tessera` itself is imported anew from a copy of the source.
"""

import compileall
import importlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings

OURS = ("tessera", "tests", "test_", "conftest", "__main__")
FIRST_FAILURE = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
# Plugins are loaded before pytest could rewrite them; their asserts are not ours.
LOADED = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]

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

    def passes(self, seconds: int, *, report: Callable[[], None] | None = None) -> bool:
        """Whether the tests pass on the copy within `seconds`."""
        child = os.fork()
        if child == 0:
            _play(self, seconds, report)
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


def warm_up(bench: Bench, seconds: int) -> bool:
    """Run the tests once on the unchanged copy, and load here what they loaded of others'."""
    reader, writer = os.pipe()

    def tell() -> None:
        names = sorted(name for name in sys.modules if not name.startswith(OURS))
        os.write(writer, "\n".join(names).encode())

    passed = bench.passes(seconds, report=tell)
    os.close(writer)
    with open(reader, encoding="utf-8") as names:  # noqa: PTH123 - a pipe
        for name in names.read().split():
            with suppress(ImportError):
                importlib.import_module(name)
    return passed


def _play(bench: Bench, seconds: int, report: Callable[[], None] | None) -> None:
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
        os.environ["SIMULATION_MEMORY_SEEDS"] = LIVES
        settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
        settings.load_profile("mutants")
        paths = ["-o", f"pythonpath={source} {bench.root}", "--rootdir", str(bench.root)]
        arguments = [*FIRST_FAILURE, *LOADED, *paths, *bench.options, *bench.tests]
        status = int(pytest.main(arguments, plugins=list(bench.plugins)))
        if report is not None:
            report()
    finally:
        os._exit(status)
