"""Messages to many: who gets one, by what way, once; and how it is ended."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from tessera.accounts.tables import accounts
from tessera.claims.place import place
from tessera.kit.ids import new_id
from tessera.messages.consent.verbs import Preferences, keep_preferences
from tessera.messages.many.campaigns import enter_campaign, progress_of, read_campaign, turn
from tessera.messages.many.deliver import deliver_round
from tessera.messages.many.model import Audience, AudienceKind, Channel, NewCampaign, Status, Text
from tessera.messages.push.send import subscribe
from tessera.messages.tasks import mail_newsletter_question, mail_reminder, remind
from tessera.orders.open import open_orders
from tessera.services import Services, Workshop
from tessera.webhooks.send import Sender
from tests.fixtures.house import House, create_house, create_show, hold, order
from tests.fixtures.inside import Inside
from tests.fixtures.push import Browser, push_service, text
from tests.integration.offers.test_books import pay

HELLO = {"en": Text("New: {title}", "Hello {name},\n\nthe {organization} plays again.")}


class Postman:
    """Keeps the mails that are handed over."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        """Take one."""
        self.mails.append(message)

    @property
    def receivers(self) -> list[str]:
        """To whom they went."""
        return sorted(str(mail["To"]) for mail in self.mails)


@pytest.fixture
async def shop(services: Services) -> AsyncIterator[tuple[Workshop, Sender, Postman]]:
    """A worker's tools."""
    postman, sender = Postman(), Sender(services.settings.webhook_networks_allowed)
    yield Workshop(services, postman), sender, postman
    await sender.close()


async def person(services: Services, name: str, **wants: Any) -> UUID:
    """An account `name@people.test` that wants what is said."""
    account_id = new_id()
    fields = {"id": account_id, "email": f"{name}@people.test", "name": f"{name.title()} X"}
    async with services.db.transaction() as tx:
        await tx.execute(
            accounts.insert().values(
                **fields, role="customer", password_hash="-", status="active", locale="en"
            )
        )
        if wants:
            await keep_preferences(tx, account_id, Preferences(**wants))
    return account_id


async def bought(services: Services, show: Any, account: UUID, *, n: int) -> None:
    """A paid order of an account."""
    held = hold(show.id, n)
    await place(services.db.pool, [held])
    command = order(held, show)
    buyer = msgspec.structs.replace(command.buyer, account_id=account)
    command = msgspec.structs.replace(command, buyer=buyer)
    await open_orders(services.db.pool, [command])
    await pay(services, command.order_id, command.total)


async def started(services: Services, house: House | None, **fields: Any) -> UUID:
    """A campaign on its way."""
    new = NewCampaign(name="New", texts=HELLO, audience=Audience(kind=AudienceKind.ALL))
    new = msgspec.structs.replace(new, **fields)
    async with services.db.transaction() as tx:
        house_id = house.organization_id if house else None
        campaign = await enter_campaign(tx, house_id, new, by=new_id())
        await turn(tx, campaign.id, Status.COLLECTING)
    return campaign.id


async def run(shop: tuple[Workshop, Sender, Postman], rounds: int = 6) -> None:
    """Rounds of the worker."""
    for _ in range(rounds):
        await deliver_round(shop[0], shop[1], most=100)


async def test_who_bought_a_title_hears_of_it_by_the_ways_they_allow(
    services: Services, shop: tuple[Workshop, Sender, Postman]
) -> None:
    """Inbox for all buyers, mail for who asked for it, nothing for strangers; everything once."""
    house = await create_house(services, places=5)
    show = await create_show(services, house)
    ann, ben = await person(services, "ann", news_mail=True), await person(services, "ben")
    await person(services, "cleo", news_mail=True)
    for n, who in enumerate((ann, ben)):
        await bought(services, show, who, n=n)
    audience = Audience(kind=AudienceKind.TITLE, title_id=house.title_id)
    ways = (Channel.INBOX, Channel.MAIL)

    campaign_id = await started(services, house, audience=audience, channels=ways)
    await run(shop)

    rows = await services.db.pool.fetch("SELECT account_id, subject, body FROM inbox_messages")
    assert {row["account_id"] for row in rows} == {ann, ben}
    assert {row["subject"] for row in rows} == {"New: Requiem"}
    assert shop[2].receivers == ["ann@people.test"]
    assert "Hello Ann," in shop[2].mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    campaign = await read_campaign(services.db.pool, campaign_id)
    assert (campaign.status, campaign.recipients) == (Status.DONE, 2)


async def test_one_click_ends_it_and_what_was_collected_before_is_not_sent(
    inside: Inside, shop: tuple[Workshop, Sender, Postman]
) -> None:
    """The headers of RFC 8058; the POST needs no cookie; a GET ends nothing."""
    services = inside.services
    await person(services, "ann", news_mail=True)
    await started(services, None, channels=(Channel.MAIL,))
    await run(shop)
    [mail] = shop[2].mails
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(services.settings.base_url)
    soon = services.clock() + timedelta(hours=1)
    later = await started(services, None, channels=(Channel.MAIL,), send_at=soon)
    await run(shop, 3)
    transport = httpx.ASGITransport(app=inside.shell)
    async with httpx.AsyncClient(transport=transport, base_url="http://tessera.test") as program:
        looked = await program.get(path)
        before = await services.db.pool.fetchval("SELECT count(*) FROM contact_refusals")
        click = {"List-Unsubscribe": "One-Click"}
        ended = [(await program.post(path, data=click)).status_code for _ in range(2)]
    await services.db.pool.execute("UPDATE campaign_recipients SET due_at = now()")
    await run(shop)

    progress = await progress_of(services.db.pool, later)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (looked.status_code, before, ended) == (200, 0, [200, 200])
    assert (progress.sent, progress.skipped, len(shop[2].mails)) == (0, 1, 1)


async def test_a_paused_campaign_sends_nothing_and_a_cancelled_one_never_again(
    services: Services, shop: tuple[Workshop, Sender, Postman]
) -> None:
    """Paused while it is collected, resumed it goes on; what is cancelled stays unsent."""
    await person(services, "ann")
    campaign_id = await started(services, None)
    async with services.db.transaction() as tx:
        await turn(tx, campaign_id, Status.PAUSED)
    await run(shop)
    assert await services.db.pool.fetchval("SELECT count(*) FROM inbox_messages") == 0
    async with services.db.transaction() as tx:
        await turn(tx, campaign_id, Status.COLLECTING)
    await run(shop)
    assert await services.db.pool.fetchval("SELECT count(*) FROM inbox_messages") == 1


async def test_a_newsletter_takes_two_yeses(
    services: Services, shop: tuple[Workshop, Sender, Postman], inside: Inside
) -> None:
    """Asked for, confirmed by the mail, read, ended; unconfirmed, nothing comes."""
    async with inside.by() as guest:
        for name in ("yes", "no"):
            asked = await guest.post("/newsletter", json={"email": f"{name}@readers.test"})
            assert asked.status_code == 202
        ids = await services.db.pool.fetch("SELECT id FROM newsletter_readers ORDER BY email DESC")
        for row in ids:
            await mail_newsletter_question(shop[0], str(row["id"]))
        text_ = shop[2].mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        [token] = re.findall(r"/newsletter/confirmation/(\S+)", text_)
        said = await guest.post("/newsletter/confirmation", json={"token": token})
    shop[2].mails.clear()
    only = Audience(kind=AudienceKind.LIST)
    await started(services, None, audience=only, channels=(Channel.MAIL,))
    await run(shop)

    assert said.json() == {"status": "confirmed"}
    assert shop[2].receivers == ["yes@readers.test"]


async def test_a_browser_really_reads_what_is_pushed_and_one_that_is_gone_is_forgotten(
    services: Services, shop: tuple[Workshop, Sender, Postman]
) -> None:
    """Sealed for it, over real HTTP; 410 ends the subscription."""
    ann = await person(services, "ann")
    async with push_service(Browser()) as browser:
        async with services.db.transaction() as tx:
            keys = {"p256dh": text(browser.public), "auth": text(browser.auth)}
            await subscribe(tx, ann, endpoint=browser.url, plain=True, **keys)
        await started(services, None, channels=(Channel.PUSH,))
        await run(shop)
        browser.status = 410
        await started(services, None, channels=(Channel.PUSH,))
        await run(shop)

    assert [msgspec.json.decode(one)["url"] for one in browser.heard] == ["/inbox"]
    assert browser.headers[0]["Content-Encoding"] == "aes128gcm"
    assert browser.headers[0]["Authorization"].startswith("vapid t=")
    assert await services.db.pool.fetchval("SELECT count(*) FROM push_subscriptions") == 0


async def test_buyers_are_reminded_once_unless_they_want_none(
    services: Services, shop: tuple[Workshop, Sender, Postman]
) -> None:
    """A day before; bought long enough ago; by a job that may run twice."""
    house = await create_house(services, places=5)
    show = await create_show(services, house)
    quiet = await person(services, "quiet", reminders=False)
    await bought(services, show, await person(services, "ann"), n=0)
    await bought(services, show, quiet, n=1)
    await services.db.pool.execute("UPDATE orders SET paid_at = now() - interval '7 h'")
    await services.db.pool.execute("UPDATE shows SET starts_at = now() + interval '20 h'")
    for _ in range(2):
        await remind(services)
    jobs = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'mail_reminder'"
    assert await services.db.pool.fetchval(jobs) == 1
    for _ in range(2):
        await mail_reminder(shop[0], str(show.id))

    assert len(shop[2].mails) == 1
    assert "Requiem" in str(shop[2].mails[0]["Subject"])
