"""A sale, event by event: who is let in, thinks, holds, pays, gives up, until nothing is left.

A discrete-event simulation. Everybody who is let in is a person of their own; those who wait are
interchangeable (their order is drawn), so they are counted. Servers are cores with one queue: a
request takes the first core that is free for as long as it was measured to take.
"""

import heapq
import math
from collections.abc import Callable
from random import Random

import msgspec

from tessera.operations.capacity.model import Costs, Sale
from tessera.operations.capacity.rules import MICRO, need

HOLDS = 0.85
"""Of those inside, who finds places and holds them; the share who then pays follows from `buys`."""
THINK = 0.6
"""How much of a turn passes before the hold; the rest is the checkout."""
HOLD_SECONDS = 600.0
HOLD_COST, PAY_COST = 0.25, 0.75
"""Of a purchase: one request of three, and the other two."""
PATIENCE_SECONDS = 5400.0
"""Who waits for so long has given up with probability 1 - 1/e."""
HOURS_MAX = 48
TICK_SECONDS = 1.0

Event = Callable[[float], None]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How the sale went."""

    minutes: float
    minutes_90: float
    minutes_99: float
    """Until 90 and 99 of a hundred tickets were sold: the last ones come back from holds that
    somebody let lapse, and are sold one by one."""
    sold: int
    purchases: int
    admitted: int
    absent: int
    """Called up, and not there any more."""
    inside_most: int
    server_busy: float
    wait_p50: float
    wait_p99: float
    """Milliseconds from a request's arrival to its answer."""
    waiting_at_end: int


class Servers:
    """So many cores; each request takes the one that is free first."""

    def __init__(self, cores: int) -> None:
        self._free = [0.0] * cores
        self.seconds = 0.0
        self.waits: list[float] = []

    def serve(self, now: float, seconds: float) -> float:
        """When a request that comes now is answered."""
        done = max(now, self._free[0]) + seconds
        heapq.heapreplace(self._free, done)
        self.seconds += seconds
        self.waits.append(done - now)
        return done


class Simulation:
    """One sale. `run` plays it; everything is drawn from `seed`."""

    def __init__(self, sale: Sale, costs: Costs, *, cores: int, seed: int = 0) -> None:
        self._sale, self._costs = sale, costs
        self._random = Random(seed)  # noqa: S311 - a simulation must be repeatable
        self._servers = Servers(cores)
        self._cores = cores
        self._events: list[tuple[float, int, Event]] = []
        self._number = 0
        self._left = sale.visitors
        self._stock = sale.tickets
        self._pace = need(sale, costs).admissions_per_minute / 60 * TICK_SECONDS
        self._carry = 0.0
        self._sold_at = dict.fromkeys((0.9, 0.99), math.inf)
        self.inside = self.inside_most = 0
        self.sold = self.purchases = self.admitted = self.absent = 0

    def run(self) -> Outcome:
        """Play until everything is sold, or nobody is left, or two days have passed."""
        now = 0.0
        self._at(0.0, self._admit)
        while self._events and self.sold < self._sale.tickets and now < HOURS_MAX * 3600:
            now, _, event = heapq.heappop(self._events)
            event(now)
        waits = sorted(self._servers.waits) or [0.0]
        return Outcome(
            minutes=now / 60,
            minutes_90=self._sold_at[0.9] / 60,
            minutes_99=self._sold_at[0.99] / 60,
            sold=self.sold,
            purchases=self.purchases,
            admitted=self.admitted,
            absent=self.absent,
            inside_most=self.inside_most,
            server_busy=self._servers.seconds / (self._cores * now) if now else 0.0,
            wait_p50=1000 * waits[len(waits) // 2],
            wait_p99=1000 * waits[int(len(waits) * 0.99)],
            waiting_at_end=max(0, self._left),
        )

    def _at(self, when: float, event: Event) -> None:
        self._number += 1
        heapq.heappush(self._events, (when, self._number, event))

    def _admit(self, now: float) -> None:
        """Let in as many as the pace says, and never more than could still find places."""
        room = self._stock / self._sale.places * HOLDS / self._sale.buys - self.inside
        wanted = self._pace + self._carry
        called = min(math.floor(wanted), self._left, max(0, math.ceil(room)))
        self._carry = wanted - math.floor(wanted)
        there = math.exp(-now / PATIENCE_SECONDS)
        while called > 0 and self._left > 0:
            self._left -= 1
            if self._random.random() > there:
                # An empty place in the line costs nobody a turn: the next one is called.
                self.absent += 1
                continue
            called -= 1
            self.admitted += 1
            self.inside += 1
            self._at(now + self._thinks(THINK), self._hold)
        self.inside_most = max(self.inside_most, self.inside)
        if self._left > 0 or self.inside > 0 or self._stock > 0:
            self._at(now + TICK_SECONDS, self._admit)

    def _thinks(self, share: float) -> float:
        """Lognormal with a long tail, and the mean that was asked for."""
        mean, sigma = self._sale.turn_seconds * share, 0.8
        return self._random.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)

    def _hold(self, now: float) -> None:
        reading = self._sale.reads * self._costs.read
        answered = self._served(now, HOLD_COST * self._costs.server + reading)
        places = min(self._stock, self._some_places())
        if places == 0 or self._random.random() > HOLDS:
            self.inside -= 1
            return
        self._stock -= places
        if self._random.random() > self._sale.buys / HOLDS:
            self.inside -= 1
            self._at(answered + HOLD_SECONDS, lambda _: self._give_back(places))
            return
        self._at(answered + self._thinks(1 - THINK), lambda then: self._pay(then, places))

    def _some_places(self) -> int:
        """A whole number of places with the mean that was asked for."""
        low = math.floor(self._sale.places)
        return low + (self._random.random() < self._sale.places - low)

    def _pay(self, now: float, places: int) -> None:
        self._served(now, PAY_COST * self._costs.server)
        self.inside -= 1
        self.sold += places
        self.purchases += 1
        for share, at in self._sold_at.items():
            if at == math.inf and self.sold >= share * self._sale.tickets:
                self._sold_at[share] = now

    def _give_back(self, places: int) -> None:
        self._stock += places

    def _served(self, now: float, microseconds: float) -> float:
        return self._servers.serve(now, microseconds * MICRO)
