"""The pages about one show, as a browser without JavaScript uses them."""

import httpx

from tessera.accounts.model import MemberRole
from tessera.organizations.found import set_member
from tessera.services import Workshop
from tests.fixtures.balcony import buy, create_balcony
from tests.fixtures.inside import Inside
from tests.integration.messages.test_confirm import Mailbox, drain_at_once
from tests.integration.venues.test_venue_pages import PAGE, SITE, send


async def see(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """A page, or what the browser gets instead."""
    return await client.get(SITE + path, headers=PAGE)


async def mailed(inside: Inside, like: str) -> int:
    """How many mails of a kind were sent, once every job is done."""
    await drain_at_once(Workshop(inside.services, Mailbox()))
    count: int = await inside.services.db.pool.fetchval(
        "SELECT count(*) FROM mails WHERE status = 'sent' AND cause LIKE $1", like
    )
    return count


async def test_ticket_is_moved_after_a_look_and_both_places_tell_of_it(inside: Inside) -> None:
    """Preview, waived difference, new ticket by mail, story of the old place."""
    house, for_sale = await create_balcony(inside.services)
    order = await buy(inside.services, for_sale, 4)
    page = f"/organizer/orders/{order.id}/lines/1/place"
    async with inside.by(house.owner_id) as client:
        look = await see(client, f"{page}?to=A-2&reason=Broken")
        lost = await send(client, f"{page}?to=A-2", page, to="#1", expected_back="0")
        fields = {"to": "#1", "expected_back": "0", "waive": "yes", "reason": "Broken"}
        done = await send(client, f"{page}?to=A-2", page, **fields)
        story = await see(client, f"/organizer/shows/{order.show_id}/places?q=b1")

    assert "Dearer by" in look.text
    assert (lost.status_code, "waived" in lost.text) == (409, True)
    assert (done.status_code, "B 1 → A 2" in done.text) == (200, True)
    assert "Ticket moved away from here" in story.text
    assert await mailed(inside, "reseated:%") == 1


async def test_guest_is_invited_to_the_places_ticked_and_written(inside: Inside) -> None:
    """What is wrong is told beside its field; the guest stands on the list, which is CSV too."""
    house, for_sale = await create_balcony(inside.services)
    page = f"/organizer/shows/{for_sale.show.id}/invitations"
    guest = {"name": "=Petra", "email": "petra@press.test", "place": "0"}
    async with inside.by(house.owner_id) as client:
        wrong = await send(client, page, page, **guest, places="Z 9", reason="")
        done = await send(client, page, page, **guest, places="A2", reason="Press")
        listed = await see(client, f"/organizer/shows/{for_sale.show.id}/attendees?q=petra&came=no")
        table = await see(client, f"/organizer/shows/{for_sale.show.id}/attendees.csv")

    assert (wrong.status_code, wrong.text.count("field__error") >= 1) == (422, True)
    assert "An invitation by Olga Owner: Press" in done.text
    assert listed.text.count("petra@press.test") == 2
    assert table.text.splitlines()[1].startswith("A 1,regular,'=Petra,petra@press.test,")


async def test_tickets_are_mailed_as_often_as_asked_and_notes_stay_inside(inside: Inside) -> None:
    """Two presses are two mails; the buyer's own page has no note."""
    house, for_sale = await create_balcony(inside.services)
    order = await buy(inside.services, for_sale, 0)
    page = f"/organizer/orders/{order.id}"
    async with inside.by(house.owner_id) as client, inside.by() as guest:
        for _ in range(2):
            await send(client, page, f"{page}/mail")
        noted = await send(client, page, f"{page}/notes", text="Comes late")
        token = inside.services.order_tokens.token(order.id)
        own = await see(guest, f"/orders/{order.id}?token={token}")

    assert await mailed(inside, "again:%") == 2
    assert ("Comes late" in noted.text, "Comes late" in own.text) == (True, False)


async def test_box_office_sees_everything_and_moves_nothing(inside: Inside) -> None:
    """Tabs lead everywhere; the acts are the managers'."""
    house, for_sale = await create_balcony(inside.services)
    order = await buy(inside.services, for_sale, 0)
    bob = await inside.person("bob")
    async with inside.services.db.transaction() as tx:
        await set_member(tx, house.organization_id, bob, role=MemberRole.BOX_OFFICE)
    show = f"/organizer/shows/{order.show_id}"
    async with inside.by(bob) as client:
        pages = [await see(client, f"{show}{end}") for end in ("", "/sold?step=3", "/places?row=0")]
        own = await see(client, f"/organizer/orders/{order.id}")
        refused = [
            await see(client, f"{show}/invitations"),
            await see(client, f"/organizer/orders/{order.id}/lines/1/place"),
        ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "/invitations" not in pages[0].text
    assert ("Box office" in own.text, "Mail the tickets again" in own.text) == (True, False)
    assert [page.status_code for page in refused] == [403, 403]
