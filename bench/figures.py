"""What it costs to count: `python -m bench.figures`, without engines.

Nanoseconds of each thing that a request or a batch pays, and what a purchase pays together. The
rest of the machine is not asked, so run it where nothing else does.
"""

import json
import sys
import timeit
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import facts
from tessera.kit.causes import CAUSE, Cause
from tessera.kit.figures import Times, TimesBy, tally
from tessera.kit.tracing import is_on, span

RESULTS = Path(__file__).parent / "results"
ROUNDS, EACH = 7, 100_000
REQUESTS = 3
"""A purchase is a hold, an order and a payment."""
SPANS = 1
"""Of these, one asks a provider; the other questions to tracing are asked per statement."""
BATCH = 64
BATCHES = 4
"""Verbs of a purchase, each in a batch of that many."""


def costs() -> dict[str, float]:
    """Nanoseconds of each piece, the best of some rounds."""
    times, by, codes = Times(), TimesBy[tuple[str, ...]](), Counter[tuple[str, ...]]()
    route = "/api/v1/shows/{show_id:int}/holds"

    def off() -> None:
        with span("nothing"):
            pass

    pieces = {
        "times_note": lambda: times.note(0.0123),
        "request_noted": lambda: by["POST", route, str(201)].note(0.0123),
        "refusal_tallied": lambda: tally(codes, ("place_taken", route)),
        "cause_set": lambda: CAUSE.set(Cause("abcdefghijkl")),
        "span_while_off": off,
        "tracing_asked": is_on,
    }
    empty = min(timeit.repeat(lambda: None, number=EACH, repeat=ROUNDS))
    return {
        name: round(1e9 * (min(timeit.repeat(piece, number=EACH, repeat=ROUNDS)) - empty) / EACH, 1)
        for name, piece in pieces.items()
    }


def main() -> None:
    """Measure, print and write down."""
    found = costs()
    purchase = (
        REQUESTS * (found["request_noted"] + found["cause_set"])
        + SPANS * (found["span_while_off"] + found["times_note"])
        + BATCHES * (3 * found["times_note"] + found["tracing_asked"]) / BATCH
    )
    result = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts(),
        "nanoseconds": found,
        "nanoseconds_a_purchase": round(purchase, 1),
    }
    text = json.dumps(result, indent=2)
    sys.stdout.write(text + "\n")
    name = f"{datetime.now(UTC):%Y-%m-%d-%H%M}-figures.json"
    (RESULTS / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
