"""A circuit breaker: stop calling a service that keeps failing, and try it again now and then.

Closed while calls work. Open once `calls_min` calls of one window have been made and half of them
failed: nobody waits for timeouts any more. After `rest_seconds` one call goes through as a probe;
its end closes the circuit or opens it for another rest.
"""

import time
from collections.abc import Callable

WINDOW_SECONDS = 10.0
CALLS_MIN = 10
REST_SECONDS = 5.0


class Breaker:
    """Counts calls of one service in one process. `clock` answers monotonic seconds."""

    __slots__ = (
        "_calls",
        "_calls_min",
        "_clock",
        "_failures",
        "_open_until",
        "_rest_seconds",
        "_window_ends",
        "_window_seconds",
    )

    def __init__(
        self,
        *,
        calls_min: int = CALLS_MIN,
        window_seconds: float = WINDOW_SECONDS,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls_min = calls_min
        self._window_seconds = window_seconds
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._calls = self._failures = 0
        self._window_ends = 0.0
        self._open_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are held back; stays so until a probe has worked."""
        return self._open_until is not None

    def admits(self) -> bool:
        """Whether a call may be made now. While open, one caller in each rest is let through."""
        if self._open_until is None:
            return True
        now = self._clock()
        if now < self._open_until:
            return False
        self._open_until = now + self._rest_seconds
        return True

    def note(self, *, worked: bool) -> None:
        """How a call that was admitted ended."""
        if self._open_until is not None:
            self._probed(worked)
            return
        now = self._clock()
        if now >= self._window_ends:
            self._calls = self._failures = 0
            self._window_ends = now + self._window_seconds
        self._calls += 1
        if worked:
            return
        self._failures += 1
        if self._calls >= self._calls_min and 2 * self._failures >= self._calls:
            self._open_until = now + self._rest_seconds

    def _probed(self, worked: bool) -> None:
        if worked:
            self._open_until = None
            self._window_ends = 0.0
        else:
            self._open_until = self._clock() + self._rest_seconds
