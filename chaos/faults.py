"""What breaks: a schedule drawn from a seed, the same each time."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import NamedTuple

from chaos.house import House

KILLED = ("server", "worker 1", "worker 2", "gateway", "postgres", "valkey")
DOWN_SECONDS = (0.0, 0.5, 2.0, 4.0)
CUT_SECONDS = (1.0, 3.0, 7.0)
PAUSE_SECONDS = (1.0, 2.0, 4.0, 8.0)


class Fault(NamedTuple):
    """One thing that breaks, `after` seconds of peace, for `seconds`."""

    after: float
    what: str
    whom: str
    seconds: float


def schedule(seed: int) -> Iterator[Fault]:
    """Faults without end. `kill` is SIGKILL and a start later; `cut` is SIGSTOP and SIGCONT:
    whoever waits for that one hears nothing, as behind a broken line."""
    random = Random(seed)
    while True:
        whom = random.choice(KILLED)
        what = random.choice(("kill", "kill", "cut"))
        seconds = random.choice(DOWN_SECONDS if what == "kill" else CUT_SECONDS)
        yield Fault(random.choice(PAUSE_SECONDS), what, whom, seconds)


async def strike(house: House, fault: Fault) -> None:
    """Break it, and bring it back."""
    if fault.what == "cut":
        await _cut(house, fault)
    elif fault.whom in ("postgres", "valkey"):
        engine = house.postgres if fault.whom == "postgres" else house.valkey
        engine.kill()
        await asyncio.sleep(fault.seconds)
        # From the main thread: the engine dies with the thread that started it.
        engine.start()
    else:
        await asyncio.to_thread(house.kill, fault.whom)
        await asyncio.sleep(fault.seconds)
        house.run(fault.whom)


async def _cut(house: House, fault: Fault) -> None:
    pids = house.pids(fault.whom)
    _signal(pids, signal.SIGSTOP)
    try:
        await asyncio.sleep(fault.seconds)
    finally:
        _signal(pids, signal.SIGCONT)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


async def break_things(
    house: House, seed: int, *, until: float, say: Callable[[Fault], None]
) -> Counter[str]:
    """Strike one fault after the other until the loop's clock says `until`; answers how many."""
    loop = asyncio.get_running_loop()
    struck: Counter[str] = Counter()
    for fault in schedule(seed):
        if loop.time() + fault.after + fault.seconds >= until:
            return struck
        await asyncio.sleep(fault.after)
        say(fault)
        await strike(house, fault)
        struck[f"{fault.what} {fault.whom.partition(' ')[0]}"] += 1
    raise AssertionError("the schedule has no end")
