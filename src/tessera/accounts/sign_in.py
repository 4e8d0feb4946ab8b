"""Sign in with address and password."""

from uuid import UUID

from sqlalchemy import func, select

from tessera.accounts.model import SignInRefusal
from tessera.accounts.passwords import Passwords
from tessera.accounts.rules import demo_refused
from tessera.accounts.tables import accounts
from tessera.kit.database import Database
from tessera.kit.errors import Refused


async def sign_in(
    db: Database, passwords: Passwords, *, email: str, password: str, environment: str
) -> UUID:
    """The account's id. Raises `Refused(invalid_credentials)`, after the same time, for all else.

    Takes the database and not a transaction: the slow hash must not keep one open.
    """
    async with db.transaction() as tx:
        row = await tx.one(
            select(accounts.c.id, accounts.c.password_hash, accounts.c.status).where(
                func.lower(accounts.c.email) == email.strip().lower()
            )
        )
    usable = row is not None and row["status"] == "active" and not demo_refused(email, environment)
    known = row["password_hash"] if row is not None and usable else None
    if not await passwords.verify(password, known) or row is None:
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
    account_id: UUID = row["id"]
    return account_id
