"""Move an account to another address, proven on both: the new one and the one it had."""

from uuid import UUID

import asyncpg
import msgspec

from tessera.accounts import sessions
from tessera.accounts.codes.ask import ask
from tessera.accounts.codes.model import Asked, CodeRefusal, Purpose
from tessera.accounts.codes.prove import look, read_code, use
from tessera.accounts.model import Person
from tessera.accounts.notices import Notice, tell
from tessera.accounts.rules import email_problem, shortened
from tessera.accounts.sign_in import check_password
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.trail import Who, note
from tessera.services import Services

sql = named.beside(__file__)


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the two mails say: `code` the one to the new address, `old_code` the other."""

    code: str
    old_code: str


async def check_wish(services: Services, person: Person, *, email: str, password: str) -> str:
    """The new address, once the password was right. Raises `Invalid`."""
    email = email.strip()
    problem = email_problem(email)
    if problem or email.lower() == person.email.lower():
        raise Invalid([Problem("email", problem or "is your address already")])
    await check_password(services, person.account_id, password)
    return email


async def begin_move(tx: Tx, person: Person, *, email: str, locale: str) -> Asked:
    """Have both codes mailed; the same for an address that has an account, which learns of it by
    mail. Raises `Refused(too_many_codes)`."""
    return await ask(tx, Purpose.EMAIL, email=email, locale=locale, account_id=person.account_id)


async def prove_move(services: Services, person: Person, move_id: UUID, *, codes: Codes) -> Asked:
    """Look at both codes as one try. Raises `Refused(code_ended)`, `Refused(code_wrong)`."""
    asked = await read_code(services.db.pool, move_id, Purpose.EMAIL)
    if asked.account_id != person.account_id:
        raise Refused(CodeRefusal.CODE_ENDED)
    return await look(
        services.db.pool,
        services.codes,
        move_id,
        purpose=Purpose.EMAIL,
        given=[codes.code, codes.old_code],
    )


async def finish_move(tx: Tx, services: Services, person: Person, *, asked: Asked, who: Who) -> str:
    """Put the address in place, end all other sessions, tell the old address; answers the new one.

    Raises `Refused(code_ended)` the second time, and where the address got an account meanwhile.
    """
    await use(tx, asked)
    try:
        row = await tx.fetch_one(sql["move_email"], person.account_id, asked.email)
    except asyncpg.UniqueViolationError:
        row = None
    if row is None:
        raise Refused(CodeRefusal.CODE_ENDED)
    now = services.clock()
    await sessions.end_all(tx, person.account_id, now=now, but_family_of=person.session_id)
    await tell(tx, Notice("email_changed", row["old"], row["locale"], str(asked.id)))
    await note(
        tx,
        who,
        "account.email_changed",
        subject=("account", person.account_id),
        before={"email": shortened(row["old"])},
        after={"email": shortened(asked.email)},
    )
    return asked.email
