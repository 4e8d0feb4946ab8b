"""The jobs console."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from tessera.web.views.shell import Link, Pagination, Refusal


class Figure(msgspec.Struct, frozen=True):
    """A count with the way to its list. `key` is where live figures find it."""

    key: str
    label: str
    value: int
    url: str
    state: str


class KindRow(msgspec.Struct, frozen=True):
    """One kind of job in a queue's table: a count for each state, in the order of `STATES`."""

    name: str
    what: str
    counts: tuple[Figure, ...]


class QueueCard(msgspec.Struct, frozen=True):
    """One queue with its figures and what can be done about it."""

    name: str
    label: str
    hint: str
    paused_at: datetime | None
    figures: tuple[Figure, ...]
    oldest_waiting_at: datetime | None
    kinds: tuple[KindRow, ...]
    waits: int
    """How many jobs emptying it would remove."""
    notes: tuple[str, ...] = ()
    """What else is to be said of it."""


class Bar(msgspec.Struct, frozen=True):
    """One stretch of the chart, and one row of the table behind it."""

    starts_at: datetime
    done: int
    failed: int


class Chart(msgspec.Struct, frozen=True):
    """What was done over time; `empty` where it was nothing."""

    bars: Sequence[Bar]
    periods: tuple[Link, ...]

    @property
    def peak(self) -> int:
        """The highest bar, at least 1."""
        return max(1, *(bar.done + bar.failed for bar in self.bars))

    @property
    def done(self) -> int:
        """Jobs done in the whole period."""
        return sum(bar.done for bar in self.bars)

    @property
    def failed(self) -> int:
        """Tries that failed in the whole period."""
        return sum(bar.failed for bar in self.bars)


class DeedRow(msgspec.Struct, frozen=True):
    """What somebody did at the console. `url` leads to the job it was done to, where it was one."""

    at: datetime
    name: str
    action: str
    target: str
    url: str
    jobs: int


class ConsolePage(msgspec.Struct, frozen=True):
    """`jobs/console.html`, for `/admin/jobs`."""

    warning: bool
    failed_max: int
    active_max: int
    figures: tuple[Figure, ...]
    queues: tuple[QueueCard, ...]
    chart: Chart
    at: datetime
    deeds: tuple[DeedRow, ...] = ()
    bounded: bool = False
    said: str = ""


class JobRow(msgspec.Struct, frozen=True):
    """A job in a list. `at` is what its state is told with: queued, due, changed or done."""

    id: int
    kind: str
    at: datetime
    tries: int
    error: str | None


class JobsPage(msgspec.Struct, frozen=True):
    """`jobs/list.html`, for `/admin/jobs/list`. `kinds_to_retry` are kinds with failed jobs."""

    state: str
    states: tuple[Link, ...]
    kinds: tuple[Link, ...]
    jobs: tuple[JobRow, ...]
    kinds_to_retry: Mapping[str, int] = {}
    pages: Pagination = Pagination()
    said: str = ""


class Event(msgspec.Struct, frozen=True):
    """One line of a job's history."""

    at: datetime
    tone: str
    label: str
    error: str | None
    trace: str | None


class JobPage(msgspec.Struct, frozen=True):
    """`jobs/job.html`, for `/admin/jobs/{id}`. `state` is empty where the job was removed."""

    id: int
    kind: str
    what: str
    queue: str
    state: str
    tries: int
    tries_max: int | None
    priority: int
    created_at: datetime | None
    due_at: datetime | None
    heartbeat_at: datetime | None
    payload: str | None
    history: tuple[Event, ...]
    may_retry: bool = False
    may_remove: bool = False
    refusal: Refusal | None = None
    said: str = ""
