"""Processor time and memory by tier, from the kernel's own accounting (/proc/<pid>, proc(5))."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> list[int]:
    """A process and all that it started, and that those started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += parents.get(pid, [])
    return found


def seconds(root: int) -> float:
    """User and system time of a process and its descendants, those it waited for included."""
    total = 0
    for pid in descendants(root):
        if fields := _fields(pid):
            total += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return total / TICKS


def memory_of(root: int) -> float:
    """MiB that a process and its descendants hold; what they share is counted once (PSS)."""
    kib = 0
    for pid in descendants(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kib / 1024


def _fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
