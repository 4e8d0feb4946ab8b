"""Every figure of this process, put together from those who keep them."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tessera.kit.batcher import Batcher
from tessera.kit.figures import Tallies, Times
from tessera.operations.figures.model import Family, Labels, histogram
from tessera.services import Services

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def collect(services: Services) -> list[Family]:
    """All families, in the order of the way a request takes."""
    return [
        *_process(),
        *_edge(services.tallies),
        *_desks(services),
        *_tiers(services),
        *_others(services.tallies),
        *_readers(services),
        *_accounts(services),
    ]


def desks_of(services: Services) -> dict[str, Batcher[Any, Any]]:
    """The desks of the hot path, by their verb."""
    return {
        "place_hold": services.claims.holds,
        "release_hold": services.claims.releases,
        "open_order": services.orders.openings,
        "start_payment": services.payments.starts,
        "settle_payment": services.payments.settlements,
    }


def counter(name: str, text: str, counts: Mapping[Any, float], *, by: Labels = ()) -> Family:
    """A counter; a label that is no tuple is the only one."""
    return Family(name, text, "counter", by, [(_tuple(k), n) for k, n in counts.items()])


def gauge(name: str, text: str, values: Mapping[Any, float], *, by: Labels = ()) -> Family:
    """The same for what goes up and down."""
    return Family(name, text, "gauge", by, [(_tuple(k), n) for k, n in values.items()])


def timing(name: str, text: str, times: Mapping[Any, Times], *, by: Labels = ()) -> Family:
    """A histogram of seconds."""
    kept = [(_tuple(label), histogram(each)) for label, each in times.items()]
    return Family(name, text, "times", by, times=kept)


def _tuple(label: Any) -> Labels:
    return label if isinstance(label, tuple) else (str(label),)


def _process() -> Iterable[Family]:
    times = os.times()
    seconds: Mapping[Any, float] = {"user": times.user, "system": times.system}
    yield counter("tessera_process_cpu_seconds", "Time on a core.", seconds, by=("mode",))
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    yield gauge("tessera_process_memory_bytes", "Resident memory.", {(): pages * PAGE_BYTES})
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    yield gauge("tessera_process_open_files", "Open files and sockets.", {(): files})


def _edge(tallies: Tallies) -> Iterable[Family]:
    yield timing(
        "tessera_request_seconds",
        "Until an answer began, by route template.",
        tallies.requests,
        by=("method", "route", "status"),
    )
    yield counter(
        "tessera_refusals",
        "Answers that were problems, by code.",
        tallies.refusals,
        by=("code", "route"),
    )
    yield timing("tessera_loop_lag_seconds", "How late the event loop is.", {(): tallies.lag})


def _desks(services: Services) -> Iterable[Family]:
    desks, verb = desks_of(services), ("verb",)
    of: Any = {"batches": {}, "commands": {}, "failures": {}, "waiting": {}}
    for name, desk in desks.items():
        for figure, values in of.items():
            values[name] = getattr(desk, figure)
    yield counter("tessera_desk_batches", "Batches sent to PostgreSQL.", of["batches"], by=verb)
    yield counter("tessera_desk_commands", "Commands in these batches.", of["commands"], by=verb)
    yield counter("tessera_desk_failures", "Batches that failed whole.", of["failures"], by=verb)
    yield gauge("tessera_desk_waiting", "Commands that wait now.", of["waiting"], by=verb)
    yield timing(
        "tessera_desk_wait_seconds",
        "How long the first command of a batch had waited.",
        {name: desk.waited for name, desk in desks.items()},
        by=verb,
    )
    yield timing(
        "tessera_desk_run_seconds",
        "How long a batch was under way.",
        {name: desk.ran for name, desk in desks.items()},
        by=verb,
    )


def _tiers(services: Services) -> Iterable[Family]:
    lines, pool, engine = services.db.lines, services.db.pool, services.db.engine
    hot, ordinary = pool.get_size() - pool.get_idle_size(), engine.pool.checkedout()  # type: ignore[attr-defined]
    busy = {"hot": hot, "ordinary": ordinary}
    room: Mapping[Any, float] = dict.fromkeys(busy, services.settings.database_connections_max)
    yield gauge("tessera_database_connections_busy", "Connections at work.", busy, by=("pool",))
    yield gauge("tessera_database_connections_max", "As many as may be.", room, by=("pool",))
    yield timing("tessera_database_statement_seconds", "Round trips.", {(): lines.statements})
    yield counter("tessera_database_failures", "Statements that failed.", {(): lines.failures})
    yield counter("tessera_database_cuts", "Times the server was mute.", {(): lines.cuts})
    valkey = services.valkey
    yield timing("tessera_valkey_seconds", "Calls that came back.", {(): valkey.calls})
    yield counter("tessera_valkey_failures", "Calls that did not.", {(): valkey.failures})


def _others(tallies: Tallies) -> Iterable[Family]:
    yield timing(
        "tessera_provider_seconds",
        "Calls to payment providers.",
        tallies.providers,
        by=("provider", "answer"),
    )
    yield timing("tessera_mail_seconds", "Mails handed over.", tallies.mails, by=("outcome",))
    yield timing(
        "tessera_webhook_seconds", "Messages to organizations.", tallies.webhooks, by=("outcome",)
    )
    yield timing("tessera_job_seconds", "Jobs done.", tallies.jobs, by=("kind", "outcome"))
    yield timing(
        "tessera_round_seconds", "Work by the clock.", tallies.rounds, by=("round", "outcome")
    )


def _readers(services: Services) -> Iterable[Family]:
    maps = services.maps
    yield gauge("tessera_live_maps", "Shows with a live map.", {(): maps.count})
    yield timing("tessera_live_map_heal_seconds", "Claims read anew.", {(): maps.heals})
    readers = services.broadcasts.readers
    yield gauge("tessera_live_streams", "Browsers that follow a show.", {(): readers})
    yield counter(
        "tessera_provider_events",
        "Webhooks of payment providers, by what became of them.",
        services.payments.events,
        by=("provider", "outcome"),
    )
    yield counter(
        "tessera_public_reads",
        "What everybody may read, by what it was and where it came from.",
        services.public.memory.counts,
        by=("what", "how"),
    )
    asked = services.rooms.documents.asked
    yield counter("tessera_waiting_room_polls", "Looks at a waiting room.", {(): asked})


def _accounts(services: Services) -> Iterable[Family]:
    passwords = services.passwords
    yield counter(
        "tessera_sign_ins",
        "Doors that were gone through.",
        services.tallies.sign_ins,
        by=("how", "outcome"),
    )
    yield gauge("tessera_hashing_inside", "Who waits or hashes.", {(): passwords.inside})
    yield counter("tessera_hashing_refused", "Who was sent away.", {(): passwords.sent_away})
    yield timing("tessera_hashing_wait_seconds", "For a lane.", {(): passwords.waited})
    yield timing("tessera_hashing_seconds", "In a lane.", {(): passwords.took})
