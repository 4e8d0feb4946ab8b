"""Reading changes nothing: a link that somebody is lured to does no deed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tessera.kit.database import Database
from tests.e2e.test_idempotency import snapshot
from tests.e2e.test_roles import every_route, stage
from tests.fixtures.matrix import Stage

__all__ = ["stage"]

pytestmark = pytest.mark.xdist_group("roles")

QUESTIONS = {"challenges"}
"""Pages that ask for a passkey or a code put a question of their own to whoever reads them."""


@pytest.fixture
async def lasting(stage: Stage) -> AsyncIterator[Stage]:
    """The stage of the matrix, but what is done there stays done."""
    dry = stage.app.state.services
    db = Database(dry.db.engine, dry.db.pool, dry.db.lines)
    stage.app.state.services = replace(dry, db=db)
    yield stage
    stage.app.state.services = dry


@pytest.mark.parametrize("kind", ["owner", "customer", "admin"])
async def test_no_get_changes_a_row(lasting: Stage, kind: str) -> None:
    """Every route that reads, by who may read the most: the database is as it was, but for when
    somebody was here last."""
    services = lasting.app.state.services
    before = await snapshot(services)
    reads = [path for method, path, _ in every_route() if method == "GET"]

    let_in = [(await lasting.knock(kind, "GET", path, body=None)).status for path in reads]

    after = await snapshot(services)
    assert let_in.count(200) > 30
    assert {name for name in before if before[name] != after[name]} - QUESTIONS == set()
