"""Halls to draw, as `GET /seat-plans/{id}` answers them: a cinema and an arena of 21,000 places."""

import json
import random
from typing import Any

from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.generate.arena import arena as make_arena
from tessera.venues.plan.generate.cinema import Band
from tessera.venues.plan.generate.cinema import cinema as make_cinema
from tessera.venues.plan.geometry import geometry
from tessera.venues.plan.model import SeatPlan

Plan = dict[str, Any]


def cinema() -> Plan:
    """14 rows of 24 seats with two aisles, three bands, four wheelchair places."""
    bands = (
        Band("regular", "Regular", 5),
        Band("prime", "Prime", 4),
        Band("circle", "Circle", 5, space=10.0),
    )
    return answer(make_cinema(rows=14, seats_per_row=24, aisles=(6, 18), bands=bands, accessible=4))


def arena() -> Plan:
    """Blocks in two rings around a standing floor of 3,000, about 21,000 places in all."""
    return answer(make_arena())


def answer(plan: SeatPlan) -> Plan:
    """The geometry as a browser gets it."""
    read: Plan = json.loads(geometry(compile_plan(plan)))
    return read


def states(plan: Plan, *, seed: int = 7, taken: float = 0.32) -> str:
    """One sign for each place (`.hpsx`), the same for the same seed."""
    rnd = random.Random(seed)
    return "".join(
        "s" if roll < taken * 0.85 else "h" if roll < taken * 0.95 else "p" if roll < taken else "."
        for roll in (rnd.random() for _ in range(plan["capacity"]))
    )
