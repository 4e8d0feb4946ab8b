"""Samples of the jobs console: a bad day, a quiet one, lists and a job that failed."""

from datetime import timedelta

from tessera.kit.jobs import Queue
from tessera.operations.jobs.model import (
    Action,
    Counts,
    Deed,
    Job,
    JobEvent,
    JobState,
    KindFigures,
    ListedJob,
    Period,
    QueueFigures,
    Stretch,
    Summary,
)
from tessera.operations.jobs.present import chart_of, console_page, job_page, jobs_page, said
from tessera.operations.jobs.rules import health_of
from tessera.webhooks.model import Tally
from tests.unit.ui.samples import at

NOW = at(19)


def speak(text: str, **values: object) -> str:
    """English."""
    return text % values if values else text


def queue(name: Queue, counts: Counts, *kinds: str, paused: bool = False) -> QueueFigures:
    """A queue whose first kind has all of its jobs."""
    rows = [KindFigures(kind, "Does it.", Counts()) for kind in kinds]
    rows[:1] = [KindFigures(kinds[0], "Does it.", counts)] if kinds else []
    waits = NOW - timedelta(minutes=3) if counts.waiting else None
    return QueueFigures(name, NOW if paused else None, counts, waits, tuple(rows))


def summary(*queues: QueueFigures) -> Summary:
    """Their sum."""
    counts = sum((q.counts for q in queues), Counts())
    messages = Tally(412, 2, 1) if counts.failed else Tally()
    return Summary(NOW, health_of(counts), counts, queues, bounded=False, webhooks=messages)


BAD_DAY = summary(
    queue(Queue.CHECKOUT, Counts(3, 4, 2, 0, 48_211), "send_refund"),
    queue(Queue.MAIL, Counts(1_204, 2, 0, 117, 9_120), "confirm_orders", "mail_cancellation"),
    queue(Queue.WEBHOOKS, Counts(40, 0, 12, 0, 311), paused=True),
    queue(Queue.BACKGROUND, Counts()),
)
QUIET = summary(*(queue(name, Counts()) for name in Queue))
HOUR = [
    Stretch(NOW + timedelta(minutes=n), (n * 37) % 90, (n * 7) % 11 if n > 40 else 0)
    for n in range(60)
]
NOTHING = [Stretch(NOW + timedelta(minutes=n), 0, 0) for n in range(60)]
CONSOLE = console_page(
    BAD_DAY,
    chart_of(HOUR, Period.HOUR, speak),
    speak,
    deeds=[
        Deed(NOW, "Adam Admin", Action.PAUSE, "webhooks", 1),
        Deed(NOW - timedelta(minutes=4), "Adam Admin", Action.RETRY_KIND, "confirm_orders", 117),
        Deed(NOW - timedelta(hours=3), "Ida Ingwersen", Action.RETRY, "912", 1),
    ],
    said=said("pause", 1, speak),
)
CONSOLE_QUIET = console_page(QUIET, chart_of(NOTHING, Period.DAY, speak), speak, deeds=[], said="")
WHY = "ConnectionRefusedError: [Errno 111] Connect call failed ('mail.house.test', 587)"
LISTED = [
    ListedJob(n, "mail_cancellation", JobState.FAILED, NOW, NOW, NOW, 2, WHY, n)
    for n in range(912, 900, -1)
]
FAILED = jobs_page(
    JobState.FAILED,
    LISTED,
    BAD_DAY,
    speak,
    queue=Queue.MAIL,
    kind=None,
    after=0,
    more=901,
    said="",
)
NONE = jobs_page(
    JobState.RUNNING, [], QUIET, speak, queue=None, kind="send_refund", after=0, more=None, said=""
)
JOB = job_page(
    Job(
        id=907,
        kind="mail_cancellation",
        queue=Queue.MAIL,
        what="Mails what was cancelled and what goes back.",
        state=JobState.FAILED,
        priority=0,
        tries=3,
        tries_max=3,
        payload='{"order_id":"0199f1a0-7e0c-7c55-9d0e-2f6f0c1c2b3a","token":"•••"}',
        created_at=NOW,
        due_at=NOW,
        heartbeat_at=None,
        history=(
            JobEvent(NOW, "queued", None, None),
            JobEvent(NOW, "picked", None, None),
            JobEvent(NOW, "queued", WHY, None),
            JobEvent(NOW, "failed", WHY, "Traceback (most recent call last):\n  File …"),
        ),
    ),
    speak,
    "",
)
