"""Confirmations: sent for an order that was paid, once, and tried again when the server is down."""

import asyncio
from email.message import EmailMessage

from tessera.messages.tasks import confirm_order
from tessera.operations.queues import drain
from tessera.payments.settle import settle
from tessera.services import Services, Workshop
from tests.integration.payments.test_settle import started


class Mailbox:
    """A mail server that keeps what it gets, after refusing as often as it was told to."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.mails: list[EmailMessage] = []

    async def send(self, message: EmailMessage) -> None:
        """Keep the mail, or refuse it."""
        if self.refusals:
            self.refusals -= 1
            raise ConnectionRefusedError("the mail server is down")
        self.mails.append(message)


async def drain_at_once(shop: Workshop) -> None:
    """Do every job; one that waits for its next try gets its time at once."""
    hurrying = asyncio.create_task(hurry(shop.services))
    await drain(shop)
    hurrying.cancel()


async def hurry(services: Services) -> None:
    """Until it is stopped: every pause is over."""
    while True:
        await services.db.pool.execute("UPDATE pgqueuer SET execute_after = now()")
        await asyncio.sleep(0.05)


async def test_paid_order_is_confirmed_with_its_tickets(services: Services) -> None:
    """The job that was queued with the settlement mails text, HTML and a PDF."""
    opening, yes = await started(services, 0, 1)
    await settle(services.db.pool, [yes])
    mailbox = Mailbox()

    await drain(Workshop(services, mailbox))

    [mail] = mailbox.mails
    [pdf] = list(mail.iter_attachments())
    assert mail["To"] == "ann@buyers.test"
    assert opening.reference in mail.as_string()
    assert pdf.get_content().startswith(b"%PDF")


async def test_same_confirmation_leaves_once(services: Services) -> None:
    """A job that runs again finds that its mail has left."""
    opening, yes = await started(services, 0)
    await settle(services.db.pool, [yes])
    mailbox = Mailbox()
    shop = Workshop(services, mailbox)

    await confirm_order(shop, str(opening.order_id))
    await confirm_order(shop, str(opening.order_id))

    assert len(mailbox.mails) == 1


async def test_mail_server_that_was_down_is_tried_again(services: Services) -> None:
    """The order stays paid; its confirmation gets a job of its own, which waits and succeeds."""
    _, yes = await started(services, 0)
    await settle(services.db.pool, [yes])
    mailbox = Mailbox(refusals=2)

    await drain_at_once(Workshop(services, mailbox))

    tries = await services.db.pool.fetchval(
        "SELECT count(*) FROM pgqueuer_log WHERE entrypoint = 'confirm_order'"
    )
    assert len(mailbox.mails) == 1
    assert tries >= 2


async def test_job_that_failed_three_times_is_kept(services: Services) -> None:
    """Nothing is silently dropped: somebody can look at it and try again."""
    _, yes = await started(services, 0)
    await settle(services.db.pool, [yes])
    mailbox = Mailbox(refusals=100)

    await drain_at_once(Workshop(services, mailbox))

    row = await services.db.pool.fetchrow("SELECT entrypoint, status::text FROM pgqueuer")
    assert tuple(row) == ("confirm_order", "failed")
