"""Pure decisions about accounts."""

import re

from tessera.kit.errors import Problem

PASSWORD_SIGNS_MIN = 10
PASSWORD_SIGNS_MAX = 200
EMAIL_SIGNS_MAX = 254
NAME_SIGNS_MAX = 200
DEMO_DOMAIN = "@demo.test"

_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[^@\s.,;<>\"()\[\]\\]+(\.[^@\s.,;<>\"()\[\]\\]+)+")


def email_problem(email: str) -> str | None:
    """What is wrong with an address, or None. Only a mail that arrives proves the rest."""
    if len(email) > EMAIL_SIGNS_MAX or not _EMAIL.fullmatch(email) or not email.isprintable():
        return "is not an e-mail address"
    return None


def registration_problems(*, email: str, password: str, name: str) -> list[Problem]:
    """Everything wrong with a registration. Length counts more than composition (NIST 800-63B)."""
    problems = []
    if message := email_problem(email):
        problems.append(Problem("email", message))
    if not PASSWORD_SIGNS_MIN <= len(password) <= PASSWORD_SIGNS_MAX:
        size = f"{PASSWORD_SIGNS_MIN} to {PASSWORD_SIGNS_MAX} characters"
        problems.append(Problem("password", f"must have {size}"))
    elif password.casefold() in (email.casefold(), name.casefold()):
        problems.append(Problem("password", "must not be your name or address"))
    if not 1 <= len(name.strip()) <= NAME_SIGNS_MAX or not name.isprintable():
        problems.append(Problem("name", f"must have 1 to {NAME_SIGNS_MAX} printable characters"))
    return problems


def demo_refused(email: str, environment: str) -> bool:
    """Demo sign-ins have a published password: they are refused where money is real."""
    return environment == "production" and email.lower().endswith(DEMO_DOMAIN)
