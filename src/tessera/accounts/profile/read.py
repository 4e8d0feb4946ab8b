"""Read a profile."""

from uuid import UUID

import msgspec
from sqlalchemy import select

from tessera.accounts.profile.model import Address, Profile
from tessera.accounts.tables import account_pictures, accounts
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound


async def profile_of(tx: Tx, account_id: UUID) -> Profile:
    """What somebody says of themselves. Raises `NotFound`."""
    pictured = select(account_pictures.c.account_id).where(
        account_pictures.c.account_id == accounts.c.id
    )
    row = await tx.one(
        select(
            accounts.c.id,
            accounts.c.user_name,
            accounts.c.email,
            accounts.c.name,
            accounts.c.phone,
            accounts.c.address,
            accounts.c.locale,
            accounts.c.currency,
            pictured.exists().label("picture"),
        ).where(accounts.c.id == account_id)
    )
    if row is None:
        raise NotFound("account")
    return Profile(
        id=row["id"],
        user_name=row["user_name"] or "",
        email=row["email"],
        name=row["name"],
        phone=row["phone"],
        address=msgspec.convert(row["address"], Address),
        locale=row["locale"],
        currency=row["currency"],
        picture=row["picture"],
    )
