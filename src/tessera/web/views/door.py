"""Check in by typed, pasted or scanned code."""

from datetime import datetime
from typing import Literal

import msgspec

from tessera.web.views.shell import Option

CheckInAnswer = Literal["admitted", "already_used", "void", "wrong_show", "unknown"]


class CheckInResult(msgspec.Struct, frozen=True):
    """What the door says. `place` and `holder` are empty where the code is unknown.

    `used_at` tells when an already used ticket came in; `other_show` names the right show.
    """

    answer: CheckInAnswer
    at: datetime
    place: str = ""
    category: str = ""
    holder: str = ""
    used_at: datetime | None = None
    used_gate: str = ""
    other_show: str = ""
    code: str = ""


class DoorPage(msgspec.Struct, frozen=True):
    """`door/door.html`, for `/door?show=`; posts `code`, `show`, `gate` to `/door`.

    `shows` are those the person may admit to, soonest first; empty where there are none.
    """

    shows: tuple[Option, ...]
    show_id: str | None
    timezone: str
    gate: str = ""
    result: CheckInResult | None = None
    recent: tuple[CheckInResult, ...] = ()
    admitted: int = 0
    expected: int = 0
