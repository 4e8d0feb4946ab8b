"""Halls to draw: a cinema of 336 seats and an arena of 21,000 places, in the shape of api.md."""

import math
import random
from typing import Any

Plan = dict[str, Any]
SHOW_STATES = "sold held pending blocked"


def cinema() -> Plan:
    """14 curved rows of 24 seats with two aisles; four wheelchair places at the back."""
    places: list[Plan] = []
    for r in range(14):
        for n in range(24):
            category = "prime" if 5 <= r <= 8 and 6 <= n <= 17 else "circle" if r > 8 else "regular"
            place: Plan = {
                "place": len(places),
                "label": f"Row {chr(65 + r)} seat {n + 1}",
                "row": chr(65 + r),
                "seat": str(n + 1),
                "section": "Stalls",
                "category": category,
                "x": round(n * 28 + (22 if n > 5 else 0) + (22 if n > 17 else 0), 1),
                "y": round(110 + r * 29 - ((n - 11.5) / 12) ** 2 * 16, 1),
            }
            if r == 13 and n in (0, 1, 22, 23):
                place |= {"accessible": True}
            if r == 0 and n in (0, 23):
                place |= {"restricted_view": True}
            places.append(place)
    stage = {"kind": "stage", "label": "Screen", "shape": _polygon(110, 30, 580, 14)}
    return {
        "id": "plan-cinema",
        "capacity": len(places),
        "sections": ["Stalls"],
        "categories": ["regular", "circle", "prime"],
        "places": places,
        "areas": [],
        "decorations": [stage],
    }


def arena() -> Plan:
    """36 blocks of 500 seats around a standing floor of 3,000."""
    places: list[Plan] = []
    names = [f"{tier}{block + 1:02d}" for tier in "AB" for block in range(18)]
    for tier in range(2):
        for block in range(18):
            middle = math.tau * (block + 0.5) / 18
            for row in range(20):
                radius = 620 + tier * 520 + row * 22
                for n in range(25):
                    angle = middle + (n - 12) * 20 / (620 + tier * 520 + 10 * 22)  # straight aisles
                    places.append({
                        "place": len(places),
                        "label": f"Block {names[tier * 18 + block]} row {row + 1} seat {n + 1}",
                        "row": str(row + 1),
                        "seat": str(n + 1),
                        "section": names[tier * 18 + block],
                        "category": ("lower", "upper")[tier] if block % 9 else "vip",
                        "x": round(radius * 1.25 * math.sin(angle), 1),
                        "y": round(-radius * math.cos(angle), 1),
                    })  # fmt: skip
    floor = {"kind": "rectangle", "x": -420, "y": -300, "width": 840, "height": 700}
    return {
        "id": "plan-arena",
        "capacity": 21_000,
        "sections": names,
        "categories": ["floor", "lower", "upper", "vip"],
        "places": places,
        "areas": [
            {
                "name": "floor",
                "label": "Floor",
                "category": "floor",
                "first_place": 18_000,
                "capacity": 3_000,
                "shape": floor,
            }
        ],
        "decorations": [
            {"kind": "stage", "label": "Stage", "shape": _polygon(-260, -480, 520, 120)}
        ],
    }


def states(plan: Plan, *, seed: int = 7, taken: float = 0.32) -> str:
    """One sign for each place (`.hpsx`), the same for the same seed."""
    rnd = random.Random(seed)
    return "".join(
        "s" if roll < taken * 0.85 else "h" if roll < taken * 0.95 else "p" if roll < taken else "."
        for roll in (rnd.random() for _ in range(plan["capacity"]))
    )


def _polygon(x: float, y: float, width: float, height: float) -> Plan:
    """A stage: a trapezium that opens towards the seats."""
    points = [[x + 24, y], [x + width - 24, y], [x + width, y + height], [x, y + height]]
    return {"kind": "polygon", "points": points}
