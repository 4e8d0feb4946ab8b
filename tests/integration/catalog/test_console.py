"""Titles as those keep them who organize: edited by two, copied, deleted, many at once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tessera.accounts.model import Role
from tessera.catalog.model import TitleStatus
from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.titles import create_title, work_off


async def test_second_editor_is_told_what_the_first_has_saved(inside: Inside) -> None:
    """A stale version is refused with the title as it is; saved anew with it, it goes through."""
    house = await create_house(inside.services)
    title = await create_title(inside.services, organization_id=house.organization_id)
    path = f"/titles/{title.id}"
    async with inside.by(house.owner_id) as one, inside.by(house.owner_id) as two:
        first = await one.patch(path, json={"version": 1, "tagline": "Chaos"})
        stale = await two.patch(path, json={"version": 1, "tagline": "War"})
        current = stale.json()["current"]
        again = await two.patch(path, json={"version": current["version"], "tagline": "War"})

    assert (first.json()["version"], stale.status_code) == (2, 409)
    assert (stale.json()["code"], current["tagline"]) == ("changed_meanwhile", "Chaos")
    assert (again.json()["tagline"], again.json()["version"]) == ("War", 3)


async def test_same_name_and_language_is_entered_once_by_an_organization(inside: Inside) -> None:
    """Another language is another title; so is another organization's; case does not matter."""
    house = await create_house(inside.services)
    body = {"kind": "film", "name": "Ran", "runtime_minutes": 160, "original_language": "Japanese"}
    async with inside.by(house.owner_id) as owner:
        own = body | {"organization_id": house.organization_id}
        codes = [
            (await owner.post("/titles", json=own | more)).status_code
            for more in ({}, {"name": " rAN "}, {"original_language": "Hindi"})
        ]
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        shared = await platform.post("/titles", json=body)

    assert codes == [201, 409, 201]
    assert shared.status_code == 201


async def test_copy_is_a_draft_that_is_numbered(inside: Inside) -> None:
    """Twice copied it has two numbers; everything said of it comes along."""
    house = await create_house(inside.services)
    made: dict[str, Any] = {
        "organization_id": house.organization_id,
        "genres": ("Drama",),
        "rating_tenths": 75,
    }
    title = await create_title(inside.services, **made)
    async with inside.by(house.owner_id) as owner:
        path = f"/titles/{title.id}/copies"
        copies = [(await owner.post(path, json={})).json() for _ in range(2)]
        hidden = await owner.get(f"/titles/{copies[0]['id']}")

    assert [copy["name"] for copy in copies] == ["Ran (2)", "Ran (3)"]
    assert all(c["status"] == "draft" and c["genres"] == ["Drama"] for c in copies)
    assert hidden.status_code == 404


async def test_what_has_a_history_is_archived_and_never_deleted(inside: Inside) -> None:
    """Without shows it goes; with shows to come it stays; with past ones it is archived."""
    house = await create_house(inside.services)
    own = {"organization_id": house.organization_id}
    spare = await create_title(inside.services, "Spare", **own)
    played = await create_title(inside.services, "Played", **own)
    show = await create_show(inside.services, house, title_id=played.id)
    async with inside.by(house.owner_id) as owner:
        gone = await owner.delete(f"/titles/{spare.id}")
        on = await owner.delete(f"/titles/{played.id}")
        await inside.services.db.pool.execute(
            "UPDATE shows SET status = 'completed' WHERE id = $1", show.id
        )
        kept = await owner.delete(f"/titles/{played.id}")
    status = await inside.services.db.pool.fetchval(
        "SELECT status FROM titles WHERE id = $1", played.id
    )

    assert gone.json()["outcome"] == "deleted"
    assert (on.status_code, on.json()["code"]) == (409, "title_has_shows")
    assert (kept.json()["outcome"], status) == ("archived", "archived")


async def test_hidden_title_is_nowhere_for_guests(inside: Inside) -> None:
    """Neither by its address nor in a list, until it is shown again."""
    title = await create_title(inside.services)
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        seen = [await found(inside, title.id)]
        for enabled in (False, True):
            await platform.patch(f"/titles/{title.id}", json={"enabled": enabled})
            seen.append(await found(inside, title.id))

    assert seen == [(200, 1), (404, 0), (200, 1)]


async def found(inside: Inside, title_id: int) -> tuple[int, int]:
    """The status of a title's address for an admin, who reads fresh, and how many are listed."""
    admin = await inside.services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
    async with inside.by(admin) as reader:
        one = await reader.get(f"/titles/{title_id}")
        listed = await reader.get("/titles")
    return one.status_code, len(listed.json()["items"])


async def test_moved_dates_turn_a_published_title(inside: Inside) -> None:
    """A premiere put off makes it upcoming again, one put forward releases it."""
    now = inside.services.clock().date()
    title = await create_title(inside.services, released_on=now)
    admin = await inside.person("admin", Role.ADMIN)
    states = []
    async with inside.by(admin) as platform:
        for days in (7, -1):
            day = (now + timedelta(days=days)).isoformat()
            answer = await platform.patch(f"/titles/{title.id}", json={"released_on": day})
            states.append(answer.json()["status"])

    assert states == ["upcoming", "released"]


async def run(client: httpx.AsyncClient, action: str, *ids: int, house: int) -> dict[str, Any]:
    """Order an act on many titles."""
    body = {"action": action, "title_ids": ids, "organization_id": house}
    answer = await client.post("/title-runs", json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_run_does_what_was_foreseen_and_its_undo_gives_it_back(inside: Inside) -> None:
    """What somebody has edited since stays as they left it."""
    house = await create_house(inside.services)
    own = {"organization_id": house.organization_id}
    ids = [(await create_title(inside.services, name, **own)).id for name in ("A", "B", "C")]
    async with inside.by(house.owner_id) as owner:
        asked = {"action": "archive", "title_ids": ids} | own
        foreseen = (await owner.post("/title-runs/preview", json=asked)).json()["titles"]
        made = await run(owner, "archive", *ids, house=house.organization_id)
        await work_off(inside.services)
        await owner.patch(f"/titles/{ids[2]}", json={"tagline": "touched"})
        undoing = (await owner.post(f"/title-runs/{made['id']}/undo")).json()
        await work_off(inside.services)
        undone = (await owner.get(f"/title-runs/{undoing['id']}")).json()
        twice = await owner.post(f"/title-runs/{made['id']}/undo")
    rows = await inside.services.db.pool.fetch("SELECT status FROM titles WHERE id = ANY($1)", ids)

    assert [one["outcome"] for one in foreseen] == ["done"] * 3
    assert (undone["done"], undone["refused"]) == (2, 1)
    assert sorted(row["status"] for row in rows) == ["archived", "released", "released"]
    assert twice.json()["code"] == "nothing_to_undo"


async def test_run_goes_on_where_one_title_refuses(inside: Inside) -> None:
    """A name that is taken refuses one of them; others' titles are not touched."""
    house = await create_house(inside.services)
    own = {"organization_id": house.organization_id}
    old = await create_title(inside.services, "Same", status=TitleStatus.ARCHIVED, **own)
    await create_title(inside.services, "Same", **own)
    other = await create_title(inside.services, "Other", status=TitleStatus.ARCHIVED, **own)
    async with inside.by(house.owner_id) as owner:
        ids = (old.id, other.id, house.title_id)
        made = await run(owner, "restore", *ids, house=house.organization_id)
        await work_off(inside.services)
        done = (await owner.get(f"/title-runs/{made['id']}")).json()
    lines = await inside.services.db.pool.fetch(
        "SELECT action FROM audit_log WHERE subject_id = $1", str(other.id)
    )

    assert (done["titles"], done["done"], done["refused"]) == (2, 1, 1)
    assert [line["action"] for line in lines] == ["title.changed"]


@pytest.mark.parametrize("body", [{"action": "undo", "title_ids": [1]}, {"action": "hide"}])
async def test_impossible_run_is_refused_with_its_field(
    inside: Inside, body: dict[str, Any]
) -> None:
    """Nothing chosen, or an undo of nothing in particular."""
    admin = await inside.person("admin", Role.ADMIN)
    async with inside.by(admin) as platform:
        answer = await platform.post("/title-runs", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("action", "title_ids")
