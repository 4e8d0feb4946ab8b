"""The database knows the same statuses as the tables of the lifecycles: said twice, the same."""

import re

import pytest

from tessera.services import Services
from tests.unit.test_lifecycles import ALL


@pytest.mark.parametrize("table", ALL)
async def test_database_allows_the_statuses_of_the_lifecycle_and_no_other(
    services: Services, table: str
) -> None:
    """The constraint on the column lists exactly what the enum has."""
    column = {"claims": "state", "waiting_rooms": "phase"}.get(table, "status")

    constraint = await services.db.pool.fetchval(
        """SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = $1::text::regclass AND contype = 'c' AND conname = $2""",
        table,
        f"{table}_{column}_check",
    )

    assert set(re.findall(r"'(\w+)'", constraint)) == set(ALL[table].statuses)
