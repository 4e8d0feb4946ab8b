"""Sign in with address and password; and ask for the password again."""

from uuid import UUID

from sqlalchemy import func, select, update

from tessera.accounts.model import SignInRefusal
from tessera.accounts.passwords import Turn
from tessera.accounts.rules import demo_refused
from tessera.accounts.tables import accounts
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.services import Services


async def sign_in(services: Services, *, email: str, password: str, device: str = "") -> UUID:
    """The account's id. Raises `Refused(invalid_credentials)`, after the same time, for all else.

    `device` is what a browser brings that was here before (`throttle.py`). Takes the services and
    not a transaction: the slow hash must not keep one open. Raises `Refused(too_many_tries)`, and
    `Unavailable` when too many sign in at once.
    """
    async with services.passwords.turn() as turn:
        return await _proven(services, turn, email=email, password=password, device=device)


async def _proven(
    services: Services, turn: Turn, *, email: str, password: str, device: str
) -> UUID:
    await services.throttle.count(email, device)
    async with services.db.transaction() as tx:
        row = await tx.one(
            select(accounts.c.id, accounts.c.password_hash, accounts.c.status).where(
                func.lower(accounts.c.email) == email.strip().lower()
            )
        )
    refused = demo_refused(email, services.settings.environment)
    usable = row is not None and row["status"] == "active" and not refused
    known: str | None = row["password_hash"] if row is not None and usable else None
    if not await turn.verify(password, known) or row is None or known is None:
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
    await services.throttle.forgive(email, device)
    account_id: UUID = row["id"]
    if services.passwords.is_outdated(known):
        await _hash_anew(services, turn, account_id, password=password, known=known)
    return account_id


async def check_password(services: Services, account_id: UUID, password: str) -> None:
    """Ask somebody signed in for their password again, throttled as a sign-in is.

    Raises `Invalid` at `password` where it is another one.
    """
    async with services.db.transaction() as tx:
        row = await tx.one(
            select(accounts.c.email, accounts.c.password_hash).where(accounts.c.id == account_id)
        )
    email, known = (row["email"], row["password_hash"]) if row is not None else ("", None)
    # Counted by itself: only who is signed in gets here, so no stranger can use it up.
    bucket = f"signed-in:{email}"
    await services.throttle.count(bucket)
    if not await services.passwords.verify(password, known):
        raise Invalid([Problem("password", "is not your password")])
    await services.throttle.forgive(bucket)


async def _hash_anew(
    services: Services, turn: Turn, account_id: UUID, *, password: str, known: str
) -> None:
    """Store the password at today's cost; nothing where it has changed meanwhile."""
    fresh = await turn.hash(password)
    async with services.db.transaction() as tx:
        await tx.execute(
            update(accounts)
            .where(accounts.c.id == account_id, accounts.c.password_hash == known)
            .values(password_hash=fresh)
        )
