"""Tell people what became of the ways into their account, so that they notice what was not them."""

from enum import StrEnum
from uuid import UUID

from tessera.kit.database import Tx
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue

MAIL_NEWS = "mail_account_news"


class News(StrEnum):
    """What is told, each by a mail of its own."""

    TOTP_ON = "totp_on"
    TOTP_OFF = "totp_off"
    EMAIL_ON = "email_on"
    EMAIL_OFF = "email_off"
    PASSKEY_ON = "passkey_on"
    PASSKEY_OFF = "passkey_off"
    RECOVERY_MADE = "recovery_made"
    RECOVERY_USED = "recovery_used"
    FORGOTTEN = "forgotten"
    GUESSED = "guessed"
    """Five wrong codes after the right password."""
    LINKED = "linked"
    UNLINKED = "unlinked"


async def tell(tx: Tx, account_id: UUID, news: News) -> None:
    """Mail it, once, whoever repeats the job."""
    await enqueue(tx, MAIL_NEWS, f"{account_id}:{news}:{new_id()}")
