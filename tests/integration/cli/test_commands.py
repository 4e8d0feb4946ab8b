"""The commands as people type them: a process each, sentences instead of tracebacks."""

import json
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests.fixtures.gateway import inherited
from tests.integration.operations.world import build_stage, opened

SECONDS_MAX = 60


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation on a database for one test."""
    return inherited(
        {
            "TESSERA_DATABASE_URL": database_url,
            "TESSERA_VALKEY_URL": "redis://127.0.0.1:1/0",
            "TESSERA_VAR_DIR": str(tmp_path / "var"),
            "TESSERA_SECRET": "s" * 32,
        }
    )


def tessera(
    environment: dict[str, str], *arguments: str, entered: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command and wait for its end."""
    done = subprocess.run(
        [sys.executable, "-m", "tessera", *arguments],
        env=environment,
        input=entered,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


async def value(environment: dict[str, str], query: str) -> object:
    """One value from the database."""
    connection = await asyncpg.connect(environment["TESSERA_DATABASE_URL"])
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_user_is_created_and_promoted(environment: dict[str, str]) -> None:
    """An account whose password came on standard input, then an admin."""
    made = tessera(
        environment,
        *("user", "create", "ada@x.test", "--name", "Ada", "--password-stdin"),
        entered="a long password\n",
    )
    promoted = tessera(environment, "user", "promote", "ADA@x.test")

    assert (made.returncode, promoted.returncode) == (0, 0)
    assert await value(environment, "SELECT role FROM accounts WHERE name = 'Ada'") == "admin"


def test_user_with_every_fault_is_told_them_all(environment: dict[str, str]) -> None:
    """All problems at once, each with its path."""
    arguments = ("user", "create", "nonsense", "--name", "Ada", "--password-stdin")

    done = tessera(environment, *arguments, entered="short\n")

    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["email", "password"]


def test_promoting_a_stranger_says_what_to_do(environment: dict[str, str]) -> None:
    """A sentence that names the next step."""
    done = tessera(environment, "user", "promote", "nobody@x.test")

    assert done.returncode == 1
    assert "tessera user create" in done.stderr


def test_generated_hall_is_checked(environment: dict[str, str], tmp_path: Path) -> None:
    """What one command draws the other finds sound."""
    file = tmp_path / "hall.json"

    drawn = tessera(
        environment,
        *("seatplan", "generate", "cinema", "--rows", "5", "--seats-per-row", "10"),
        *("-o", str(file)),
    )
    checked = tessera(environment, "seatplan", "check", str(file))

    assert (drawn.returncode, checked.returncode) == (0, 0)
    assert "50 seats" in checked.stdout


def test_bad_plan_is_told_every_problem(environment: dict[str, str], tmp_path: Path) -> None:
    """Each with its path into the document."""
    file = tmp_path / "bad.json"
    file.write_text('{"format": "tessera-seat-plan/1", "name": "", "nonsense": 1}')

    done = tessera(environment, "seatplan", "check", str(file))

    assert done.returncode == 1
    assert {"name", "nonsense"} <= {line.partition(":")[0] for line in done.stderr.splitlines()}


async def test_plan_travels_to_pretix_and_back(environment: dict[str, str], tmp_path: Path) -> None:
    """Import, export as pretix's JSON, import that: the next version with as many places."""
    async with opened(environment["TESSERA_DATABASE_URL"]) as db, db.transaction() as tx:
        await build_stage(tx)
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    tessera(environment, "seatplan", "generate", "theatre", "-o", str(ours))

    first = tessera(environment, "seatplan", "import", str(ours), "--organization", "o")
    tessera(environment, "seatplan", "export", "2", "--format", "pretix", "-o", str(theirs))
    second = tessera(environment, "seatplan", "import", str(theirs), "--organization", "o")

    assert "zones" in json.loads(theirs.read_text())
    assert "Seat plan 2: Main house, version 1" in first.stdout
    assert "Seat plan 3: Main house, version 2" in second.stdout


async def test_show_is_planned_by_the_venues_clock(environment: dict[str, str]) -> None:
    """19:30 in Paris in winter is 18:30 UTC; the second one at that time is told who is there."""
    async with opened(environment["TESSERA_DATABASE_URL"]) as db, db.transaction() as tx:
        stage = await build_stage(tx)
    arguments = ("--title", str(stage.title_id), "--hall", str(stage.hall_id))
    when = ("--start", "2099-01-10T19:30", "--price", "prime=12.50")

    made = tessera(environment, "show", "create", *arguments, *when)
    again = tessera(environment, "show", "create", *arguments, *when)

    assert "Show 1: Night, 2099-01-10 18:30 UTC." in made.stdout
    assert await value(environment, "SELECT amount FROM show_prices") == 1250
    assert again.returncode == 1
    assert "The hall is busy: show 1, Night" in again.stderr


async def test_wrong_prices_are_told_all_at_once(environment: dict[str, str]) -> None:
    """A category that is not there, and the one that is missing."""
    async with opened(environment["TESSERA_DATABASE_URL"]) as db, db.transaction() as tx:
        stage = await build_stage(tx)
    arguments = ("--title", str(stage.title_id), "--hall", str(stage.hall_id))

    done = tessera(
        environment, "show", "create", *arguments, "--start", "2099-01-10T19:30", "--price", "x=1"
    )

    assert done.returncode == 1
    assert {"prices.x", "prices.prime"} == {s.split(":")[0] for s in done.stderr.splitlines()}


def test_demo_loads_and_audit_finds_it_clean(environment: dict[str, str]) -> None:
    """Two commands: a full house, and the proof that all is well."""
    loaded = tessera(environment, "demo")
    proven = tessera(environment, "audit", "--json")

    assert "The demo is loaded" in loaded.stdout
    assert proven.returncode == 0
    promises = [*(f"P{n}" for n in range(1, 9)), "B1", "B2", "I1", "G1", "E1", "W1", "A1"]
    assert [proof["id"] for proof in json.loads(proven.stdout)] == promises


async def test_audit_of_a_broken_database_exits_with_1(environment: dict[str, str]) -> None:
    """A script can rely on it."""
    connection = await asyncpg.connect(environment["TESSERA_DATABASE_URL"])
    await connection.execute(
        """INSERT INTO claims (show_id, place, state, owner, until)
        VALUES (1, 0, 'held', uuidv7(), now() - interval '1 hour')"""
    )
    await connection.close()

    done = tessera(environment, "audit")

    assert done.returncode == 1
    assert "BROKEN P5" in done.stdout
