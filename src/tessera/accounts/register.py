"""Make accounts: an address that is proven, a name, a password."""

import secrets
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from tessera.accounts.find import account_of_email
from tessera.accounts.model import Role
from tessera.accounts.passwords import Passwords
from tessera.accounts.rules import registration_problems, user_names
from tessera.accounts.tables import accounts
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.ids import new_id

NAME_TRIES_MAX = 8
"""From the second on, each is one of sixteen million."""


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
    """Make an account of an address that somebody vouches for, and answer its id: for commands and
    the demo. People register by a code (`registration/`). Raises `Invalid` with every problem."""
    email, name = email.strip(), name.strip()
    problems = registration_problems(email=email, password=password, name=name)
    if not problems and await account_of_email(tx, email):
        problems.append(Problem("email", "has an account already: sign in instead"))
    if problems:
        raise Invalid(problems)
    password_hash = await passwords.hash(password)
    account_id = await make_account(
        tx, email=email, name=name, password_hash=password_hash, role=role, locale=locale
    )
    if account_id is None:
        raise Invalid([Problem("email", "has an account already: sign in instead")])
    return account_id


async def make_account(
    tx: Tx,
    *,
    email: str,
    name: str,
    password_hash: str,
    role: Role = Role.CUSTOMER,
    locale: str = "en",
) -> UUID | None:
    """Make an account with a user name of its own; None where the address has one.

    An empty `password_hash` is no password: such an account is entered by other ways.
    """
    given = {
        "email": email,
        "name": name,
        "password_hash": password_hash,
        "role": role,
        "status": "active",
        "locale": locale,
        "created_at": func.now(),
    }
    for user_name in user_names(email, _chance()):
        made: UUID | None = await tx.scalar(
            insert(accounts)
            .values(id=new_id(), user_name=user_name, **given)
            .on_conflict_do_nothing()
            .returning(accounts.c.id)
        )
        if made is not None or await account_of_email(tx, email):
            return made
    return None


def _chance() -> Iterator[str]:
    for _ in range(NAME_TRIES_MAX):
        yield secrets.token_hex(3)


async def user_name_of(tx: Tx, account_id: UUID) -> str:
    """What an account is called where addresses are not shown."""
    name: str | None = await tx.scalar(
        select(accounts.c.user_name).where(accounts.c.id == account_id)
    )
    return name or ""


async def promote(tx: Tx, *, email: str, role: Role) -> None:
    """Make somebody an admin, or a customer again. Raises `NotFound`."""
    result = await tx.execute(
        update(accounts).where(func.lower(accounts.c.email) == email.lower()).values(role=role)
    )
    if not result.rowcount:
        raise NotFound("account")
