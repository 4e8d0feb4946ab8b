"""The runner itself: it changes everything once, kills what a test notices, and names the rest."""

import subprocess
import sys
from pathlib import Path

from tests.mutation.changes import mutants

ROOT = Path(__file__).parents[2]
SOURCE = "def is_full(sold: int, capacity: int) -> bool:\n    return sold >= capacity\n"
SECONDS_MAX = 90


def test_planted_mutant_is_killed_by_the_test_that_looks(tmp_path: Path) -> None:
    """The test looks beside the limit: three die, and the one at the limit is named."""
    package = tmp_path / "src" / "tessera"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "planted.py").write_text(SOURCE)
    check = "assert is_full(4, 3) and not is_full(2, 3)"
    test = f"from tessera.planted import is_full\ndef test_full():\n    {check}\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_planted.py").write_text(test)

    command = [sys.executable, "-m", "tests.mutation", "--root", str(tmp_path), "planted.py"]
    done = subprocess.run(
        [*command, "--tests", "test_planted.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )

    figures, *survivors = done.stdout.splitlines()
    assert figures.startswith("| planted.py | 4 | 3 | 0 | 1 |"), done.stderr
    assert survivors == ["    planted.py:2 `is_full: sold >= capacity → sold > capacity`"]
    assert done.returncode == 1


def test_what_only_describes_is_left_alone() -> None:
    """Annotations, docstrings, bases and assertions have no mutants; what decides has."""
    source = 'class A(B, frozen=True):\n    """One."""\n    n: "int | 1"\nassert 1 < 2\nx = y < 2\n'

    assert [mutant.name for mutant in mutants(source)] == [
        "module: y < 2 → y <= 2",
        "module: y < 2 → y >= 2",
        "module: y < 2 → y < 3",
        "module: y < 2 → y < 1",
    ]
