"""`python -m tests.mutation [modules …]`: tell which changes no test notices.

Exit code 1 where a survivor is not explained in docs/mutants.md.
"""

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.mutation.changes import mutants
from tests.mutation.server import shared_server
from tests.mutation.table import PURE, VERBS
from tests.mutation.trial import SAID, Bench, copied, warm_up

SECONDS_MAX = 60
"""For the unchanged module; a mutant has five times what that took, and ten seconds more."""


def main() -> int:
    """Try the modules that are asked for."""
    asked = _asked()
    warm_up()
    document = asked.root / "docs" / "mutants.md"
    explained = document.read_text(encoding="utf-8") if document.exists() else ""
    with copied(asked.root) as copy, ExitStack() as stack:
        verbs = VERBS.keys() & set(asked.modules)
        plugins = [stack.enter_context(shared_server(asked.root / "src"))] if verbs else []
        left = 0
        for module in asked.modules:
            tests = asked.tests or (PURE | VERBS)[module]
            bench = Bench(
                asked.root,
                copy,
                tests=[str(asked.root / "tests" / test) for test in tests],
                options=() if module in VERBS else ("--noconftest",),
                plugins=plugins,
            )
            left += _try(asked, bench, module=module, explained=explained)
    return 1 if left else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("modules", nargs="*", default=list(PURE))
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--tests", nargs="*", default=None, help="instead of the table's")
    parser.add_argument("--sample", type=int, default=0, help="so many of a module, by --seed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _try(asked: argparse.Namespace, bench: Bench, *, module: str, explained: str) -> int:
    """Every mutant of a module, or a sample; answers how many survive without an explanation."""
    path = f"tessera/{module}"
    begun = time.monotonic()
    if not bench.passes(SECONDS_MAX):
        said = (bench.copy / SAID).read_text(encoding="utf-8")
        sys.stderr.write(f"{module}: the tests do not pass on the unchanged module\n{said}\n")
        return 1
    seconds = int(5 * (time.monotonic() - begun)) + 10
    chosen = list(mutants((bench.copy / "src" / path).read_text(encoding="utf-8")))
    if asked.sample and asked.sample < len(chosen):
        chosen = Random(f"{asked.seed} {module}").sample(chosen, asked.sample)
    survived = [one for one in chosen if bench.survives(path, one.source, seconds=seconds)]
    new = [one for one in survived if f"`{one.name}`" not in explained]
    took = time.monotonic() - begun
    _say(
        f"| {module} | {len(chosen)} | {len(chosen) - len(survived)} |"
        f" {len(survived) - len(new)} | {len(new)} | {took:.0f} |"
    )
    for one in sorted(new, key=lambda mutant: mutant.line):
        _say(f"    {module}:{one.line} `{one.name}`")
    return len(new)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
