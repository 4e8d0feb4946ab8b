"""Setting a room up and steering it over REST: everything once, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest

from tessera.waiting_room.model import Lane, Phase
from tests.fixtures.house import create_show
from tests.fixtures.inside import Inside
from tests.fixtures.rooms import Sale, arrivals, create_sale, fresh, look, turn

CALLS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "change": ("PATCH", "", {"message": "Soon", "inside_max": 7}),
    "phase": ("PUT", "/phase", {"phase": "gathering"}),
    "codes": ("POST", "/codes", {"quantity": 3, "label": "Friends"}),
    "revocation": ("POST", "/codes/revocation", None),
}


def house_of(sale: Sale) -> str:
    """Where the organization's rooms are."""
    return f"/organizations/{sale.house.organization_id}/waiting-rooms"


async def test_room_is_set_up_once_and_a_show_has_one(inside: Inside) -> None:
    """The same key makes one room; a second room before the same show is refused."""
    sale = await create_sale(inside.services)
    show = await create_show(inside.services, sale.house, days=2)
    opens = (inside.services.clock() + timedelta(hours=1)).isoformat()
    body = {"name": "Second", "show_ids": [show.id], "opens_at": opens}
    async with inside.by(sale.house.owner_id) as client:
        keyed = {"Idempotency-Key": "room"}
        first = await client.post(house_of(sale), json=body, headers=keyed)
        again = await client.post(house_of(sale), json=body, headers=keyed)
        second = await client.post(house_of(sale), json=body)
        listed = (await client.get(house_of(sale))).json()["items"]

    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert first.json() == again.json()
    assert first.json()["seed"] is None
    assert (second.status_code, second.json()["code"]) == (409, "show_has_room")
    assert len(listed) == 2


async def test_everything_wrong_with_a_room_is_told_at_once(inside: Inside) -> None:
    """Each problem with its field; another organization's show is no show of yours."""
    sale = await create_sale(inside.services)
    now = inside.services.clock()
    body = {
        "name": " ",
        "show_ids": [sale.show.id, 999],
        "gathers_at": (now + timedelta(hours=3)).isoformat(),
        "presale_at": (now + timedelta(hours=1)).isoformat(),
        "opens_at": (now + timedelta(hours=2)).isoformat(),
    }
    async with inside.by(sale.house.owner_id) as client:
        refused = await client.post(house_of(sale), json=body)

    assert refused.status_code == 422
    fields = [problem["field"] for problem in refused.json()["errors"]]
    assert fields == ["name", "gathers_at", "presale_at", "show_ids[1]"]


@pytest.mark.parametrize("name", CALLS)
async def test_steering_is_done_once_and_by_nobody_else(inside: Inside, name: str) -> None:
    """A repeat has one effect; strangers find nothing, and another house finds no such room."""
    sale = await create_sale(inside.services)
    stranger = await inside.person("stranger")
    method, path, body = CALLS[name]
    url = f"{house_of(sale)}/{sale.room.id}{path}"
    async with inside.by(sale.house.owner_id) as client:
        keyed = {"Idempotency-Key": name}
        first = await client.request(method, url, json=body, headers=keyed)
        again = await client.request(method, url, json=body, headers=keyed)
    async with inside.by(stranger) as client:
        refused = await client.request(method, url, json=body)

    assert first.status_code in (200, 201), first.text
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert refused.status_code in (403, 404)


async def test_times_stay_once_people_gather_and_the_pace_does_not(inside: Inside) -> None:
    """Who queues counts on what was announced."""
    sale = await create_sale(inside.services)
    url = f"{house_of(sale)}/{sale.room.id}"
    later = (inside.services.clock() + timedelta(hours=5)).isoformat()
    async with inside.by(sale.house.owner_id) as client:
        await client.put(f"{url}/phase", json={"phase": "gathering"})
        times = await client.patch(url, json={"opens_at": later})
        pace = await client.patch(url, json={"fixed_pace": 30, "message": "Tea at the bar"})
        back = await client.put(f"{url}/phase", json={"phase": "paused"})

    assert (times.status_code, times.json()["code"]) == (409, "room_begun")
    assert pace.json()["fixed_pace"] == 30
    assert back.json()["code"] == "phase_not_possible"


async def test_board_tells_how_it_stands_and_how_it_went(inside: Inside) -> None:
    """Figures of now and a moment for each slot of the span."""
    sale = await create_sale(inside.services, fixed_pace=600)
    await turn(inside.services, sale.room, Phase.GATHERING, Phase.OPEN)
    await arrivals(inside.services, sale.room, 30)
    await look(inside.services, sale.room)
    async with inside.by(sale.house.owner_id) as client:
        url = f"{house_of(sale)}/{sale.room.id}"
        board = (await client.get(url, params={"span": "10m"})).json()
        wrong = await client.get(url, params={"span": "7y"})

    assert board["lanes"]["main"]["serving"] == 10
    assert board["waiting"] == 20
    assert board["now"]["free"] == 20
    assert [moment["called"] for moment in board["moments"]] == [10]
    assert wrong.status_code == 422


async def test_code_opens_the_presale_once_until_codes_are_revoked(inside: Inside) -> None:
    """One place a code, wherever it is typed; a new generation ends the others."""
    sale = await create_sale(inside.services)
    await turn(inside.services, sale.room, Phase.GATHERING)
    place = f"/waiting-rooms/{sale.room.id}/places"
    codes = f"{house_of(sale)}/{sale.room.id}/codes"
    async with inside.by(sale.house.owner_id) as client:
        issue = (await client.post(codes, json={"quantity": 2})).json()
        [code, other] = (await client.get(f"{codes}/{issue['first']}")).json()["codes"]
        first = (await client.post(place, json={"code": code})).json()
        again = (await client.post(place, json={"code": code.lower().replace("-", " ")})).json()
        await client.post(f"{codes}/revocation")
        inside.services.rooms.shelf.forget(sale.room.id)
        ended = await client.post(place, json={"code": other})

    assert (first["lane"], first["number"], first["rank"]) == ("presale", 1, 1)
    assert again["number"] == 1
    assert (ended.status_code, ended.json()["code"]) == (422, "code_unknown")
    assert (await fresh(inside.services, sale.room)).lanes[Lane.PRESALE].arrived == 1
