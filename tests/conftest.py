"""Fixtures for everybody; see the modules of `tests/fixtures`."""

pytest_plugins = [
    "tests.fixtures.engines",
    "tests.fixtures.gateway",
    "tests.fixtures.house",
    "tests.fixtures.servers",
]
