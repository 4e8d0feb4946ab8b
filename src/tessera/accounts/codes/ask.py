"""Ask for a code: a row and the job that mails it, whoever reads the address."""

from uuid import UUID, uuid4

from tessera.accounts.codes.model import (
    ASKED_MAX,
    ASKED_SECONDS,
    CODE_SECONDS,
    Asked,
    CodeRefusal,
    Purpose,
)
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.jobs import enqueue

MAIL_CODE = "mail_code"

sql = named.beside(__file__)


async def ask(
    tx: Tx, purpose: Purpose, *, email: str, locale: str, account_id: UUID | None = None
) -> Asked:
    """Have a code mailed; nothing here depends on whether the address has an account.

    The id is 122 random bits: it salts the digits, and who knows it may try them, five times.
    Raises `Refused(too_many_codes)`.
    """
    # Two requests at once for one address count each other.
    await tx.fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 14))", email.lower())
    row = await tx.fetch_one(sql["lately"], email, purpose, ASKED_SECONDS)
    assert row is not None
    if row["sent"] >= ASKED_MAX:
        raise Refused(CodeRefusal.TOO_MANY_CODES, retry_after_seconds=row["seconds"])
    asked = Asked(uuid4(), purpose, email, locale, account_id)
    await tx.fetch(sql["ask"], asked.id, purpose, email, account_id, locale, CODE_SECONDS)
    await enqueue(tx, MAIL_CODE, str(asked.id))
    return asked
