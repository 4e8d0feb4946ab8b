"""The live sale, told by processes and read together."""

import msgspec
import pytest

from tessera.accounts.model import Role
from tessera.kit.figures import BOUNDS
from tessera.operations.live.model import SPAN_SECONDS, Told
from tessera.operations.live.tell import Teller
from tessera.services import Services
from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside

SLOW = [0] * len(BOUNDS) + [4]


async def tell_as(services: Services, process: str, told: Told, *, ago: int = 0) -> None:
    """What another process would have told."""
    await services.db.pool.execute(
        """INSERT INTO sale_moments (at, process, figures)
        VALUES (now() - $1 * interval '1 second', $2, $3::text::jsonb)""",
        ago,
        process,
        msgspec.json.encode(told).decode(),
    )


async def test_deeds_of_all_processes_come_together_by_show(inside: Inside) -> None:
    """A hold here and forty elsewhere; the other show's are not of this one."""
    services = inside.services
    show = await create_show(services, await create_house(services))
    async with inside.by() as visitor:
        for status in (201, 409):
            answer = await visitor.post(f"/shows/{show.id}/holds", json={"places": [0]})
            assert answer.status_code == status
    assert await Teller(services).tell()
    away = Told(shows={"77": {"holds": 40}}, steps={"hold": SLOW}, refusals={"place_taken": 9})
    await tell_as(services, "elsewhere", away)

    admin = await inside.person("ada", Role.ADMIN)
    async with inside.by(admin) as client:
        whole = (await client.get("/admin/live")).json()
        one = (await client.get("/admin/live", params={"show_id": show.id})).json()

    assert sum(moment["holds"] for moment in whole["moments"]) == 41
    assert sum(moment["holds"] for moment in one["moments"]) == 1
    assert whole["refusals"]["place_taken"] == 10
    assert whole["processes"] == 2
    assert whole["p99"]["hold"] == BOUNDS[-1]


async def test_what_was_told_once_is_not_told_again(services: Services) -> None:
    """A second row has only what came since; a slot that is taken loses nothing."""
    teller = Teller(services)
    services.maps.told[5, "sold"] += 3
    assert await teller.tell()
    services.maps.told[5, "sold"] += 2

    same_slot = await teller.tell()
    await services.db.pool.execute("UPDATE sale_moments SET at = at - interval '1 minute'")
    assert await teller.tell() or same_slot

    rows = await services.db.pool.fetch("SELECT figures::text AS told FROM sale_moments")
    told = [msgspec.json.decode(row["told"], type=Told) for row in rows]
    assert sum(each.shows["5"]["paid"] for each in told) == 5
    assert not services.maps.told


async def test_old_slots_are_forgotten_and_not_shown(inside: Inside) -> None:
    """The page looks back a quarter of an hour; the table keeps little more."""
    services = inside.services
    await tell_as(services, "a", Told(shows={"1": {"paid": 7}}), ago=SPAN_SECONDS + 60)
    await tell_as(services, "b", Told(shows={"1": {"paid": 7}}), ago=3600)
    services.maps.told[1, "sold"] += 1
    await Teller(services).tell()

    admin = await inside.person("ada", Role.SUPPORT)
    async with inside.by(admin) as client:
        sale = (await client.get("/admin/live")).json()

    assert sum(moment["paid"] for moment in sale["moments"]) == 1
    assert await services.db.pool.fetchval("SELECT count(*) FROM sale_moments") == 2


@pytest.mark.parametrize("show_id", ["0", "-1", "nine", "9" * 30])
async def test_no_number_of_a_show_is_refused(inside: Inside, show_id: str) -> None:
    """With its path, as every wrong input."""
    admin = await inside.person("ada", Role.ADMIN)
    async with inside.by(admin) as client:
        answer = await client.get("/admin/live", params={"show_id": show_id})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["show_id"]
