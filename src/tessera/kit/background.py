"""Processes that take only what the others leave."""

import os
import sys

LOWEST_PRIORITY = 19


def to_background() -> None:
    """Give way to every process that is not in the background."""
    if sys.platform == "linux":
        # A nice process still keeps one that wakes up waiting; an idle one never does.
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(LOWEST_PRIORITY)
