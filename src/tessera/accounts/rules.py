"""Pure decisions about accounts."""

import re
import unicodedata
from collections.abc import Iterator

from tessera.accounts.common_passwords import is_common
from tessera.kit.errors import Problem

PASSWORD_SIGNS_MIN = 10
PASSWORD_SIGNS_MAX = 200
EMAIL_SIGNS_MAX = 254
NAME_SIGNS_MAX = 200
USER_NAME_SIGNS_MAX = 40
DEMO_DOMAIN = "@demo.test"

_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[^@\s.,;<>\"()\[\]\\]+(\.[^@\s.,;<>\"()\[\]\\]+)+")


def email_problem(email: str) -> str | None:
    """What is wrong with an address, or None. Only a mail that arrives proves the rest."""
    if len(email) > EMAIL_SIGNS_MAX or not _EMAIL.fullmatch(email) or not email.isprintable():
        return "is not an e-mail address"
    return None


def name_problem(name: str) -> str | None:
    """What is wrong with what somebody wants to be called, or None."""
    if not 1 <= len(name.strip()) <= NAME_SIGNS_MAX or not name.isprintable():
        return f"must have 1 to {NAME_SIGNS_MAX} printable characters"
    return None


def password_problem(password: str, *own: str) -> str | None:
    """What is wrong with a new password of somebody with the names and addresses `own`, or None.

    Length counts and composition does not (NIST 800-63B, 3.1.1.2); any sign may be in it.
    """
    if not PASSWORD_SIGNS_MIN <= len(password) <= PASSWORD_SIGNS_MAX:
        return f"must have {PASSWORD_SIGNS_MIN} to {PASSWORD_SIGNS_MAX} characters"
    if is_common(password, own):
        return "is too easy to guess: take some words that do not belong together"
    return None


def registration_problems(*, email: str, password: str, name: str) -> list[Problem]:
    """Everything wrong with a registration."""
    found = {
        "email": email_problem(email),
        "password": password_problem(password, email, name),
        "name": name_problem(name),
    }
    return [Problem(path, message) for path, message in found.items() if message]


def user_names(email: str, chance: Iterator[str]) -> Iterator[str]:
    """Names for an account, made from its address: the plain one, then with something by chance."""
    local = unicodedata.normalize("NFKD", email.partition("@")[0].casefold())
    plain = re.sub(r"[^a-z0-9._-]+", "-", local.encode("ascii", "ignore").decode())
    name = plain[:USER_NAME_SIGNS_MAX].strip("._-") or "guest"
    yield name
    for more in chance:
        yield f"{name}-{more}"


def shortened(email: str) -> str:
    """An address as the audit log keeps it, which forgets nothing: `a…@buyers.test`."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def demo_refused(email: str, environment: str) -> bool:
    """Demo sign-ins have a published password: they are refused where money is real."""
    return environment == "production" and email.lower().endswith(DEMO_DOMAIN)
