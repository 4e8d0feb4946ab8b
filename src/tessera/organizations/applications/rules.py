"""Pure decisions about applications and their documents."""

import re

from tessera.kit.errors import Problem
from tessera.kit.money import CURRENCIES
from tessera.organizations.applications.model import DOCUMENT_BYTES_MAX, ApplicationWanted
from tessera.organizations.periods import problems_of_timezone

SLUG_SIGNS_MAX = 48
REASON_SIGNS = (3, 500)

_PINCODE = re.compile(r"[1-9][0-9]{5}")
_POSTAL_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*")
_PHONE = re.compile(r"\+?[0-9 ()/-]{5,30}")
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def problems_of(wanted: ApplicationWanted) -> list[Problem]:
    """Everything wrong with what was said, each with its field."""
    problems = []
    for field in ("name", "address", "city"):
        text: str = getattr(wanted, field)
        if not text.strip() or not text.replace("\n", " ").replace("\r", " ").isprintable():
            problems.append(Problem(field, "must have printable characters"))
    code = _PINCODE if wanted.country == "IN" else _POSTAL_CODE
    if not code.fullmatch(wanted.postal_code):
        message = "must have six digits" if wanted.country == "IN" else "is not a postal code"
        problems.append(Problem("postal_code", message))
    if wanted.currency not in CURRENCIES:
        problems.append(Problem("currency", "is not a currency (ISO 4217)"))
    if wanted.phone and not _PHONE.fullmatch(wanted.phone):
        problems.append(Problem("phone", "is not a telephone number"))
    if (wanted.latitude is None) != (wanted.longitude is None):
        missing = "latitude" if wanted.latitude is None else "longitude"
        problems.append(Problem(missing, "must be there where the other coordinate is"))
    return problems + problems_of_timezone(wanted.timezone)


def problems_of_reason(reason: str, *, needed: bool) -> list[Problem]:
    """What is wrong with the reason of a decision; a rejection needs one."""
    least, most = REASON_SIGNS
    if (needed or reason) and not least <= len(reason) <= most:
        return [Problem("reason", f"must have {least} to {most} characters")]
    return []


def slug_of(name: str, suffix: str) -> str:
    """The name as a part of addresses; `suffix` tells it from others like it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:SLUG_SIGNS_MAX].strip("-")
    return f"{plain}-{suffix}" if plain else f"house-{suffix}"


def media_type_of(content: bytes) -> str | None:
    """What a file is by its first bytes, never by its name; None for what is not taken."""
    return next((kind for magic, kind in MAGIC if content.startswith(magic)), None)


def document_problems(name: str, content: bytes) -> list[Problem]:
    """What is wrong with a document."""
    problems = []
    if not content:
        problems.append(Problem("file", "is empty"))
    elif len(content) > DOCUMENT_BYTES_MAX:
        problems.append(Problem("file", f"must have {DOCUMENT_BYTES_MAX} bytes at most"))
    elif media_type_of(content) is None:
        problems.append(Problem("file", "must be a PDF, PNG or JPEG"))
    if not 1 <= len(name) <= 120 or not name.isprintable():
        problems.append(Problem("name", "must have 1 to 120 printable characters"))
    return problems
