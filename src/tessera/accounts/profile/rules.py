"""Pure decisions about profiles."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import phonenumbers

from tessera.accounts.profile.model import Address
from tessera.accounts.rules import name_problem
from tessera.kit.errors import Problem
from tessera.kit.money import CURRENCIES

PHONE_SIGNS_MAX = 40
ADDRESS_SIGNS = {"lines": 300, "city": 100, "postal_code": 20}
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""Of ISO 3166-1 alpha-2, those where people have telephones."""


def read_phone(text: str, country: str = "") -> str | None:
    """A telephone number as E.164 (`+919876543210`), "" for none, None for what is no number.

    Without a plus it is read as one of `country`.
    """
    if not text.strip():
        return ""
    if len(text) > PHONE_SIGNS_MAX:
        return None
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def address_problems(address: Address) -> list[Problem]:
    """Everything wrong with an address."""
    problems = []
    for part, signs_max in ADDRESS_SIGNS.items():
        value: str = getattr(address, part)
        plain = value.replace("\n", " ").replace("\r", " ")
        if len(value) > signs_max or not plain.isprintable():
            text = f"must have at most {signs_max} printable characters"
            problems.append(Problem(f"address.{part}", text))
    if address.country and address.country not in COUNTRIES:
        problems.append(Problem("address.country", "is not a country (ISO 3166-1 alpha-2)"))
    return problems


def profile_problems(
    fields: Mapping[str, Any], *, country: str, locales: Collection[str]
) -> list[Problem]:
    """Everything wrong with the fields that shall change; `country` is where they live."""
    checks: Mapping[str, Callable[[Any], str | None]] = {
        "name": name_problem,
        "phone": lambda text: (
            "is not a telephone number: begin with + and the country's code"
            if read_phone(text, country) is None
            else None
        ),
        "locale": lambda text: None if text in locales else f"is none of {', '.join(locales)}",
        "currency": lambda text: (
            None if not text or text in CURRENCIES else "is not a currency (ISO 4217)"
        ),
    }
    problems = [
        Problem(field, message)
        for field, check in checks.items()
        if field in fields and (message := check(fields[field]))
    ]
    if "address" in fields:
        problems += address_problems(fields["address"])
    return problems
