"""The demo's exports on a timetable: last week's orders, every Monday."""

from collections.abc import Iterable

from tessera.insights.exports.model import Every, NewSchedule, Table
from tessera.insights.exports.schedules import enter_schedule
from tessera.kit.database import Tx
from tessera.organizations.found import read_organization

NEW = NewSchedule(name="Orders of the week", table=Table.ORDERS, every=Every.WEEK, weekday=1)


async def enter_exports(tx: Tx, organization_ids: Iterable[int]) -> None:
    """The same for each organization; its owner gets the mail."""
    now = await tx.raw.fetchval("SELECT tessera_now()")
    for organization_id in organization_ids:
        owner = await tx.raw.fetchval(
            "SELECT account_id FROM members WHERE organization_id = $1 AND role = 'owner' LIMIT 1",
            organization_id,
        )
        organization = await read_organization(tx, organization_id)
        await enter_schedule(tx, organization, NEW, account_id=owner, now=now)
