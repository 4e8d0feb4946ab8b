"""Method tokens: each makes the gateway behave in one of the ways that real ones do.

A token is a base and, after `+`, behaviours in any order:

    tok_success+webhook_twice+delay_3

Bases say what becomes of the money (`Method`), behaviours what goes wrong on the way:

    delay_N              the answer comes after N seconds (the money moves first)
    answer_lost          the answer never comes, though the money moved
    outage_N             for N seconds every call about this payment is answered 503
    short_N              N minor units less than asked for are captured
    webhook              a webhook tells of the end even where the answer told it
    webhook_twice        as `webhook`, each sent twice
    webhook_late_N       as `webhook`, N seconds after the end
    webhook_first        as `webhook`, sent before the answer (see also delay_N)
    webhook_stale        as `webhook`, and an older `payment.processing` comes after it
    webhook_lost         no webhook is sent at all
    webhook_unknown      a webhook of a kind that nobody knows is sent too
    refund_outage_N      the first N calls to refund it are answered 503
    refund_refused       it cannot be refunded
    dispute_N            N seconds after the capture its customer disputes it (webhook)

N is a whole number of at most four digits; seconds are at most 600.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Literal

import msgspec

PaymentStatus = Literal["open", "processing", "succeeded", "failed"]
SIGNS_MAX = 200
SECONDS_MAX = 600
_PART = re.compile(r"([a-z]+(?:_[a-z]+)*?)(?:_([0-9]{1,4}))?")


class Method(StrEnum):
    """A payment method that a buyer names: the base of a token."""

    SUCCESS = "tok_success"
    """Captured at once."""
    DECLINE = "tok_decline"
    """Refused at once."""
    SLOW = "tok_slow"
    """Answers `processing`; captured a little later, then tells by webhook."""
    SLOW_DECLINE = "tok_slow_decline"
    """Answers `processing`; refused a little later, then tells by webhook."""
    TIMEOUT = "tok_timeout"
    """Never answers, and captures nothing: the gateway knows no such payment afterwards."""
    LOST = "tok_lost"
    """Captured, but neither the answer nor a webhook arrives: only asking finds it."""
    HOSTED = "tok_hosted"
    """The customer decides on a page of the gateway's own, in the browser."""


IMMEDIATE: Mapping[Method, PaymentStatus] = {
    Method.SUCCESS: "succeeded",
    Method.DECLINE: "failed",
    Method.LOST: "succeeded",
    Method.HOSTED: "open",
}
LATER: Mapping[Method, PaymentStatus] = {Method.SLOW: "succeeded", Method.SLOW_DECLINE: "failed"}

FLAGS = frozenset(
    {
        "answer_lost",
        "webhook",
        "webhook_twice",
        "webhook_first",
        "webhook_stale",
        "webhook_lost",
        "webhook_unknown",
        "refund_refused",
    }
)
SECONDS = frozenset({"delay", "outage", "webhook_late", "dispute"})
COUNTS = frozenset({"short", "refund_outage"})


class Behaviour(msgspec.Struct, frozen=True):
    """A token, read. A behaviour that was not asked for is absent or nought."""

    base: Method
    flags: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = {}

    def has(self, name: str) -> bool:
        """Whether a behaviour without a number was asked for."""
        return name in self.flags

    def number(self, name: str) -> int:
        """The number of a behaviour, 0 where it was not asked for."""
        return self.numbers.get(name, 0)

    @property
    def webhooks(self) -> int:
        """How many copies of the webhook of its end are sent."""
        if self.has("webhook_lost") or self.base is Method.LOST:
            return 0
        if self.has("webhook_twice"):
            return 2
        asked = any(flag.startswith("webhook") for flag in self.flags)
        late = "webhook_late" in self.numbers
        return int(asked or late or self.base in LATER or self.base is Method.HOSTED)


class UnknownMethod(ValueError):
    """The token says something that is not in the grammar; the message says what."""


@lru_cache(maxsize=1024)
def read_method(token: str) -> Behaviour:
    """The behaviour that a token asks for. Raises `UnknownMethod` naming the part at fault."""
    if len(token) > SIGNS_MAX:
        raise UnknownMethod(f"a method has at most {SIGNS_MAX} signs")
    base, *parts = token.split("+")
    if base not in set(Method):
        raise UnknownMethod(f"{base!r} is no method; there are {', '.join(Method)}")
    flags: set[str] = set()
    numbers: dict[str, int] = {}
    for part in parts:
        name, number = _behaviour(part)
        if name in flags or name in numbers:
            raise UnknownMethod(f"{name!r} is said twice")
        if number is None:
            flags.add(name)
        else:
            numbers[name] = number
    return Behaviour(Method(base), frozenset(flags), numbers)


def _behaviour(part: str) -> tuple[str, int | None]:
    found = _PART.fullmatch(part)
    name, digits = (found[1], found[2]) if found else (part, None)
    if name in FLAGS and digits is None:
        return name, None
    if name in FLAGS:
        raise UnknownMethod(f"{name!r} takes no number")
    if name not in SECONDS | COUNTS:
        known = ", ".join(sorted(FLAGS | SECONDS | COUNTS))
        raise UnknownMethod(f"{part!r} is no behaviour; there are {known}")
    if digits is None:
        raise UnknownMethod(f"{name!r} needs a number, as {name}_3")
    if name in SECONDS and int(digits) > SECONDS_MAX:
        raise UnknownMethod(f"{name!r} is at most {SECONDS_MAX} seconds")
    return name, int(digits)
