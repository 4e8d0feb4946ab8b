"""Find accounts by address."""

from uuid import UUID

from sqlalchemy import func, select

from tessera.accounts.tables import accounts
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound


async def account_of_email(tx: Tx, email: str) -> UUID | None:
    """The account of an address, however it is typed, or None."""
    account_id: UUID | None = await tx.scalar(
        select(accounts.c.id).where(func.lower(accounts.c.email) == email.strip().lower())
    )
    return account_id


async def active_account_of(tx: Tx, email: str) -> UUID | None:
    """The same, where nobody has blocked it."""
    account_id: UUID | None = await tx.scalar(
        select(accounts.c.id).where(
            func.lower(accounts.c.email) == email.strip().lower(), accounts.c.status == "active"
        )
    )
    return account_id


async def email_of(tx: Tx, account_id: UUID) -> str:
    """The address of an account. Raises `NotFound`."""
    email: str | None = await tx.scalar(select(accounts.c.email).where(accounts.c.id == account_id))
    if email is None:
        raise NotFound("account")
    return email
