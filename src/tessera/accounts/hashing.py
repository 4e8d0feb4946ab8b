"""Argon2id here, or in a process aside that takes only what selling leaves.

A thread that steps back is not enough. It takes the interpreter's lock and the lock of the memory
map, and when it is put aside while it holds one, the event loop waits with it; and the scheduler
lets a nice thread finish its slice before whoever has woken up. A process of the idle class does
neither. It reads one line a hash and writes one, and ends when its standard input does.
"""

import fcntl
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Protocol, TextIO

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tessera.kit.background import to_background

ENDING_SECONDS_MAX = 2.0


class Hasher(Protocol):
    """Makes and compares hashes; both block for as long as argon2 takes."""

    def hash(self, password: str) -> str:
        """The hash to store, salted."""
        ...

    def verify(self, password: str, password_hash: str) -> bool:
        """Whether it is the hash of this password; False for what is no hash."""
        ...

    def close(self) -> None:
        """Let go of what it keeps."""
        ...


class Here:
    """In the thread that asks."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher

    def hash(self, password: str) -> str:
        """The hash to store, salted."""
        return self._hasher.hash(password)

    def verify(self, password: str, password_hash: str) -> bool:
        """Whether it is the hash of this password; False for what is no hash."""
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        """Nothing is kept."""


class Aside:
    """In a process of the idle class, one for each thread that asks; started with its first.

    With a folder for `locks`, the first of every server on the machine take turns, and the second
    ones, and so on: two servers that hash on two cores leave none to sell with.
    """

    def __init__(self, hasher: PasswordHasher, locks: Path | None) -> None:
        self._cost = [str(hasher.memory_cost), str(hasher.time_cost)]
        self._locks = locks
        self._numbers = itertools.count(1)
        self._mine = threading.local()
        self._all: list[subprocess.Popen[str]] = []

    def hash(self, password: str) -> str:
        """The hash to store, salted. Raises `ConnectionError` when the process ends twice."""
        return str(self._ask([password]))

    def verify(self, password: str, password_hash: str) -> bool:
        """Whether it is the hash of this password. Raises as `hash` does."""
        return self._ask([password, password_hash]) is True

    def close(self) -> None:
        """End the processes, which hold nothing that could get lost."""
        for process in self._all:
            process.kill()
            process.communicate(timeout=ENDING_SECONDS_MAX)
        self._all.clear()

    def _ask(self, question: list[str]) -> object:
        for _ in range(2):  # whoever ran out of memory once may find some the next time
            process = self._process()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(json.dumps(question) + "\n")
                process.stdin.flush()
                if line := process.stdout.readline():
                    return json.loads(line)
            except OSError:
                pass
            process.kill()
            process.wait(ENDING_SECONDS_MAX)
        raise ConnectionError("no process to hash in stays alive")

    def _process(self) -> "subprocess.Popen[str]":
        process: subprocess.Popen[str] | None = getattr(self._mine, "process", None)
        if process is None or process.poll() is not None:
            command = [sys.executable, "-m", "tessera.accounts.hashing", *self._cost, self._lock()]
            process = self._mine.process = subprocess.Popen(  # noqa: S603 - this very module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            self._all.append(process)
        return process

    def _lock(self) -> str:
        if self._locks is None:
            return ""
        if not hasattr(self._mine, "number"):
            self._mine.number = next(self._numbers)
        return str(self._locks / f"hashing-{self._mine.number}.lock")


def serve(questions: TextIO, answers: TextIO, hasher: Here, lock: int | None) -> None:
    """Answer `[password]` with its hash, `[password, hash]` with true or false, until the end."""
    for line in questions:
        asked = json.loads(line)
        if lock is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        answer = hasher.hash(asked[0]) if len(asked) == 1 else hasher.verify(asked[0], asked[1])
        if lock is not None:
            fcntl.flock(lock, fcntl.LOCK_UN)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard means the parent, which ends us
    to_background()
    memory_kib, passes = map(int, sys.argv[1:3])
    argon2 = PasswordHasher(memory_cost=memory_kib, time_cost=passes, parallelism=1)
    lock = (
        os.open(sys.argv[3], os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600) if sys.argv[3] else None
    )
    serve(sys.stdin, sys.stdout, Here(argon2), lock)
