"""Are weaknesses known in what we depend on? Asks pip-audit, where its data can be had.

Ends with 1 where one is known. Where nobody answers (no network, a mirror without advisories) it
says so and ends well: a build must not depend on a stranger's server.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS_MAX = 60
COMMAND = (
    *("-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"),
    *("--timeout", "5", "--format", "json", "-r", "requirements/app.txt"),
)


def main() -> int:
    """Ask and tell."""
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return say("Known weaknesses: nobody answered, so nothing was looked up.")
    return verdict(found)


def verdict(found: Sequence[Mapping[str, Any]]) -> int:
    """Tell what is known of each dependency."""
    weak = [(one, flaw) for one in found for flaw in one.get("vulns", ())]
    for one, flaw in weak:
        say(f"{one['name']} {one['version']}: {flaw['id']}, mended in {flaw['fix_versions']}")
    unknown = sum("skip_reason" in one for one in found)
    if unknown:
        say(f"Known weaknesses: {len(found) - unknown} of {len(found)} dependencies looked up.")
    return 1 if weak else 0


def say(text: str) -> int:
    """Print, and go on."""
    sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
