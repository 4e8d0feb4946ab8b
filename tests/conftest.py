"""Fixtures for everybody; see the modules of `tests/fixtures`."""

from hypothesis import settings

from tests.fixtures.drawn import draw_once

# The same examples each time, however busy the machine is.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

draw_once()

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
