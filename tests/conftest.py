"""Fixtures for everybody; see the modules of `tests/fixtures`."""

import gc

import pytest
from hypothesis import settings

from tests.fixtures.drawn import draw_once

# The same examples each time, however busy the machine is.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

draw_once()

# To look for garbage among all that is read at a start, every 700 objects, is a tenth of the time.
gc.set_threshold(100_000, 50, 100)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there when the tests begin stays to their end."""
    gc.collect()
    gc.freeze()


pytest_plugins = [
    "tests.fixtures.engines",
    "tests.fixtures.gateway",
    "tests.fixtures.house",
    "tests.fixtures.inside",
    "tests.fixtures.machines",
    "tests.fixtures.nursery",
    "tests.fixtures.order",
    "tests.fixtures.razorpay",
    "tests.fixtures.servers",
    "tests.fixtures.stripe",
    "tests.fixtures.within",
    # After those that it reads, or their assertions would say little.
    "tests.fixtures.entrance",
]
