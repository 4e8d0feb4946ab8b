"""Begin to register: have a code mailed to the address."""

from tessera.accounts.codes.ask import ask
from tessera.accounts.codes.model import Asked, Purpose
from tessera.accounts.rules import email_problem
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem


async def begin(tx: Tx, *, email: str, locale: str) -> Asked:
    """The code that was asked for. No account is made, and none is looked for: whoever reads the
    address learns from the mail whether it has one. Raises `Invalid`, `Refused(too_many_codes)`."""
    email = email.strip()
    if problem := email_problem(email):
        raise Invalid([Problem("email", problem)])
    return await ask(tx, Purpose.REGISTRATION, email=email, locale=locale)
