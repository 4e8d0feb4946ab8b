"""Findings of the doctor."""

from dataclasses import dataclass
from typing import Literal

from tessera.kit.errors import TesseraError

Level = Literal["ok", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to do where it is not in order.

    A `minor` one is a warning: the sale goes on, and somebody should look all the same.
    """

    what: str
    found: str
    advice: str = ""
    minor: bool = False

    @property
    def level(self) -> Level:
        """How it stands."""
        if not self.advice:
            return "ok"
        return "warning" if self.minor else "broken"

    @property
    def fine(self) -> bool:
        """Whether nothing has to be done."""
        return not self.advice


class Warned(TesseraError):
    """Not in order, but nobody is kept from selling by it."""

    code = "warned"
