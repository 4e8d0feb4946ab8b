"""Passwords cost work; the work is done aside, and bounded."""

import asyncio
import dataclasses
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tessera.accounts.passwords import PasswordCost, Passwords
from tessera.accounts.sign_in import sign_in
from tessera.kit.errors import Refused, Unavailable
from tessera.services import Services
from tests.fixtures.house import PASSWORD, create_customer

ANN = "ann@buyers.test"


Make = Callable[..., Passwords]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes what hashes, and ends it after the test."""
    with ExitStack() as made:

        def one(cost: PasswordCost | None = None, locks: Path | None = None) -> Passwords:
            passwords = Passwords(cost, aside=True, locks=locks)
            made.callback(passwords.close)
            return passwords

        yield one


async def test_password_is_hashed_as_owasp_asks(make: Make) -> None:
    """Argon2id with 46 MiB and two passes, and each hash has a salt of its own."""
    passwords = make()

    one, other = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)

    assert one.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert one != other
    assert await passwords.verify(PASSWORD, one)
    assert not await passwords.verify(PASSWORD.upper(), one)


async def test_hashing_does_not_hold_up_the_event_loop(make: Make) -> None:
    """While a hash is made, others are served: the loop turns all the time."""
    passwords = make(PasswordCost(memory_kib=47_104, passes=8))
    turns = 0
    hashing = asyncio.create_task(passwords.hash(PASSWORD))
    while not hashing.done():
        turns += 1
        await asyncio.sleep(0.001)

    assert turns > 20


async def test_too_many_passwords_at_once_are_told_when_to_come_again(make: Make) -> None:
    """What is at work and what may wait is bounded; the rest is refused at once."""
    passwords = make(PasswordCost(memory_kib=8192, passes=4, waiting_max=3))
    tries = [passwords.verify(PASSWORD, None) for _ in range(10)]

    answers = await asyncio.gather(*tries, return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert answers.count(False) == 4
    assert len(refused) == 6
    assert all(answer.retry_after_seconds >= 1 for answer in refused)
    assert await passwords.verify(PASSWORD, None) is False


async def test_unknown_account_takes_as_long_as_a_wrong_password(
    services: Services, make: Make
) -> None:
    """Who has no account cannot be told from who has another password, by word or by clock."""
    await create_customer(services)
    services = dataclasses.replace(services, passwords=make())
    fresh = await services.passwords.hash(PASSWORD)
    await services.db.pool.execute("UPDATE accounts SET password_hash = $1", fresh)

    known = [await seconds(services, ANN) for _ in range(3)]
    unknown = [await seconds(services, f"{n}@nobody.test") for n in range(3)]

    assert min(known) > 0.02
    assert 0.5 < min(unknown) / min(known) < 2


async def seconds(services: Services, email: str) -> float:
    """How long a refusal takes, of a processor: by the clock on the wall it depends on who else
    works there."""
    began = worked()
    with pytest.raises(Refused, match="invalid_credentials"):
        await sign_in(services, email=email, password="not-the-password")
    return worked() - began


def worked() -> float:
    """The processor's time of this process and of those that hash for it."""
    # What clock_getcpuclockid(3) makes of a process.
    return time.process_time() + sum(time.clock_gettime(~pid << 3 | 2) for pid in children())


async def test_account_without_a_password_is_entered_by_none(services: Services) -> None:
    """Who comes by a passkey or another provider has an empty hash, which nothing matches."""
    await create_customer(services)
    await services.db.pool.execute("UPDATE accounts SET password_hash = ''")

    with pytest.raises(Refused, match="invalid_credentials"):
        await sign_in(services, email=ANN, password="")


async def test_older_hash_is_made_anew_at_the_next_sign_in(services: Services) -> None:
    """What a hash costs follows the settings without anybody choosing a new password."""
    await create_customer(services)
    older = await Passwords(PasswordCost(memory_kib=2048, passes=2)).hash(PASSWORD)
    await services.db.pool.execute("UPDATE accounts SET password_hash = $1", older)

    await sign_in(services, email=ANN, password=PASSWORD)

    newer = await services.db.pool.fetchval("SELECT password_hash FROM accounts")
    assert "m=2048" in older
    assert "m=1024,t=1,p=1" in newer
    await sign_in(services, email=ANN, password=PASSWORD)


async def test_crowd_is_sent_away_at_the_door() -> None:
    """Two are inside, one hashing and one waiting: the third is told when to come again."""
    passwords = Passwords(PasswordCost(memory_kib=8, passes=1, at_once=1, waiting_max=1))
    waiting = passwords.turn()

    async with passwords.turn():
        second = asyncio.create_task(waiting.__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as told:
            await passwords.hash(PASSWORD)
    assert told.value.retry_after_seconds
    await second
    await waiting.__aexit__(None, None, None)
    assert await passwords.hash(PASSWORD)


async def test_process_that_hashes_and_is_killed_is_replaced(make: Make) -> None:
    """Whoever comes next is served by another one."""
    passwords = make()
    kept = await passwords.hash(PASSWORD)

    for pid in children():
        os.kill(pid, signal.SIGKILL)

    assert await passwords.verify(PASSWORD, kept)


async def test_servers_on_one_machine_hash_in_turn(make: Make, tmp_path: Path) -> None:
    """While somebody else's lane is taken, nobody hashes, and the event loop turns."""
    passwords = make(locks=tmp_path)
    kept = await passwords.hash(PASSWORD)

    with (tmp_path / "hashing-1.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        asking = asyncio.create_task(passwords.verify(PASSWORD, kept))
        done, _ = await asyncio.wait([asking], timeout=0.5)
        assert not done
    # Idle processes, as those that hash, may wait long on a busy machine.
    assert await asyncio.wait_for(asking, 60)


def children() -> list[int]:
    """The processes of this one that hash."""
    mine = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [int(pid) for path in mine for pid in path.read_text().split()]
    return [pid for pid in pids if "tessera.accounts.hashing" in command(pid)]


def command(pid: int) -> str:
    """What the process was started as; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
