"""Switch test mode on and off, and tell which orders are tests."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.organizations.trial.model import Done, Trial, TrialRefusal
from tessera.settings import Settings

sql = named.beside(__file__)


async def switch(tx: Tx, organization_id: int, settings: Settings, *, on: bool) -> None:
    """Nothing where it stands like that already. Raises `Refused(test_not_offered)` where the
    installation has no simulated provider."""
    if on and "mock" not in settings.payment_providers:
        raise Refused(TrialRefusal.TEST_NOT_OFFERED)
    if on:
        await begin_test(tx, organization_id)
    else:
        await tx.fetch(sql["end_period"], organization_id)


async def begin_test(tx: Tx, organization_id: int) -> None:
    """From now on, where it has not begun before."""
    await tx.fetch(sql["open_period"], organization_id)


async def trial_of(connection: Any, organization_id: int) -> Trial:
    """How things stand."""
    [row] = await connection.fetch(sql["look"], organization_id)
    since = await connection.fetch(sql["since"], organization_id)
    return Trial(since[0]["since"] if since else None, **dict(row))


async def tried_among(connection: Any, order_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these orders are tests."""
    rows = await connection.fetch(sql["tried_among"], list(order_ids))
    return frozenset(row["id"] for row in rows)


async def done_by(connection: Any, organization_id: int, *, payable: bool) -> Done:
    """How far the organization has come on its way to a first ticket sold; `payable` is whether it
    offers a way to pay."""
    [row] = await connection.fetch(sql["done"], organization_id)
    return Done(payment=payable, **dict(row))


async def unfinished_among(connection: Any, organization_ids: Sequence[int]) -> int | None:
    """The newest of these organizations that has never sold a ticket."""
    rows = await connection.fetch(sql["unfinished"], list(organization_ids))
    return rows[0]["id"] if rows else None
