"""The error tree. Features raise these; the web edge maps each to a status and a sentence, once.

TesseraError
├── Invalid          input that is malformed or impossible; carries every problem, each with a path
├── Refused          a rule said no; carries a code from the feature's closed enum
├── NotFound         no such thing, or not for you to know
├── NotSignedIn      nobody is asking
├── Forbidden        somebody is asking who may not
├── UnsupportedMedia  the body is of a kind that is not read here
├── TooLarge         the body has more bytes than are read here
└── Unavailable      a bound was reached; carries when to try again
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong with the input: where (`path`, as `sections[0].rows[2].label`) and what."""

    path: str
    message: str


class TesseraError(Exception):
    """Base of every error that Tessera raises on purpose."""

    code: str = "error"


class Invalid(TesseraError):
    """The input cannot be accepted; `problems` holds all that is wrong, not just the first."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        assert problems, "an Invalid without a problem says nothing"
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}" for p in self.problems[:20]))


class Refused(TesseraError):
    """A rule said no. `code` is of the feature's refusal enum; `facts` tell which, when."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = str(code)
        self.facts: Mapping[str, Any] = facts
        super().__init__(self.code)


class NotFound(TesseraError):
    """There is no such thing, or its existence is private to somebody else."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what} not found")


class NotSignedIn(TesseraError):
    """The call needs a person and came without one."""

    code = "not_signed_in"


class Forbidden(TesseraError):
    """The person is known and may not do this."""

    code = "forbidden"


class UnsupportedMedia(TesseraError):
    """The body says it is something else than what is read here."""

    code = "unsupported_media_type"


class TooLarge(TesseraError):
    """The body has more bytes than are read here."""

    code = "too_large"


class Unavailable(TesseraError):
    """A queue, a pool or a dependency is at its bound; try again after `retry_after_seconds`."""

    code = "unavailable"

    def __init__(self, why: str, *, retry_after_seconds: int = 1) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(why)
