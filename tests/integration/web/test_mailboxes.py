"""How many mails a stranger can have sent to one mailbox."""

import httpx

from tessera.messages.tasks import confirm_order
from tessera.payments.settle import settle
from tessera.services import Services, Workshop
from tests.fixtures.house import create_house
from tests.fixtures.inside import Inside
from tests.integration.messages.test_confirm import Mailbox
from tests.integration.payments.test_settle import started

REFUSED = (429, "too_many_mails")


async def knock(client: httpx.AsyncClient, email: str) -> list[tuple[int, str]]:
    """What six asks for a mail to an address are answered: codes to register and to reset."""
    paths = ["/auth/registrations", "/auth/resets"] * 3
    answers = [await client.post(path, json={"email": email}) for path in paths]
    return [(one.status_code, one.json().get("code", "")) for one in answers]


async def test_sixth_mail_that_strangers_ask_for_is_refused_whoever_lives_there(
    inside: Inside,
) -> None:
    """All kinds count together, however the address is written; an address with an account is
    answered as one without, and another one is free."""
    await inside.person("ann")
    async with inside.by() as stranger:
        known = await knock(stranger, "Ann@people.test")
        unknown = await knock(stranger, "nobody@people.test")
        again = await stranger.post("/auth/resets", json={"email": " ann@people.test"})
        other = await stranger.post("/auth/resets", json={"email": "ben@people.test"})

    assert known == unknown == [(202, "")] * 5 + [REFUSED]
    assert (again.status_code, other.status_code) == (429, 202)
    assert int(again.headers["retry-after"]) >= 1
    assert "mail" not in other.headers.get("ratelimit", "")


async def test_invitations_count_as_mails_that_strangers_ask_for(inside: Inside) -> None:
    """Five organizations' worth of them from one hand, and a repeat under its key is none."""
    house = await create_house(inside.services)
    path = f"/organizations/{house.organization_id}/invitations"
    wanted = {"email": "ann@people.test", "role": "door"}
    async with inside.by(house.owner_id) as owner:
        keys = ["a", "a", "a", "b", "c", "d", "e", "f", "a"]
        answers = [
            await owner.post(path, json=wanted, headers={"Idempotency-Key": key}) for key in keys
        ]

    assert [one.status_code for one in answers] == [201] * 7 + [429, 201]


async def test_purchase_is_mailed_to_a_mailbox_that_strangers_have_filled(
    inside: Inside, services: Services
) -> None:
    """Tickets are not counted with what strangers ask for."""
    opening, yes = await started(services, 0, 1)
    await settle(services.db.pool, [yes])
    async with inside.by() as stranger:
        asked = await knock(stranger, opening.buyer.email)
    mailbox = Mailbox()

    await confirm_order(Workshop(services, mailbox), str(opening.order_id))

    assert asked[-1] == REFUSED
    assert [mail["To"] for mail in mailbox.mails] == [opening.buyer.email]
