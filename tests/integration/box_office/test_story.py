"""Who had a place, and when; and what was sold until when."""

from tessera.box_office.model import ReseatWanted
from tessera.box_office.read import attendees, sold_intervals
from tessera.box_office.reseat import reseat
from tessera.box_office.rules import sold_at
from tessera.box_office.story import story_of
from tessera.claims.model import ReleaseHold
from tessera.claims.place import place
from tessera.claims.release import release
from tessera.claims.tasks import sweep
from tessera.orders.cancel import cancel
from tessera.services import Services
from tests.fixtures.balcony import buy, create_balcony
from tests.fixtures.house import hold, let_time_pass


async def told(services: Services, show_id: int, *, place_: int, label: str) -> list[str]:
    """What happened to a place."""
    async with services.db.transaction() as tx:
        return [event.what for event in await story_of(tx, show_id, place=place_, label=label)]


async def test_baskets_leave_a_trace_whether_they_lapse_or_are_given_back(
    services: Services,
) -> None:
    """The sweeper and the release write it; a hold itself writes nothing more than before."""
    _, for_sale = await create_balcony(services)
    show_id = for_sale.show.id
    given = hold(show_id, 0, 1)
    await place(services.db.pool, [given])
    await release(services.db.pool, [ReleaseHold(given.hold_id, show_id, (0, 1))])
    await place(services.db.pool, [hold(show_id, 0)])

    before = await told(services, show_id, place_=0, label="A 1")
    await let_time_pass(services.db, 700)
    await sweep(services)

    # Within a millisecond nobody can say what came first.
    assert sorted(before) == ["held", "held_now", "released"]
    assert sorted(await told(services, show_id, place_=0, label="A 1")) == [
        "held",
        "held",
        "lapsed",
        "released",
    ]
    assert await told(services, show_id, place_=1, label="A 2") == ["held", "released"]


async def test_story_follows_a_ticket_to_its_other_place(services: Services) -> None:
    """Both places tell it, and who gave the second one back."""
    _, for_sale = await create_balcony(services)
    show_id = for_sale.show.id
    order = await buy(services, for_sale, 0)
    account_id = await services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
    wanted = ReseatWanted(n=1, place=2, account_id=account_id, reason="Asked for it")
    async with services.db.transaction() as tx:
        await reseat(tx, order.id, for_sale=for_sale, wanted=wanted)
    async with services.db.transaction() as tx:
        await cancel(tx, order.id, for_sale.show, lines=None)

    old = await told(services, show_id, place_=0, label="A 1")
    new = await told(services, show_id, place_=2, label="A 3")

    assert old[:2] == ["held", "ordered"]
    assert {"sold", "payment_succeeded", "moved_away"} <= set(old)
    assert new[-1] == "given_back"
    assert "moved_here" in new


async def test_sold_places_of_an_instant_are_those_sold_then(services: Services) -> None:
    """Before the move the old place, after it the new one, at the end none."""
    _, for_sale = await create_balcony(services)
    order = await buy(services, for_sale, 0)
    account_id = await services.db.pool.fetchval("SELECT id FROM accounts LIMIT 1")
    async with services.db.transaction() as tx:
        await reseat(
            tx,
            order.id,
            for_sale=for_sale,
            wanted=ReseatWanted(n=1, place=2, account_id=account_id),
        )
    coming = await attendees(services.db.pool, for_sale.show.id, words="a 3")
    async with services.db.transaction() as tx:
        await cancel(tx, order.id, for_sale.show, lines=None)

    first, second = await sold_intervals(services.db.pool, for_sale.show.id)

    assert [one.label for one in coming] == ["A 3"]
    assert (first.place, second.place) == (0, 2)
    assert sold_at([first, second], first.since) == {0}
    assert sold_at([first, second], second.since) == {2}
    assert second.until is not None
    assert sold_at([first, second], second.until) == set()
