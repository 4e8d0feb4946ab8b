"""Jobs that tell people: load, call a verb, done."""

from uuid import UUID

import msgspec
import structlog

from tessera.kit.causes import caused_by, causes_of_each
from tessera.kit.ids import new_id
from tessera.kit.jobs import JobKind, Queue, enqueue
from tessera.kit.mail import Mail
from tessera.kit.tracing import span
from tessera.messages.consent.verbs import sql as of_consent
from tessera.messages.many.campaigns import read_campaign
from tessera.messages.many.campaigns import sql as of_many
from tessera.messages.many.letters import letter_to, words_of
from tessera.messages.many.write import campaign_mail
from tessera.messages.send import send
from tessera.messages.write import (
    cancellation,
    changed,
    confirmation,
    money_back,
    moved,
    newsletter_question,
    other_places,
    reminder,
)
from tessera.orders.move.read import own_move
from tessera.orders.read import read_order
from tessera.orders.replacement.model import ReplacementStatus
from tessera.orders.replacement.read import replacement_of
from tessera.payments.of_orders import orders_of
from tessera.services import Services, Workshop
from tessera.shows.editing.edit import read_notice
from tessera.shows.editing.edit import sql as of_edits

log = structlog.get_logger()

REMINDED_AT_ONCE = 200


async def confirm_orders(shop: Workshop, payload: str) -> None:
    """Confirm each order of a settled batch; one that fails gets a job of its own, so it
    cannot hold up or repeat the others."""
    payments = causes_of_each()
    bought = await orders_of(shop.services.db.pool, payments) if payments else {}
    for order_id in msgspec.json.decode(payload, type=list[UUID]):
        # `settle` names them by payment, for it hears of payments; `pay_at_once` by order.
        cause = payments.get(bought.get(order_id, "")) or payments.get(str(order_id))
        with caused_by(cause), span("confirm order", cause):
            try:
                await confirm_order(shop, str(order_id))
            except Exception as error:
                log.warning("confirmation_failed", order_id=str(order_id), error=repr(error))
                async with shop.services.db.transaction() as tx:
                    await enqueue(tx, "confirm_order", str(order_id))


async def confirm_order(shop: Workshop, payload: str) -> None:
    """Mail the tickets of one order."""
    services = shop.services
    order = await read_order(services.db.pool, UUID(payload))
    await _send(shop, await confirmation(services, order))


async def mail_cancellation(shop: Workshop, payload: str) -> None:
    """Mail what was cancelled and what goes back."""
    services = shop.services
    order = await read_order(services.db.pool, UUID(payload))
    await _send(shop, await cancellation(services, order))


async def mail_replacement(shop: Workshop, payload: str) -> None:
    """Mail which places are kept for late money, while they are."""
    services, order_id = shop.services, UUID(payload)
    kept = await replacement_of(services.db.pool, order_id)
    if kept is None or kept.status is not ReplacementStatus.OPEN:
        return
    order = await read_order(services.db.pool, order_id)
    await _send(shop, await other_places(services, order, kept))


async def mail_money_back(shop: Workshop, payload: str) -> None:
    """Mail that late money goes back, and why."""
    services = shop.services
    order = await read_order(services.db.pool, UUID(payload))
    await _send(shop, await money_back(services, order))


async def mail_move(shop: Workshop, payload: str) -> None:
    """Mail where the places of an order are, since its show moved; unless it is answered."""
    services, order_id = shop.services, UUID(payload)
    move = await own_move(services.db.pool, order_id)
    if move is None:
        return
    order = await read_order(services.db.pool, order_id)
    services.shows.forget(order.show_id)
    await _send(shop, await moved(services, order, move))


async def mail_change(shop: Workshop, payload: str) -> None:
    """Tell everybody who had booked a show what is different now; each once, by its notice."""
    services = shop.services
    notice = await read_notice(services.db.pool, int(payload))
    services.shows.forget(notice.show_id)
    after: UUID | None = None
    while True:
        rows = await services.db.pool.fetch(
            of_edits["to_tell"], notice.show_id, notice.at, after, REMINDED_AT_ONCE
        )
        for row in rows:
            order = await read_order(services.db.pool, row["id"])
            await _send(shop, await changed(services, order, notice))
        if len(rows) < REMINDED_AT_ONCE:
            return
        after = rows[-1]["id"]


async def mail_reminder(shop: Workshop, payload: str) -> None:
    """Remind the buyers of one show, so many at a time; each once, by the cause of the mail."""
    services, show_id = shop.services, int(payload)
    after: UUID | None = None
    while True:
        rows = await services.db.pool.fetch(
            of_many["orders_to_remind"], show_id, after, REMINDED_AT_ONCE
        )
        for row in rows:
            order = await read_order(services.db.pool, row["id"])
            await _send(shop, await reminder(services, order))
        if len(rows) < REMINDED_AT_ONCE:
            return
        after = rows[-1]["id"]


async def remind(services: Services) -> None:
    """The worker's round: a job for each show whose time has come near."""
    if not services.settings.reminder_hours:
        return
    async with services.db.transaction() as tx:
        hours = services.settings.reminder_hours
        for row in await tx.fetch(of_many["shows_to_remind"], hours):
            await enqueue(tx, "mail_reminder", str(row["show_id"]))


async def mail_newsletter_question(shop: Workshop, payload: str) -> None:
    """Ask the owner of an address whether they want the newsletter."""
    services = shop.services
    rows = await services.db.pool.fetch(of_consent["reader"], UUID(payload))
    if rows and rows[0]["status"] == "asked":
        await _send(shop, newsletter_question(services, rows[0]))


async def mail_campaign_test(shop: Workshop, payload: str) -> None:
    """Send a campaign to one address, as a test. Each job is a test of its own."""
    services, asked = shop.services, msgspec.json.decode(payload)
    campaign = await read_campaign(services.db.pool, UUID(asked["campaign_id"]))
    words = await words_of(services.db.pool, campaign)
    letter = letter_to(campaign, words, name="", locale=asked["language"])
    who = {"email": asked["email"], "locale": asked["language"], "person": "test"}
    mail = campaign_mail(services, campaign, letter, who=who, links=None)
    cause = f"campaign-test:{campaign.id}:{campaign.version}:{new_id()}"
    await _send(shop, mail._replace(cause=cause))


async def _send(shop: Workshop, mail: Mail) -> None:
    await send(shop.services.db.pool, shop.mailer, mail, settings=shop.services.settings)


KINDS = (
    JobKind(
        name="mail_campaign_test",
        queue=Queue.MAIL,
        what="Sends a message to many to one address, as a test.",
        act=mail_campaign_test,
        tries=1,
    ),
    JobKind(
        name="mail_change",
        queue=Queue.MAIL,
        what="Tells the buyers of one show what is different about it.",
        act=mail_change,
        at_once=1,
        seconds_max=3600,
    ),
    JobKind(
        name="mail_reminder",
        queue=Queue.MESSAGES,
        what="Reminds the buyers of one show that it begins soon.",
        act=mail_reminder,
        at_once=1,
        seconds_max=3600,
    ),
    JobKind(
        name="mail_newsletter_question",
        queue=Queue.MAIL,
        what="Asks the owner of an address whether they want the newsletter.",
        act=mail_newsletter_question,
    ),
    JobKind(
        name="confirm_orders",
        queue=Queue.MAIL,
        what="Mails the tickets of each order of a settled batch.",
        act=confirm_orders,
        # One order a job where buyers come one by one. A free slot is seen at the next poll: two
        # did four jobs a second, and mails came minutes late at twenty purchases a second.
        at_once=16,
    ),
    JobKind(
        name="confirm_order",
        queue=Queue.MAIL,
        what="Mails the tickets of one order.",
        act=confirm_order,
    ),
    JobKind(
        name="mail_cancellation",
        queue=Queue.MAIL,
        what="Mails what was cancelled and what goes back.",
        act=mail_cancellation,
    ),
    JobKind(
        name="mail_replacement",
        queue=Queue.MAIL,
        what="Mails which places are kept for money that came too late.",
        act=mail_replacement,
    ),
    JobKind(
        name="mail_money_back",
        queue=Queue.MAIL,
        what="Mails that money that came too late goes back, and why.",
        act=mail_money_back,
    ),
    JobKind(
        name="mail_move",
        queue=Queue.MAIL,
        what="Mails where the places of an order are, since its show moved.",
        act=mail_move,
    ),
)
