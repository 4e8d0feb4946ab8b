"""Send a mail for a cause, once.

A crash between the sending and the note of it sends the mail again, with the same Message-ID, so
that mailboxes show one. That is as near to once as SMTP goes.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog

from tessera.kit import sql as named
from tessera.kit.mail import Mail, Mailer, compose
from tessera.settings import Settings

log = structlog.get_logger()
sql = named.beside(__file__)


async def send(
    pool: Any, mailer: Mailer, mail: Mail, *, settings: Settings, forget: bool = False
) -> bool:
    """Whether the mail left now; False where it had left before. Raises what the mailer raises.

    To whom it went is kept for some weeks (`operations/clean.py`), with `forget` not at all.
    """
    if await pool.fetchval(sql["begin"], mail.cause, mail.recipient) is None:
        return False
    domain = urlsplit(settings.base_url).hostname or "localhost"
    await mailer.send(compose(mail, sender=settings.mail_from, domain=domain))
    await pool.execute(sql["finish"], mail.cause, forget)
    log.info("mail_sent", cause=mail.cause)
    return True


async def send_many(
    pool: Any, mailer: Mailer, mails: Sequence[Mail], *, settings: Settings
) -> dict[str, str]:
    """The same for several at a time, with two statements however many; one after the other, so
    that whoever else uses the mail server gets a word in. Answers what failed, by cause, and
    why."""
    if not mails:
        return {}
    rows = await pool.fetch(
        sql["begin_many"], [mail.cause for mail in mails], [mail.recipient for mail in mails]
    )
    begun = {row["cause"] for row in rows}
    domain = urlsplit(settings.base_url).hostname or "localhost"
    sent, failed = [], {}
    for mail in mails:
        if mail.cause not in begun:
            continue
        try:
            await mailer.send(compose(mail, sender=settings.mail_from, domain=domain))
        except Exception as error:
            failed[mail.cause] = repr(error)
        else:
            sent.append(mail.cause)
    await pool.execute(sql["finish_many"], sent)
    log.info("mails_sent", count=len(sent), failed=len(failed))
    return failed
