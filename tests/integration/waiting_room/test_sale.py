"""The sale behind a room, over its REST interface: who may hold what, and until when."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tessera.accounts.model import MemberRole
from tessera.organizations.found import set_member
from tessera.waiting_room.model import Phase, Turn
from tests.fixtures.house import let_time_pass
from tests.fixtures.inside import Inside
from tests.fixtures.rooms import Sale, call, create_sale, fresh, look, turn


async def queue(client: httpx.AsyncClient, sale: Sale, **body: Any) -> dict[str, str]:
    """Take a place; the header that shows it."""
    answer = await client.post(f"/waiting-rooms/{sale.room.id}/places", json=body)
    assert answer.status_code == 200, answer.text
    return {"Waiting-Ticket": answer.json()["ticket"]}


async def go_in(client: httpx.AsyncClient, sale: Sale, ticket: dict[str, str]) -> dict[str, str]:
    """Be admitted; the header that shows it."""
    answer = await client.post(f"/waiting-rooms/{sale.room.id}/admission", headers=ticket)
    assert answer.status_code == 200, answer.text
    return {"Admission": answer.json()["token"]}


async def hold(client: httpx.AsyncClient, sale: Sale, place: int, **headers: str) -> httpx.Response:
    """Ask for a place of the show."""
    return await client.post(
        f"/shows/{sale.show.id}/holds", json={"places": [place]}, headers=headers
    )


async def admitted(inside: Inside, client: httpx.AsyncClient, **fields: Any) -> tuple[Sale, Any]:
    """A sale behind an open room, and the admission of the first who came."""
    sale = await create_sale(inside.services, **fields)
    await turn(inside.services, sale.room, Phase.GATHERING, Phase.OPEN)
    ticket = await queue(client, sale)
    await call(inside.services, sale.room, 1)
    return sale, await go_in(client, sale, ticket)


async def test_sale_behind_a_room_is_for_who_was_let_in(inside: Inside) -> None:
    """Without an admission a hold is refused, with the way to the room; with one it is placed."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)

        without = await hold(client, sale, 1)
        with_it = await hold(client, sale, 1, **admission)
        shown = (await client.get(f"/shows/{sale.show.id}")).json()["waiting_room"]

    assert (without.status_code, without.json()["code"]) == (403, "admission_required")
    assert without.json()["waiting_room"]["url"] == f"/waiting-rooms/{sale.room.id}"
    assert with_it.status_code == 201
    assert shown["admission_required"] is True


async def test_sale_before_a_planned_room_and_after_a_closed_one_is_open(inside: Inside) -> None:
    """A room that does not stand there asks nobody."""
    async with inside.by() as client:
        sale = await create_sale(inside.services)
        before = await hold(client, sale, 1)
        await turn(inside.services, sale.room, Phase.GATHERING)
        during = await hold(client, sale, 2)
        await turn(inside.services, sale.room, Phase.OPEN, Phase.CLOSED)
        after = await hold(client, sale, 3)

    assert [a.status_code for a in (before, during, after)] == [201, 403, 201]


async def test_forged_foreign_and_lapsed_admissions_open_nothing(inside: Inside) -> None:
    """Only what was signed here, for this room, and is not over."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        turns = inside.services.rooms.turns
        mine = turns.open(admission["Admission"])
        assert mine is not None
        other_room = Turn(mine.admission_id, mine.room_id + 1, mine.lane, mine.n, mine.until)
        lapsed = Turn(mine.admission_id, mine.room_id, mine.lane, mine.n, 1)
        made_up = Turn(uuid4(), mine.room_id, mine.lane, mine.n + 1, mine.until)
        torn = admission["Admission"].replace("TWT1.", "TWT1.AAAA", 1)[:-4]

        tokens = [torn, "TWT1.", *(turns.seal(t) for t in (other_room, lapsed, made_up))]
        answers = [await hold(client, sale, 1, Admission=token) for token in tokens]

    assert [answer.status_code for answer in answers] == [403] * 5


async def test_ticket_is_no_admission_and_an_admission_no_ticket(inside: Inside) -> None:
    """Each kind of token is signed with a key of its own."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        ticket = await queue(client, sale)

        as_admission = await hold(client, sale, 1, Admission=ticket["Waiting-Ticket"])
        as_ticket = await client.get(
            f"/waiting-rooms/{sale.room.id}/place",
            headers={"Waiting-Ticket": admission["Admission"]},
        )

    assert as_admission.status_code == 403
    assert as_ticket.json()["code"] == "place_unknown"


async def test_one_inside_holds_twice_at_most_and_gets_room_back_by_releasing(
    inside: Inside,
) -> None:
    """The cap of a turn counts live holds, and a burst is counted one by one."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        first = await hold(client, sale, 1, **admission)
        second = await hold(client, sale, 2, **admission)
        third = await hold(client, sale, 3, **admission)
        held = first.json()
        await client.delete(f"/holds/{held['id']}", headers={"Hold-Token": held["token"]})
        fourth = await hold(client, sale, 4, **admission)

    assert [a.status_code for a in (first, second, third, fourth)] == [201, 201, 409, 201]
    assert third.json()["code"] == "too_many_holds"


async def test_holds_left_to_lapse_make_the_next_one_wait_longer_each_time(inside: Inside) -> None:
    """None for one, then a pause that doubles."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        lapse = "UPDATE room_holds SET until = now() - interval '1 s' WHERE until > now()"
        answers = []
        for place in range(4):
            answers.append(await hold(client, sale, place, **admission))
            await inside.services.db.pool.execute(lapse)
        await inside.services.db.pool.execute(
            "UPDATE room_holds SET until = until - interval '31 s'"
        )
        later = await hold(client, sale, 5, **admission)

    assert [a.status_code for a in answers] == [201, 201, 429, 429]
    assert answers[2].json()["code"] == "cooling_down"
    assert 20 <= int(answers[2].headers["retry-after"]) <= 30
    assert later.status_code == 201


async def test_hold_that_is_sent_again_is_answered_as_before_though_no_more_may_be_held(
    inside: Inside,
) -> None:
    """The idempotency key comes before the cap."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        keyed = admission | {"Idempotency-Key": "once"}
        first = await hold(client, sale, 1, **keyed)
        await hold(client, sale, 2, **admission)
        again = await hold(client, sale, 1, **keyed)

    assert again.status_code == 201
    assert again.json() == first.json()


async def test_who_sells_for_the_house_does_not_queue(inside: Inside) -> None:
    """The box office sells while everybody else waits; another house's does not."""
    async with inside.by() as client:
        sale, _ = await admitted(inside, client)
    seller, stranger = await inside.person("seller"), await inside.person("stranger")
    async with inside.services.db.transaction() as tx:
        await set_member(tx, sale.house.organization_id, seller, role=MemberRole.BOX_OFFICE)
    async with inside.by(seller) as client:
        own = await hold(client, sale, 1)
    async with inside.by(stranger) as client:
        foreign = await hold(client, sale, 2)

    assert (own.status_code, foreign.status_code) == (201, 403)


async def test_paid_order_frees_the_place_inside_and_ends_the_turn(inside: Inside) -> None:
    """Who has bought leaves the hall to the next one, and buys no second time in the same turn."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        held = (await hold(client, sale, 1, **admission)).json()
        wanted = {"hold_id": held["id"], "hold_token": held["token"]}
        order = await client.post(
            "/orders", json=wanted | {"buyer": {"name": "Ann", "email": "ann@buyers.test"}}
        )
        await client.post(
            f"/orders/{order.json()['id']}/payments",
            json={"provider": "mock", "method": "tok_success"},
            headers={"Order-Token": order.json()["token"]},
        )
        await look(inside.services, sale.room)
        more = await hold(client, sale, 2, **admission)

    assert (await fresh(inside.services, sale.room)).bought == 1
    assert more.json()["code"] == "admission_required"


async def test_turn_ends_when_its_time_is_over(inside: Inside) -> None:
    """PostgreSQL decides, whatever the signed token still says."""
    async with inside.by() as client:
        sale, admission = await admitted(inside, client)
        await inside.services.db.pool.execute(
            "UPDATE admissions SET admitted_at = now() - interval '2 h',"
            " until = now() - interval '1 s'"
        )
        refused = await hold(client, sale, 1, **admission)

    assert refused.json()["code"] == "admission_required"


@pytest.mark.parametrize("left", [False, True])
async def test_turn_that_was_left_is_over(inside: Inside, left: bool) -> None:
    """Leaving makes room for the next one."""
    async with inside.by() as client:
        sale = await create_sale(inside.services)
        await turn(inside.services, sale.room, Phase.GATHERING, Phase.OPEN)
        ticket = await queue(client, sale)
        await call(inside.services, sale.room, 1)
        admission = await go_in(client, sale, ticket)
        if left:
            await client.delete(f"/waiting-rooms/{sale.room.id}/admission", headers=ticket)
        held = await hold(client, sale, 1, **admission)
        again = await client.post(f"/waiting-rooms/{sale.room.id}/admission", headers=ticket)

    assert held.status_code == (403 if left else 201)
    assert again.status_code == (410 if left else 200)


async def test_sale_without_a_room_notes_nothing(inside: Inside) -> None:
    """What waiting rooms count costs other shows no row."""
    sale = await create_sale(inside.services)
    async with inside.by() as client:
        assert (await hold(client, sale, 1)).status_code == 201
    await let_time_pass(inside.services.db, 1)

    assert await inside.services.db.pool.fetchval("SELECT count(*) FROM room_holds") == 0
