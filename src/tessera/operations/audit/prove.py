"""Prove the promises on a live database: one read-only snapshot, plain aggregates, bounded time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec

from tessera.kit import sql as named
from tessera.kit.database import LOST
from tessera.kit.errors import Unavailable
from tessera.kit.trail import Chain, prove_chain
from tessera.operations.audit.maps import compare_maps
from tessera.operations.audit.model import PROMISES, Promise, Proof
from tessera.settings import Settings

sql = named.beside(__file__)

SLACK_SECONDS = 10
"""A sweep or a reconciliation takes its time; only what is later than that speaks against us."""
STATEMENT_SECONDS_MAX = 300
EXAMPLES_MAX = 5
FOR_LARGE_TABLES = {
    # Hash tables of some million orders stay in memory; two workers share a machine's two cores.
    "work_mem": "128MB",
    "hash_mem_multiplier": "3",
    "max_parallel_workers_per_gather": "2",
    "statement_timeout": f"{STATEMENT_SECONDS_MAX}s",
    "jit": "off",
}

Report = Callable[[str], None]


async def audit(
    settings: Settings,
    *,
    grace_seconds: int = 0,
    server: str | None = None,
    known_line: tuple[int, str] | None = None,
    examples_max: int = EXAMPLES_MAX,
    report: Report = lambda promise: None,
) -> tuple[Proof, ...]:
    """Every promise, proven on the database as it stood at one instant.

    `grace_seconds` are added to what P4 and P5 allow, for a system that has just come back. With
    `server` (a URL) the live maps that it serves are added up too; with `known_line`, a number and
    hash of the audit log, that line must still be there. Raises `Unavailable`.
    """
    patience = {
        "reconcile": settings.reconcile_seconds + SLACK_SECONDS + grace_seconds,
        "sweep": settings.sweep_seconds + SLACK_SECONDS + grace_seconds,
    }
    proofs = []
    async with _snapshot(settings) as connection:
        for promise in PROMISES:
            seconds = patience.get(promise.patience)
            proof = await prove(connection, promise, seconds=seconds, examples_max=examples_max)
            if promise.id == "P6" and server is not None:
                shows = await connection.fetch(sql["live_shows"])
                faults = await compare_maps(server, {row["id"]: row["capacity"] for row in shows})
                proof = _with_maps(proof, len(shows), faults, examples_max=examples_max)
            if promise.id == "A1":
                chain = await prove_chain(connection, examples_max=examples_max, known=known_line)
                proof = _with_chain(proof, chain)
            proofs.append(proof)
            report(promise.id)
    return tuple(proofs)


async def prove(
    connection: Any, promise: Promise, *, seconds: int | None, examples_max: int
) -> Proof:
    """One promise: survey, and look closely where a survey suspects something."""
    counted: dict[str, int] = {}
    violations = 0
    examples: list[str] = []
    for survey in promise.surveys:
        arguments: list[Any] = [examples_max] if seconds is None else [examples_max, seconds]
        if survey in sql:
            row = dict(await connection.fetchrow(sql[survey]))
            if "suspects" in row:
                suspects = row.pop("suspects")
                arguments = [examples_max, suspects] if suspects else []
            counted |= row
        if arguments:
            faults = await connection.fetch(sql[f"{survey}_closely"], *arguments)
            violations += faults[0]["found"] if faults else 0
            examples += [fault["example"] for fault in faults]
    return Proof(
        id=promise.id,
        sentence=promise.sentence,
        counted=counted,
        violations=violations,
        examples=tuple(examples[:examples_max]),
        note=promise.note,
    )


def _with_maps(proof: Proof, maps: int, faults: list[str], *, examples_max: int) -> Proof:
    return msgspec.structs.replace(
        proof,
        counted={**proof.counted, "live_maps": maps},
        violations=proof.violations + len(faults),
        examples=(*proof.examples, *faults)[:examples_max],
    )


def _with_chain(proof: Proof, chain: Chain) -> Proof:
    return msgspec.structs.replace(
        proof,
        counted={"lines": chain.last},
        violations=chain.faults,
        examples=chain.examples,
        note=f"{chain.last:,} lines, the last is {chain.last}:{chain.head}" if chain.last else "",
    )


@asynccontextmanager
async def _snapshot(settings: Settings) -> AsyncIterator[Any]:
    shift = f"{settings.clock_offset_seconds} seconds"
    try:
        connection = await asyncpg.connect(
            settings.database_url,
            server_settings=FOR_LARGE_TABLES
            | {
                "application_name": "tessera-audit",
                "timezone": "UTC",
                "tessera.clock_offset": shift,
            },
        )
    except LOST as error:
        raise Unavailable("the database cannot be reached", retry_after_seconds=2) from error
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection
    except asyncpg.QueryCanceledError as error:
        raise Unavailable(f"an audit's query took over {STATEMENT_SECONDS_MAX} s") from error
    finally:
        await connection.close()
