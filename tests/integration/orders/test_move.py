"""A show moves: everybody is carried over, told, and may have their money back."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tessera.accounts.model import Person, Role
from tessera.claims.place import place
from tessera.kit.errors import Invalid, Refused
from tessera.kit.ids import new_id
from tessera.kit.mail import FolderMailer
from tessera.kit.saga import SagaStatus
from tessera.operations.queues import drain
from tessera.operations.saga_kinds import SAGAS
from tessera.orders.move.begin import begin, goal_of
from tessera.orders.move.decide import give_back, keep
from tessera.orders.move.model import MoveWanted
from tessera.orders.move.read import latest_move, own_move
from tessera.orders.move.routes import look
from tessera.orders.read import read_order
from tessera.payments.model import PaymentStarted, Settle, Settlement, StartPayment
from tessera.payments.settle import settle
from tessera.payments.start import start
from tessera.services import Services, Workshop
from tessera.shows.model import Show
from tessera.tickets.check_in import check_in
from tessera.tickets.model import CheckInResult
from tessera.tickets.read import claim_of, read_ticket
from tessera.venues.enter import enter_seat_plan
from tessera.venues.plan.check import check
from tests.fixtures.house import create_house, create_show, hold, seat_plan
from tests.fixtures.scenes import REASON, Scene, another_hall, clean, moving_show, play, saga_now
from tests.integration.orders.test_cancel_show import sold_show


@pytest.fixture
def shop(services: Services, tmp_path: Path) -> Workshop:
    """What jobs are done with; mails end in a folder."""
    return Workshop(services, FolderMailer(tmp_path / "mail"))


async def first_order(services: Services) -> UUID:
    """The oldest paid order."""
    order_id: UUID = await services.db.pool.fetchval(
        "SELECT id FROM orders WHERE status = 'paid' ORDER BY created_at, id LIMIT 1"
    )
    return order_id


async def moved(services: Services, shop: Workshop, places: int = 7) -> Scene:
    """A show that has moved."""
    scene = await moving_show(services, places=places)
    saga = await play(shop, scene)
    assert saga.status is SagaStatus.DONE
    services.shows.forget(scene.show_id)
    return scene


async def test_everybody_is_told_with_new_tickets(
    services: Services, shop: Workshop, tmp_path: Path
) -> None:
    """One mail an order: why, the new places, the new codes; one click to keep or to return."""
    await moved(services, shop)

    await drain(shop)

    mails = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    told = [mail for mail in mails if REASON in mail]
    assert len(told) == 3
    assert all("application/pdf" in mail for mail in told)


async def test_code_of_the_old_place_no_longer_opens_the_door(
    services: Services, shop: Workshop
) -> None:
    """The new one does, at the new place."""
    scene = await moving_show(services)
    ticket_id = await services.db.pool.fetchval("SELECT id FROM tickets ORDER BY id LIMIT 1")
    codes = services.ticket_codes
    old = codes.sign(claim_of(await read_ticket(services.db.pool, ticket_id)))

    await play(shop, scene)

    new = codes.sign(claim_of(await read_ticket(services.db.pool, ticket_id)))
    door = Person(new_id(), new_id(), "d@house.test", "Dora", Role.ADMIN, "en", {})
    results = []
    for code in (old, new):
        async with services.db.transaction() as tx:
            answer = await check_in(tx, codes, door, code=code, gate="A", show_id=scene.show_id)
        results.append(answer.result)
    assert results == [CheckInResult.VOID, CheckInResult.ADMITTED]


async def test_who_has_no_place_gets_everything_back_and_the_others_sit(
    services: Services, shop: Workshop
) -> None:
    """Six people, five seats: one line goes back whole, fee included; the books close."""
    scene = await moved(services, shop, places=5)

    found = await latest_move(services.db.pool, scene.show_id)
    refunded = await services.db.pool.fetchval("SELECT sum(amount) FROM refunds")
    line = await services.db.pool.fetchrow("SELECT face + fee + tax AS total FROM order_lines")
    assert found.standings["none"] == 1
    assert refunded == line["total"]
    assert await services.db.pool.fetchval("SELECT count(*) FROM claims") == 5
    await clean(services)


async def test_customer_who_keeps_is_asked_no_more(services: Services, shop: Workshop) -> None:
    """From then on the usual terms hold; a second answer is refused."""
    await moved(services, shop)
    order_id = await first_order(services)
    async with services.db.transaction() as tx:
        await keep(tx, order_id)

    with pytest.raises(Refused):
        async with services.db.transaction() as tx:
            await keep(tx, order_id)

    assert await own_move(services.db.pool, order_id) is None


async def test_customer_who_returns_gets_everything_even_after_the_free_time(
    services: Services, shop: Workshop
) -> None:
    """The policy would keep it by then; who bought something else is not bound by that."""
    scene = await moved(services, shop)
    await services.db.pool.execute("UPDATE organizations SET cancel_until_minutes = 100000")
    services.shows.forget(scene.show_id)
    show = (await services.shows.get(scene.show_id)).show
    order = await read_order(services.db.pool, await first_order(services))

    async with services.db.transaction() as tx:
        after, _ = await give_back(tx, order.id, show)

    assert (after.status, after.refunds[0].amount) == ("refunded", order.total)
    assert after.refunds[0].reason == "show_moved"
    found = await latest_move(services.db.pool, scene.show_id)
    assert (found.kept, found.returned) == (0, 1)
    await clean(services)


async def test_hall_that_was_taken_meanwhile_turns_the_move_back(
    services: Services, shop: Workshop
) -> None:
    """The exclusion constraint decides; the show sells again where it was."""
    scene = await moving_show(services)
    row = await services.db.pool.fetchrow(
        """SELECT s.title_id, m.wanted->>'hall_id' AS hall_id, s.organization_id
        FROM show_moves m JOIN shows s ON s.id = m.show_id"""
    )
    show = (await services.shows.get(scene.show_id)).show
    rival = await create_rival(
        services, title_id=row["title_id"], hall_id=int(row["hall_id"]), starts_at=show.starts_at
    )

    saga = await play(shop, scene)

    assert (saga.status, saga.failure) == (SagaStatus.UNDONE, "hall_busy")
    services.shows.forget(scene.show_id)
    again = (await services.shows.get(scene.show_id)).show
    assert again.hall.id != int(row["hall_id"])
    assert again.on_sale_at(services.clock())
    assert rival != scene.show_id
    await clean(services)


async def create_rival(
    services: Services, *, title_id: int, hall_id: int, starts_at: object
) -> int:
    """Another show in the new hall at the same time, planned behind the saga's back."""
    rival: int = await services.db.pool.fetchval(
        """INSERT INTO shows (organization_id, title_id, hall_id, seat_plan_id, status, starts_at,
            ends_at, hall_busy_until, sales_open_at, sales_close_at, currency, capacity)
        SELECT organization_id, $1, $2, seat_plan_id, 'scheduled', starts_at + interval '1 day',
            ends_at + interval '1 day', hall_busy_until + interval '1 day', sales_open_at,
            sales_close_at + interval '1 day', currency, capacity
        FROM shows WHERE starts_at = $3 RETURNING id""",
        title_id,
        hall_id,
        starts_at,
    )
    return rival


async def test_money_that_comes_after_the_move_goes_back(
    services: Services, shop: Workshop
) -> None:
    """An expired order names places of the old plan: it never gets another's seat."""
    scene = await moving_show(services)
    row = await services.db.pool.fetchrow("SELECT id, total FROM orders WHERE status = 'pending'")
    show = (await services.shows.get(scene.show_id)).show
    held = hold(show.id, 0)
    await services.db.pool.execute("UPDATE orders SET expires_at = now() + interval '1 hour'")
    yes = await attempt_of(services, row["id"], row["total"])
    await services.db.pool.execute(
        "UPDATE orders SET expires_at = now() - interval '1 s' WHERE status = 'pending'"
    )
    await play(shop, scene)

    [settled], _ = await settle(services.db.pool, [yes])

    assert settled.code is Settlement.REFUNDING
    assert (await place(services.db.pool, [held])) is not None
    await clean(services)


async def test_move_that_cannot_be_says_everything_that_is_wrong(services: Services) -> None:
    """All at once, each with its path; nothing changes."""
    scene = await moving_show(services)
    show = (await services.shows.get(scene.show_id)).show
    past = MoveWanted(reason=" ", starts_at=services.clock() - timedelta(days=1))
    same = MoveWanted(reason="x")

    problems = []
    for wanted in (past, same):
        with pytest.raises(Invalid) as invalid:
            async with services.db.transaction() as tx:
                await goal_of(tx, show.id, wanted, now=services.clock())
        problems.append([problem.path for problem in invalid.value.problems])

    assert problems == [["starts_at", "sales_close_at", "reason"], [""]]


async def test_paused_show_sells_to_nobody(services: Services, shop: Workshop) -> None:
    """From the first step on until the show sells again."""
    scene = await moving_show(services)
    await SAGAS["show_move"].steps[0].act(shop, await saga_now(services, scene))
    services.shows.forget(scene.show_id)

    paused = (await services.shows.get(scene.show_id)).show
    await play(shop, scene)
    services.shows.forget(scene.show_id)
    after = (await services.shows.get(scene.show_id)).show

    assert not paused.on_sale_at(services.clock())
    assert after.on_sale_at(services.clock())


async def attempt_of(services: Services, order_id: UUID, total: int) -> Settle:
    """An attempt that is under way, and the provider's yes to it."""
    payment_id = new_id()
    [outcome] = await start(
        services.db.pool, [StartPayment(payment_id, order_id, "mock", "tok_success")]
    )
    assert isinstance(outcome, PaymentStarted)
    return Settle(payment_id, "succeeded", new_id(), total, "INR", str(payment_id))


async def test_preview_names_the_places_no_longer_kept_back(services: Services) -> None:
    """A blocked place that the new hall has not; the one that it has stays blocked."""
    show = await create_show(services, await create_house(services, places=4))
    hall_id = await another_hall(services, show.hall.id, 3)
    await services.db.pool.executemany(
        "INSERT INTO claims (show_id, place, state, owner) VALUES ($1, $2, 'blocked', $3)",
        [(show.id, place_, new_id()) for place_ in (2, 3)],
    )
    wanted = MoveWanted(reason=REASON, hall_id=hall_id)

    seen = await look(services, show.id, wanted)

    assert seen.blocked_lost == ("A 4",)


async def new_version(services: Services, show: Show, *, drops: int = 0) -> MoveWanted:
    """The hall's plan with another seat before all others, and perhaps without the last ones."""
    document = seat_plan(7 - drops)
    seats = document["sections"][0]["rows"][0]["seats"]
    seats.insert(0, seats[0] | {"label": "0", "x": 0.0})
    async with services.db.transaction() as tx:
        info = await enter_seat_plan(tx, show.organization_id, check(document | {"name": "New"}))
    return MoveWanted(reason="One seat more", seat_plan_id=info.id, same_places=True)


async def test_new_version_of_a_plan_keeps_everybody_where_they_are(
    services: Services, shop: Workshop
) -> None:
    """Each label stays with its order though its number is another; nobody has to answer."""
    show, owner = await sold_show(services, orders=3)
    wanted = await new_version(services, show)
    query = "SELECT order_id, n, label, place FROM order_lines ORDER BY order_id, n"
    before = await services.db.pool.fetch(query)
    async with services.db.transaction() as tx:
        goal = await goal_of(tx, show.id, wanted, now=services.clock())
        saga_id = await begin(tx, show.id, wanted, account_id=owner, goal=goal, unplaced=0)
    saga = await play(shop, Scene(saga_id, show.id, clean))
    after = await services.db.pool.fetch(query)

    assert saga.status is SagaStatus.DONE
    assert [row["label"] for row in after] == [row["label"] for row in before]
    assert [row["place"] for row in after] == [row["place"] + 1 for row in before]
    move = await latest_move(services.db.pool, show.id)
    assert (move.orders, move.kept, move.standings) == (3, 3, {"same": 6})
    await clean(services)


async def test_new_version_that_loses_a_sold_place_is_refused_by_name(services: Services) -> None:
    """Before anything begins."""
    show, _ = await sold_show(services, orders=3)
    wanted = await new_version(services, show, drops=2)

    with pytest.raises(Refused) as refused:
        await look(services, show.id, wanted)

    assert refused.value.code == "plan_loses_places"
    assert refused.value.facts["places"] == ["A 6"]
