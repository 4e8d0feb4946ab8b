"""Register: an address, a name, a password."""

from uuid import UUID

from sqlalchemy import func, insert, select, update

from tessera.accounts.model import Role
from tessera.accounts.passwords import Passwords
from tessera.accounts.rules import registration_problems
from tessera.accounts.tables import accounts
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.ids import new_id


async def register(
    tx: Tx,
    passwords: Passwords,
    *,
    email: str,
    password: str,
    name: str,
    role: Role = Role.CUSTOMER,
    locale: str = "en",
) -> UUID:
    """Make an account and answer its id. Raises `Invalid` with every problem."""
    email, name = email.strip(), name.strip()
    problems = registration_problems(email=email, password=password, name=name)
    taken = select(accounts.c.id).where(func.lower(accounts.c.email) == email.lower())
    if not problems and await tx.one(taken):
        problems.append(Problem("email", "has an account already: sign in instead"))
    if problems:
        raise Invalid(problems)
    account_id = new_id()
    await tx.execute(
        insert(accounts).values(
            id=account_id,
            email=email,
            name=name,
            password_hash=await passwords.hash(password),
            role=role,
            status="active",
            locale=locale,
            created_at=func.now(),
        )
    )
    return account_id


async def promote(tx: Tx, *, email: str, role: Role) -> None:
    """Make somebody an admin, or a customer again. Raises `NotFound`."""
    result = await tx.execute(
        update(accounts).where(func.lower(accounts.c.email) == email.lower()).values(role=role)
    )
    if not result.rowcount:
        raise NotFound("account")
