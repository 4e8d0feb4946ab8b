"""Tell somebody that their account has changed: a row in the transaction of the change."""

from collections.abc import Mapping

import msgspec

from tessera.kit.database import Tx
from tessera.kit.jobs import enqueue

MAIL_NOTICE = "mail_notice"


class Notice(msgspec.Struct, frozen=True):
    """Which letter (`letters.py`) goes to which address; the same `cause` goes once. `facts` are
    filled into its words."""

    kind: str
    email: str
    locale: str
    cause: str
    facts: Mapping[str, str] = {}


async def tell(tx: Tx, notice: Notice) -> None:
    """Queue the mail."""
    await enqueue(tx, MAIL_NOTICE, msgspec.json.encode(notice).decode())
