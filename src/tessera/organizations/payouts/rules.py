"""What makes an account number one."""

import re

from tessera.kit.errors import Problem
from tessera.organizations.payouts.model import PayoutsWanted

HINT_SIGNS = 4
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_NUMBER = re.compile(r"[0-9]{6,20}")
_BANK_CODE = re.compile(r"[A-Z0-9]{6,12}")


def plain(number: str) -> str:
    """A number without the gaps that people write."""
    return re.sub(r"[\s-]", "", number).upper()


def problems_of(wanted: PayoutsWanted) -> list[Problem]:
    """Everything wrong with payout details."""
    problems = []
    if not wanted.holder.strip() or not wanted.holder.isprintable():
        problems.append(Problem("holder", "must have printable characters"))
    number = plain(wanted.number)
    if wanted.kind == "iban":
        if not _IBAN.fullmatch(number) or not iban_adds_up(number):
            problems.append(Problem("number", "is not an IBAN"))
        return problems
    if not _NUMBER.fullmatch(number):
        problems.append(Problem("number", "must have 6 to 20 digits"))
    if not _BANK_CODE.fullmatch(plain(wanted.bank_code)):
        problems.append(Problem("bank_code", "must have 6 to 12 letters and digits"))
    return problems


def iban_adds_up(number: str) -> bool:
    """Whether the check digits are right (ISO 13616, ISO 7064 MOD 97-10)."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
