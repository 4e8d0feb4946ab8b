"""Waiting and steering by page, as a browser without JavaScript does it."""

import re
from datetime import timedelta

import httpx

from tessera.waiting_room.model import Phase
from tests.fixtures.inside import Inside
from tests.fixtures.rooms import arrivals, call, create_sale, fresh, turn

SITE = "http://tessera.test"


async def send(client: httpx.AsyncClient, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form of a page, and follow where it leads."""
    found = await client.get(SITE + page, headers={"Accept": "text/html"})
    token = re.search(r'name="csrf_token" value="([^"]+)"', found.text)
    assert token, found.text[:500]
    return await client.post(
        SITE + to,
        data=fields | {"csrf_token": token[1]},
        headers={"Accept": "text/html"},
        follow_redirects=True,
    )


async def test_visitor_joins_is_drawn_goes_in_and_holds_without_javascript(inside: Inside) -> None:
    """The whole way by links and forms; a reload keeps the place, and another browser has none."""
    sale = await create_sale(inside.services)
    room, show = f"/waiting-rooms/{sale.room.id}", f"/shows/{sale.show.id}"
    await turn(inside.services, sale.room, Phase.GATHERING)
    async with inside.by() as client, inside.by() as stranger:
        shut = await client.get(SITE + show)
        joined = await send(client, room, f"{room}/places")
        again = await send(stranger, room, f"{room}/places")
        await turn(inside.services, sale.room, Phase.OPEN)
        waiting = await client.get(SITE + room)
        await call(inside.services, sale.room, 2)
        called = await client.get(SITE + room)
        went_in = await send(client, room, f"{room}/enter")
        held = await send(client, show, f"{show}/holds", place="1")
        refused = await send(stranger, room, f"{show}/holds", place="2")

    assert (room in shut.text, 'name="place"' in shut.text) == (True, False)
    assert "number 1" in joined.text
    assert "number 2" in again.text
    assert 'http-equiv="refresh"' in waiting.text
    assert f'action="{room}/enter"' in called.text
    assert went_in.url.path == show
    assert 'name="place"' in went_in.text
    assert held.url.path.startswith("/checkout/")
    assert refused.status_code == 403


async def test_reload_and_second_form_keep_the_place(inside: Inside) -> None:
    """Joining twice in one browser takes one number."""
    sale = await create_sale(inside.services)
    room = f"/waiting-rooms/{sale.room.id}"
    await turn(inside.services, sale.room, Phase.GATHERING)
    async with inside.by() as client:
        await send(client, room, f"{room}/places")
        token = client.cookies[f"tessera_place_{sale.room.id}"]
        await arrivals(inside.services, sale.room, 5)
        answer = await client.post(f"/waiting-rooms/{sale.room.id}/places", json={})

    assert answer.json()["number"] == 1
    assert answer.json()["ticket"] == token


async def test_who_has_left_can_queue_again_at_the_end(inside: Inside) -> None:
    """A turn that is over offers another place, and not before."""
    sale = await create_sale(inside.services)
    room = f"/waiting-rooms/{sale.room.id}"
    await turn(inside.services, sale.room, Phase.GATHERING, Phase.OPEN)
    async with inside.by() as client:
        await send(client, room, f"{room}/places")
        await send(client, "/sign-in", f"{room}/places", anew="yes")
        assert (await fresh(inside.services, sale.room)).waiting == 1
        await call(inside.services, sale.room, 1)
        await send(client, room, f"{room}/enter")
        over = await send(client, room, f"{room}/leave")
        queued = await send(client, room, f"{room}/places", anew="yes")

    assert "Your turn is over" in over.text
    assert "People ahead of you" in queued.text


async def test_one_place_per_account_is_found_from_every_device(inside: Inside) -> None:
    """Guests are asked to sign in; a second device has the same place, and no one else's works."""
    sale = await create_sale(inside.services, one_per_account=True)
    await turn(inside.services, sale.room, Phase.GATHERING)
    ann, ben = await inside.person("ann"), await inside.person("ben")
    places = f"/waiting-rooms/{sale.room.id}/places"
    async with inside.by() as guest:
        assert (await guest.post(places, json={})).status_code == 401
    async with inside.by(ann) as client:
        first = (await client.post(places, json={})).json()
    async with inside.by(ann) as elsewhere:
        second = (await elsewhere.post(places, json={})).json()
    async with inside.by(ben) as other:
        stolen = await other.get(
            f"/waiting-rooms/{sale.room.id}/place", headers={"Waiting-Ticket": first["ticket"]}
        )

    assert first["number"] == second["number"] == 1
    assert stolen.json()["code"] == "place_of_another"


async def test_organizer_sets_up_steers_and_issues_codes_by_page(inside: Inside) -> None:
    """What REST does, forms do: make, gather, open, pause, message, codes as CSV."""
    sale = await create_sale(inside.services)
    await turn(inside.services, sale.room, Phase.CLOSED)
    rooms = f"/organizer/organizations/{sale.house.organization_id}/waiting-rooms"
    opens = (inside.services.clock() + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    new = {"name": "Premiere", "show": str(sale.show.id), "opens_at": opens}
    new |= {"inside_max": "5", "turn_minutes": "3"}
    async with inside.by(sale.house.owner_id) as client:
        wrong = await send(client, rooms, rooms, **(new | {"name": " ", "inside_max": "many"}))
        board = await send(client, rooms, rooms, **new)
        where = board.url.path
        for phase in ("gathering", "open", "paused"):
            board = await send(client, where, f"{where}/phase", phase=phase)
        codes = await send(client, where, f"{where}/codes", quantity="3", label="Friends")
        csv = await client.get(f"{SITE}{where}/codes/1/csv")
        public = await client.get(SITE + re.findall(r'"(/waiting-rooms/\d+)"', codes.text)[0])

    assert wrong.status_code == 422
    assert wrong.text.count("field--bad") == 2
    assert "Go on" in board.text
    assert len(csv.text.split()) == 4
    assert "Premiere" in public.text
