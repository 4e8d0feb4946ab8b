"""Change a password that one knows."""

from uuid import UUID

from tessera.accounts.model import Person
from tessera.accounts.recovery.replace import refuse_bad_password, replace_password
from tessera.accounts.sign_in import check_password
from tessera.kit.database import Tx
from tessera.kit.trail import Who
from tessera.services import Services


async def proven_change(
    services: Services, account_id: UUID, *, password: str, new_password: str
) -> str:
    """The hash of the new password, once the old one was right; outside any transaction.

    Raises `Invalid` at `new_password` or `password`, `Refused(too_many_tries)`, `Unavailable`.
    """
    async with services.db.transaction() as tx:
        await refuse_bad_password(tx, account_id, new_password, path="new_password")
    await check_password(services, account_id, password)
    return await services.passwords.hash(new_password)


async def change_password(
    tx: Tx, services: Services, person: Person, *, password_hash: str, who: Who
) -> None:
    """Put it in place; the session that asks goes on, all others end."""
    await replace_password(
        tx,
        person.account_id,
        password_hash=password_hash,
        how="password",
        who=who,
        now=services.clock(),
        but_session=person.session_id,
    )
