"""The short form of `make chaos`: everything is killed and cut while buyers buy."""

import json
import subprocess
import sys

from chaos.faults import schedule
from tests.arch.source import ROOT

SECONDS = 20
SECONDS_MAX = 280


def test_books_agree_after_a_storm() -> None:
    """The gateway, the ledger, orders, claims and tickets agree, and the audit is clean."""
    command = [sys.executable, "-m", "chaos", "--seconds", str(SECONDS), "--seed", "7"]

    done = subprocess.run(
        [*command, "--rate", "8", "--hall", "theatre"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=SECONDS_MAX,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    told = json.loads(done.stdout[done.stdout.index("\n{") :])
    assert told["wrong"] == []
    assert told["faults"] >= 2
    assert told["books"]["captures"] > 10


def test_seed_replays_its_faults() -> None:
    """The same seed breaks the same things in the same order."""
    faults = [next(schedule(3)) for _ in range(2)]
    others = [fault for fault, _ in zip(schedule(4), range(30), strict=False)]

    assert faults[0] == faults[1]
    assert {fault.what for fault in others} == {"kill", "cut"}
