"""The jobs console's values."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tessera.kit.jobs import Queue
from tessera.webhooks.model import Tally


class JobState(StrEnum):
    """Where a job is. PGQueuer keeps the first four in its queue, the done ones in its log."""

    WAITING = "waiting"
    RUNNING = "running"
    SCHEDULED = "scheduled"
    """Not before its time: queued for later, or to be tried again."""
    FAILED = "failed"
    DONE = "done"


class JobsRefused(StrEnum):
    """Why something is not done to a job, in order of precedence."""

    RUNNING = "job_running"
    NOT_RETRYABLE = "job_not_retryable"


class Action(StrEnum):
    """What somebody did about jobs."""

    RETRY = "retry"
    RETRY_KIND = "retry_kind"
    REMOVE = "remove"
    CLEAN = "clean"
    PAUSE = "pause"
    RESUME = "resume"
    EMPTY = "empty"


class Deed(msgspec.Struct, frozen=True):
    """What was done at the console: by whom, to what (a job's id, a kind, a queue, a state), and
    to how many jobs."""

    at: datetime
    name: str
    action: Action
    target: str
    jobs: int


class HealthState(StrEnum):
    """Whether somebody should look."""

    OK = "ok"
    WARNING = "warning"


class Counts(msgspec.Struct, frozen=True):
    """Jobs by state. `done` counts those of the last 24 hours."""

    waiting: int = 0
    running: int = 0
    scheduled: int = 0
    failed: int = 0
    done: int = 0

    def of(self, state: JobState) -> int:
        """The count of one state."""
        count: int = getattr(self, state.value)
        return count

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(self.of(state) + other.of(state) for state in COUNTED))


COUNTED = tuple(JobState(name) for name in Counts.__struct_fields__)


class Health(msgspec.Struct, frozen=True):
    """The state with what it was told from. `active` jobs are due and not done yet."""

    state: HealthState
    failed: int
    active: int
    failed_max: int
    active_max: int


class KindFigures(msgspec.Struct, frozen=True):
    """One kind of job."""

    name: str
    what: str
    counts: Counts


class QueueFigures(msgspec.Struct, frozen=True):
    """One queue. `oldest_waiting_at` is when the job was queued that waits longest."""

    name: Queue
    paused_at: datetime | None
    counts: Counts
    oldest_waiting_at: datetime | None
    kinds: tuple[KindFigures, ...]


class Summary(msgspec.Struct, frozen=True):
    """All queues at one instant. `bounded` where a state has more jobs than are counted."""

    at: datetime
    health: Health
    counts: Counts
    queues: tuple[QueueFigures, ...]
    bounded: bool
    webhooks: Tally = Tally()
    """Messages to sellers' machines; they have a schedule of their own, and are no jobs."""


class ListedJob(msgspec.Struct, frozen=True):
    """A job in a list. `error` is why its last try failed, where one did.

    `cursor` is where a list goes on after it.
    """

    id: int
    kind: str
    state: JobState
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None
    tries: int
    error: str | None
    cursor: int


class JobEvent(msgspec.Struct, frozen=True):
    """One line of a job's history, in PGQueuer's word for what happened."""

    at: datetime
    status: str
    error: str | None
    trace: str | None


class Job(msgspec.Struct, frozen=True):
    """One job whole. `state` is None where it was removed; `payload` then is gone as well."""

    id: int
    kind: str
    queue: Queue | None
    what: str
    state: JobState | None
    priority: int
    tries: int
    tries_max: int | None
    payload: str | None
    created_at: datetime | None
    due_at: datetime | None
    heartbeat_at: datetime | None
    history: tuple[JobEvent, ...]


class Period(StrEnum):
    """How far back the throughput is told."""

    HOUR = "hour"
    DAY = "day"


class Stretch(msgspec.Struct, frozen=True):
    """What was done in one stretch of time. `failed` counts tries that failed, not jobs."""

    starts_at: datetime
    done: int
    failed: int
