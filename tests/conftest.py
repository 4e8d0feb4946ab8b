"""Fixtures for everybody; see the modules of `tests/fixtures`."""

from hypothesis import settings

# The same examples each time, however busy the machine is.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

pytest_plugins = [
    "tests.fixtures.engines",
    "tests.fixtures.gateway",
    "tests.fixtures.house",
    "tests.fixtures.inside",
    "tests.fixtures.machines",
    "tests.fixtures.razorpay",
    "tests.fixtures.servers",
    "tests.fixtures.stripe",
    "tests.fixtures.within",
]
