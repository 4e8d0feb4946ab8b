"""Find accounts by address."""

from uuid import UUID

from sqlalchemy import func, select

from tessera.accounts.tables import accounts
from tessera.kit.database import Tx


async def account_of_email(tx: Tx, email: str) -> UUID | None:
    """The account of an address, however it is typed, or None."""
    account_id: UUID | None = await tx.scalar(
        select(accounts.c.id).where(func.lower(accounts.c.email) == email.strip().lower())
    )
    return account_id
