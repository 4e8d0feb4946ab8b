"""Codes by mail, for a challenge."""

from uuid import UUID

from tessera.accounts.factors.model import (
    CHALLENGE_SECONDS,
    MAILS_LATELY_MAX,
    Challenge,
    FactorRefusal,
)
from tessera.kit import sql as named
from tessera.kit.codes import code_of, same_code
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.jobs import enqueue
from tessera.kit.signing import Signer

MAIL_CODE = "mail_factor_code"

sql = named.beside(__file__)


async def send_code(tx: Tx, challenge: Challenge) -> None:
    """Mail a new code; the ones before it are void. Raises `Refused(too_many_mails)`.

    The job is told the challenge and which mail it is, never the code: see kit/codes.py.
    """
    lately = await tx.fetch_one(sql["mails_lately"], challenge.account_id)
    row = None
    if lately is not None and lately["n"] < MAILS_LATELY_MAX:
        row = await tx.fetch_one(sql["count_mail"], challenge.id, CHALLENGE_SECONDS)
    if row is None:
        raise Refused(FactorRefusal.TOO_MANY_MAILS, retry_after_seconds=CHALLENGE_SECONDS)
    await enqueue(tx, MAIL_CODE, f"{challenge.id}:{row['mails']}", priority=1)


def takes_mail_code(signer: Signer, challenge: Challenge, code: str) -> bool:
    """Whether `code` is the one mailed last for this challenge."""
    return challenge.mails > 0 and same_code(
        code, mailed_code(signer, challenge.id, challenge.mails)
    )


def mailed_code(signer: Signer, challenge_id: UUID, n: int) -> str:
    """The code of a challenge's `n`th mail."""
    return code_of(signer, challenge_id, n)
