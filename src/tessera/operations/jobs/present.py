"""The jobs console's values as its pages show them."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from tessera.kit.jobs import Queue
from tessera.operations.jobs.model import (
    COUNTED,
    Action,
    Counts,
    Deed,
    HealthState,
    Job,
    JobState,
    ListedJob,
    Period,
    QueueFigures,
    Stretch,
    Summary,
)
from tessera.web.present import N_
from tessera.web.views.jobs import (
    Bar,
    Chart,
    ConsolePage,
    DeedRow,
    Event,
    Figure,
    JobPage,
    JobRow,
    JobsPage,
    KindRow,
    QueueCard,
)
from tessera.web.views.shell import Link, Pagination
from tessera.webhooks.model import Tally

Speak = Callable[..., str]

STATES = {
    JobState.WAITING: N_("Waiting"),
    JobState.RUNNING: N_("Under way"),
    JobState.SCHEDULED: N_("Scheduled"),
    JobState.FAILED: N_("Failed"),
    JobState.DONE: N_("Done"),
}
QUEUES = {
    Queue.CHECKOUT: (N_("Checkout"), N_("What buyers wait for, and all that moves money")),
    Queue.MAIL: (N_("Mail"), N_("Tickets and news to people")),
    Queue.WEBHOOKS: (N_("Webhooks"), N_("Messages to other people’s machines")),
    Queue.MESSAGES: (N_("Messages to many"), N_("Campaigns and reminders, slowly")),
    Queue.BACKGROUND: (N_("Background"), N_("Long and patient work")),
}
PERIODS = {Period.HOUR: N_("Last hour"), Period.DAY: N_("Last day")}
EVENTS = {
    "queued": ("", N_("Queued")),
    "picked": ("wait", N_("Started")),
    "successful": ("ok", N_("Done")),
    "exception": ("bad", N_("Failed for good")),
    "failed": ("bad", N_("Failed for good")),
    "canceled": ("bad", N_("Cancelled")),
    "deleted": ("bad", N_("Removed")),
}
TRY_FAILED = ("wait", N_("Failed, to be tried again"))
ACTIONS = {
    Action.RETRY: N_("tried a job again"),
    Action.RETRY_KIND: N_("tried the failed jobs of a kind again"),
    Action.REMOVE: N_("removed a job"),
    Action.CLEAN: N_("cleaned up"),
    Action.PAUSE: N_("paused a queue"),
    Action.RESUME: N_("resumed a queue"),
    Action.EMPTY: N_("emptied a queue"),
}
SAID = {
    "retry": N_("Queued again: %(count)s"),
    "retry_kind": N_("Queued again: %(count)s"),
    "remove": N_("Removed: %(count)s"),
    "clean": N_("Removed: %(count)s"),
    "empty": N_("Removed: %(count)s"),
    "pause": N_("The queue is paused. Workers stop taking its jobs within two seconds."),
    "resume": N_("The queue goes on. Workers take its jobs again within two seconds."),
}


def said(verb: str, count: int, speak: Speak) -> str:
    """A sentence about what was just done; nothing where nothing was."""
    return speak(SAID[verb], count=count) if verb in SAID else ""


def list_url(state: JobState, **chosen: object) -> str:
    """The address of a list; what is None is left out."""
    query = {"state": state.value} | {k: v for k, v in chosen.items() if v}
    return f"/admin/jobs/list?{urlencode(query)}"


def console_page(
    summary: Summary, chart: Chart, speak: Speak, *, deeds: Sequence[Deed], said: str
) -> ConsolePage:
    """All queues."""
    return ConsolePage(
        warning=summary.health.state is HealthState.WARNING,
        failed_max=summary.health.failed_max,
        active_max=summary.health.active_max,
        figures=_figures("all", summary.counts, speak),
        queues=tuple(_card(queue, speak, summary.webhooks) for queue in summary.queues),
        chart=chart,
        deeds=tuple(_deed(deed, speak) for deed in deeds),
        at=summary.at,
        bounded=summary.bounded,
        said=said,
    )


def _deed(deed: Deed, speak: Speak) -> DeedRow:
    one_job = deed.action in (Action.RETRY, Action.REMOVE)
    url = f"/admin/jobs/{deed.target}" if one_job else ""
    return DeedRow(deed.at, deed.name, speak(ACTIONS[deed.action]), deed.target, url, deed.jobs)


def _figures(owner: str, counts: Counts, speak: Speak, **chosen: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"{owner}.{state.value}",
            speak(STATES[state]),
            counts.of(state),
            list_url(state, **chosen),
            state.value,
        )
        for state in COUNTED
    )


def _card(queue: QueueFigures, speak: Speak, messages: Tally) -> QueueCard:
    label, hint = QUEUES[queue.name]
    return QueueCard(
        name=queue.name.value,
        label=speak(label),
        hint=speak(hint),
        paused_at=queue.paused_at,
        figures=_figures(queue.name.value, queue.counts, speak, queue=queue.name.value),
        oldest_waiting_at=queue.oldest_waiting_at,
        kinds=tuple(
            KindRow(kind.name, kind.what, _figures(kind.name, kind.counts, speak, kind=kind.name))
            for kind in queue.kinds
        ),
        waits=queue.counts.waiting + queue.counts.scheduled,
        notes=_notes(messages, speak) if queue.name is Queue.WEBHOOKS else (),
    )


def _notes(messages: Tally, speak: Speak) -> tuple[str, ...]:
    """How messages to sellers' machines go, which are no jobs."""
    notes = [speak(N_("Messages that wait for their receiver: %(count)s"), count=messages.waiting)]
    if messages.failing:
        text = N_("Endpoints that do not answer: %(count)s")
        notes.append(speak(text, count=messages.failing))
    if messages.disabled:
        text = N_("Endpoints disabled because they did not answer: %(count)s")
        notes.append(speak(text, count=messages.disabled))
    return tuple(notes)


def chart_of(stretches: Sequence[Stretch], period: Period, speak: Speak) -> Chart:
    """What was done over time, with the ways to other periods."""
    links = tuple(
        Link(speak(text), f"/admin/jobs?period={each.value}", each is period)
        for each, text in PERIODS.items()
    )
    return Chart([Bar(s.starts_at, s.done, s.failed) for s in stretches], links)


def jobs_page(
    state: JobState,
    jobs: Sequence[ListedJob],
    summary: Summary,
    speak: Speak,
    *,
    queue: Queue | None,
    kind: str | None,
    after: int,
    more: int | None,
    said: str,
) -> JobsPage:
    """A list, with the ways to the other ones."""
    chosen = {"queue": queue.value if queue else None, "kind": kind}
    kinds = [k for q in summary.queues if queue in (None, q.name) for k in q.kinds]
    failed = {k.name: k.counts.failed for k in kinds if k.counts.failed and kind in (None, k.name)}
    everywhere = Link(speak(N_("All queues")), list_url(state), queue is None and kind is None)
    return JobsPage(
        state=state.value,
        states=tuple(
            Link(speak(text), list_url(each, **chosen), each is state)
            for each, text in STATES.items()
        ),
        kinds=(
            everywhere,
            *(
                Link(speak(text), list_url(state, queue=each.value), each is queue and not kind)
                for each, (text, _) in QUEUES.items()
            ),
            *([Link(kind, list_url(state, kind=kind), current=True)] if kind else []),
        ),
        jobs=tuple(_row(job) for job in jobs),
        kinds_to_retry=failed if state is JobState.FAILED else {},
        pages=Pagination(
            list_url(state, **chosen) if after else None,
            list_url(state, **chosen, cursor=more) if more else None,
        ),
        said=said,
    )


def _row(job: ListedJob) -> JobRow:
    at = job.changed_at
    if job.state is JobState.WAITING:
        at = job.created_at
    if job.state is JobState.SCHEDULED and job.due_at is not None:
        at = job.due_at
    return JobRow(job.id, job.kind, at, job.tries, job.error)


def job_page(job: Job, speak: Speak, said: str) -> JobPage:
    """One job."""
    return JobPage(
        id=job.id,
        kind=job.kind,
        what=job.what,
        queue=speak(QUEUES[job.queue][0]) if job.queue else "",
        state=job.state.value if job.state else "",
        tries=job.tries,
        tries_max=job.tries_max,
        priority=job.priority,
        created_at=job.created_at,
        due_at=job.due_at,
        heartbeat_at=job.heartbeat_at,
        payload=job.payload,
        history=tuple(_events(job, speak)),
        may_retry=job.state in (JobState.FAILED, JobState.SCHEDULED),
        may_remove=job.state in (JobState.FAILED, JobState.SCHEDULED, JobState.WAITING),
        said=said,
    )


def _events(job: Job, speak: Speak) -> list[Event]:
    events = []
    for event in job.history:
        retried = event.status == "queued" and event.error is not None
        tone, text = TRY_FAILED if retried else EVENTS.get(event.status, ("", event.status))
        events.append(Event(event.at, tone, speak(text), event.error, event.trace))
    return events
