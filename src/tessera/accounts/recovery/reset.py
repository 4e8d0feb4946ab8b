"""Set a forgotten password anew, by a code to the account's address."""

from uuid import UUID

import msgspec

from tessera.accounts.codes.ask import ask
from tessera.accounts.codes.model import Asked, CodeRefusal, Purpose
from tessera.accounts.codes.prove import look, read_code, use
from tessera.accounts.find import active_account_of
from tessera.accounts.recovery.replace import refuse_bad_password, replace_password
from tessera.accounts.rules import email_problem, password_problem
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.trail import Who
from tessera.services import Services


class ProvenReset(msgspec.Struct, frozen=True):
    """A reset whose code was right."""

    asked: Asked
    account_id: UUID
    password_hash: str


class WasReset(msgspec.Struct, frozen=True):
    """Whose password it was."""

    account_id: UUID
    email: str


async def begin_reset(tx: Tx, *, email: str, locale: str) -> Asked:
    """Have a code mailed, if the address has an account; nobody else can tell.

    Raises `Invalid`, `Refused(too_many_codes)`.
    """
    email = email.strip()
    if problem := email_problem(email):
        raise Invalid([Problem("email", problem)])
    return await ask(tx, Purpose.RESET, email=email, locale=locale)


async def prove_reset(
    services: Services, code_id: UUID, *, code: str, password: str
) -> ProvenReset:
    """Look at the code and hash the password, outside any transaction.

    Raises `Invalid`, `Refused(code_ended)`, `Refused(code_wrong)`, `Unavailable`.
    """
    asked = await read_code(services.db.pool, code_id, Purpose.RESET)
    if problem := password_problem(password, asked.email):
        raise Invalid([Problem("password", problem)])
    purpose = Purpose.RESET
    asked = await look(services.db.pool, services.codes, code_id, purpose=purpose, given=[code])
    async with services.db.transaction() as tx:
        account_id = await active_account_of(tx, asked.email)
        if account_id is None:
            # Nobody was mailed this code: it was guessed.
            raise Refused(CodeRefusal.CODE_ENDED)
        await refuse_bad_password(tx, account_id, password, path="password")
    return ProvenReset(asked, account_id, await services.passwords.hash(password))


async def finish_reset(tx: Tx, services: Services, proven: ProvenReset, *, who: Who) -> WasReset:
    """Replace the password and end every session. Raises `Refused(code_ended)` the second time."""
    await use(tx, proven.asked)
    who = msgspec.structs.replace(who, account_id=proven.account_id)
    await replace_password(
        tx,
        proven.account_id,
        password_hash=proven.password_hash,
        how="code",
        who=who,
        now=services.clock(),
    )
    return WasReset(proven.account_id, proven.asked.email)
