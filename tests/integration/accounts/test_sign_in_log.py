"""Who comes in, and how, can be read afterwards."""

import structlog

from tessera.accounts.enter import enter
from tessera.accounts.factors.model import How
from tessera.services import Services
from tests.fixtures.factors import PROGRAM, ann, with_app


async def test_every_way_in_leaves_a_line(services: Services) -> None:
    """Who, how, from where, and whether a second factor was shown or is still asked for."""
    account_id = await ann(services)
    with structlog.testing.capture_logs() as lines:
        async with services.db.transaction() as tx:
            await enter(tx, services, account_id, how=How.PASSWORD, visit=PROGRAM)
            await enter(tx, services, account_id, how=How.PASSKEY, visit=PROGRAM)
        await with_app(services, account_id)
        async with services.db.transaction() as tx:
            await enter(tx, services, account_id, how=How.GOOGLE, visit=PROGRAM)

    told = [(line["event"], line.get("proved"), line.get("how")) for line in lines]
    assert told == [
        ("signed_in", False, None),
        ("signed_in", True, None),
        ("second_factor_asked", None, "google"),
    ]
    assert {line["account_id"] for line in lines} == {str(account_id)}
    assert {line["address"] for line in lines} == {PROGRAM.address}
