"""The test tokens: each makes the gateway behave in one of the ways that real ones do."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

PaymentStatus = Literal["processing", "succeeded", "failed"]


class Method(StrEnum):
    """A payment method that a buyer names."""

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


IMMEDIATE: Mapping[Method, PaymentStatus] = {
    Method.SUCCESS: "succeeded",
    Method.DECLINE: "failed",
    Method.LOST: "succeeded",
}
LATER: Mapping[Method, PaymentStatus] = {Method.SLOW: "succeeded", Method.SLOW_DECLINE: "failed"}
