"""Server processes that end with the process that started them.

A server left over by a killed parent is recognised by its pid file *and* its command line, so
that a process which merely got the same pid later is never touched.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tessera.engines.errors import EngineError
from tessera.engines.places import ServerUser
from tessera.kit.background import to_background

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.01
LOG_BYTES_MAX = 8_000_000
LOG_TAIL_BYTES = 4_000
COMPLAINTS_MAX = 2

Process = subprocess.Popen[bytes]


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    death_signal: signal.Signals,
    user: ServerUser | None = None,
    env: Mapping[str, str] | None = None,
    background: bool = False,
) -> Process:
    """Start `command`; Linux sends it `death_signal` once the calling *thread* has ended.

    So call it from a thread that lives as long as the server should: the main one. Output goes to
    `log`, or to ours without one. In the `background` it gets the processor time that all others
    leave: the idle policy of Linux, the lowest priority elsewhere.
    """
    other = user if user is not None and user.switch else None
    output = None if log is None else _open_log(log)
    try:
        return subprocess.Popen(  # noqa: S603 - our own command line
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/" if other else None,  # the other user may not be able to enter ours
            env=None if env is None else dict(env),
            # A terminal's Ctrl-C goes to the whole group; the order of stopping is ours to choose.
            start_new_session=True,
            user=other.uid if other else None,
            group=other.gid if other else None,
            extra_groups=[] if other else None,
            preexec_fn=_in_child(death_signal, background=background),
        )
    except PermissionError as error:
        raise EngineError(f"{command[0]} may not be run: {error.strerror}.") from error
    finally:
        if output is not None:
            os.close(output)


def _open_log(log: Path) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".old.log"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)


def _in_child(death_signal: signal.Signals, *, background: bool) -> Callable[[], None]:
    """What runs between fork and exec: only system calls, the lookups are done before."""
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    parent = os.getpid()

    def prepare() -> None:
        if background:
            to_background()
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # it died before the kernel was told
                os._exit(1)

    return prepare


def die_with_parent(death_signal: signal.Signals) -> None:
    """Ask Linux to send us `death_signal` when the thread that started us has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def wait_until(ready: Callable[[], bool], *, process: Process, seconds: float) -> bool:
    """Wait for `ready`; False where the process ended or `seconds` passed before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        if process.poll() is not None:
            return False
        time.sleep(POLL_SECONDS)
    return False


def stop(process: Process, *signals: signal.Signals, seconds: float) -> None:
    """Send the signals in turn, each given `seconds` to work; SIGKILL when none did."""
    for number in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def stop_leftover(pid: int, marker: str, *signals: signal.Signals, seconds: float) -> None:
    """End the server `pid` of a killed parent, if its command line holds `marker`.

    Raises `EngineError` where it does not end.
    """
    for number in (*signals, signal.SIGKILL):
        if not is_server(pid, marker):
            return
        os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and is_server(pid, marker):
            time.sleep(POLL_SECONDS)
    if is_server(pid, marker):
        raise EngineError(f"A server of an earlier start (process {pid}) does not end: kill it.")


def is_server(pid: int, marker: str) -> bool:
    """Whether process `pid` lives and has `marker` among its arguments."""
    return marker in _command_line(pid)


def _command_line(pid: int) -> list[str] | str:
    procfs = Path("/proc")
    if procfs.is_dir():
        try:
            return (procfs / f"{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return []
    answer = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-p", str(pid), "-o", "args="],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout


def size(log: Path) -> int:
    """How long a log is, to read later what came after."""
    return log.stat().st_size if log.exists() else 0


def complaints(log: Path, pattern: str, *, since: int = 0) -> str:
    """The last lines of a log after byte `since` that match `pattern`, as half a sentence."""
    if not log.exists():
        return "it gave no reason"
    with log.open("rb") as file:
        file.seek(max(since if since <= size(log) else 0, size(log) - LOG_TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    return complaint("\n".join(lines), pattern)


def complaint(text: str, pattern: str) -> str:
    """The last lines of `text` that match, without their time stamps."""
    found = [
        re.sub(r"^.*?\b[A-Z]+: +", "", line)
        for line in text.splitlines()
        if re.search(pattern, line)
    ]
    return "; ".join(found[-COMPLAINTS_MAX:]).strip().rstrip(".") or "it gave no reason"
