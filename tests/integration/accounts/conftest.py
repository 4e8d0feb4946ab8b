"""People before the door of one server."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.entrance import Entrance, Entrances, Someone
from tests.fixtures.factors import ann


@pytest.fixture(scope="module")
async def entrance(module_database_url: str, entrances: Entrances) -> AsyncIterator[Entrance]:
    """One server for the tests of a module."""
    async with entrances(module_database_url) as made:
        yield made


@pytest.fixture
async def someone(entrance: Entrance) -> Someone:
    """Somebody new for each test."""
    email = f"{uuid4().hex}@buyers.test"
    return Someone(await ann(entrance.services, email), email)


@pytest.fixture
async def program(entrance: Entrance) -> AsyncIterator[httpx.AsyncClient]:
    """A program, not signed in."""
    async with httpx.AsyncClient(base_url=entrance.server.url, timeout=30) as client:
        yield client
