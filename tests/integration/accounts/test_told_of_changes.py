"""Whatever changes about the ways into an account, its mailbox hears of it."""

from tessera.accounts.factors.model import Method
from tessera.accounts.factors.switch import renew_recovery_codes, switch_off
from tessera.operations.queues import drain
from tessera.services import Services, Workshop
from tests.fixtures.factors import NOBODY, ann, with_app, with_mail
from tests.integration.messages.test_confirm import Mailbox


async def test_every_change_of_a_factor_is_mailed(services: Services) -> None:
    """On, renewed and off: a mail each, to the account's own address, without any code."""
    account_id = await ann(services)
    await services.db.pool.execute("DELETE FROM pgqueuer")
    secret, first = await with_app(services, account_id)
    await with_mail(services, account_id)
    async with services.db.transaction() as tx:
        renewed = await renew_recovery_codes(tx, account_id, who=NOBODY)
        await switch_off(tx, account_id, Method.TOTP, who=NOBODY)
    mailbox = Mailbox()

    await drain(Workshop(services, mailbox))

    email = await services.db.pool.fetchval("SELECT email FROM accounts")
    assert [mail["To"] for mail in mailbox.mails] == [email] * 4
    written = "".join(mail.as_string() for mail in mailbox.mails)
    assert not [text for text in (secret, *first, *renewed) if text in written]
