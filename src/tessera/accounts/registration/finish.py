"""Finish a registration: the code proves the address, and only then there is an account."""

from uuid import UUID

import msgspec

from tessera.accounts.codes.model import Asked, CodeRefusal, Purpose
from tessera.accounts.codes.prove import look, read_code, use
from tessera.accounts.register import make_account, user_name_of
from tessera.accounts.rules import registration_problems
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.kit.trail import Who, note
from tessera.services import Services


class Proven(msgspec.Struct, frozen=True):
    """A registration whose code was right, with everything that its account will have."""

    asked: Asked
    name: str
    password_hash: str


async def prove(
    services: Services, code_id: UUID, *, code: str, name: str, password: str
) -> Proven:
    """Look at a registration, outside any transaction: a try must stay counted, and the slow hash
    must keep none open.

    Name and password are looked at first, so that what is wrong with them costs no try. Raises
    `Invalid` with every problem, `Refused(code_ended)`, `Refused(code_wrong)`, `Unavailable`.
    """
    asked = await read_code(services.db.pool, code_id, Purpose.REGISTRATION)
    problems = registration_problems(email=asked.email, password=password, name=name)
    if problems:
        raise Invalid(problems)
    purpose = Purpose.REGISTRATION
    asked = await look(services.db.pool, services.codes, code_id, purpose=purpose, given=[code])
    return Proven(asked, name.strip(), await services.passwords.hash(password))


class Made(msgspec.Struct, frozen=True):
    """An account that has just been made."""

    id: UUID
    email: str
    user_name: str


async def finish(tx: Tx, proven: Proven, *, who: Who) -> Made:
    """Make the account. Raises `Refused(code_ended)` the second time.

    The mail to an address with an account carries no code, so whoever comes here with one has
    guessed it, or made the account a moment ago: that code is over, too.
    """
    await use(tx, proven.asked)
    account_id = await make_account(
        tx,
        email=proven.asked.email,
        name=proven.name,
        password_hash=proven.password_hash,
        locale=proven.asked.locale,
    )
    if account_id is None:
        raise Refused(CodeRefusal.CODE_ENDED)
    made = Made(account_id, proven.asked.email, await user_name_of(tx, account_id))
    who = msgspec.structs.replace(who, account_id=account_id)
    await note(tx, who, "account.registered", subject=("account", account_id))
    return made
