"""Keep what somebody has typed into a form and not saved yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem

sql = named.beside(__file__)

BYTES_MAX = 60_000
DRAFTS_MAX = 40
NEVER = frozenset({"csrf_token", "form_key", "password", "code"})
"""Fields that are no part of what is written."""

Values = Mapping[str, tuple[str, ...]]


class FormDraft(msgspec.Struct, frozen=True):
    """What was typed, field by field, and when."""

    fields: Values
    saved_at: datetime


async def keep_draft(tx: Tx, account_id: UUID, *, form: str, fields: Values) -> None:
    """Keep it instead of the one before. `form` is the path of its page. Raises `Invalid`."""
    kept = {name: values for name, values in fields.items() if name not in NEVER}
    written = msgspec.json.encode(kept)
    if len(written) > BYTES_MAX:
        raise Invalid([Problem("fields", f"must have {BYTES_MAX} bytes at most")])
    await tx.fetch(sql["keep"], account_id, form, written.decode())
    await tx.fetch(sql["bound"], account_id, DRAFTS_MAX)


async def read_draft(connection: Any, account_id: UUID, form: str) -> FormDraft | None:
    """The draft of a form, if there is one."""
    rows = await connection.fetch(sql["draft"], account_id, form)
    if not rows:
        return None
    fields = msgspec.json.decode(rows[0]["fields"], type=dict[str, tuple[str, ...]])
    return FormDraft(fields, rows[0]["saved_at"])


async def discard_draft(tx: Tx, account_id: UUID, form: str) -> None:
    """Forget it, if there is one."""
    await tx.fetch(sql["discard"], account_id, form)
