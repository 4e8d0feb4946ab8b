"""Begin a run, or the undoing of one."""

from uuid import UUID

import asyncpg
import msgspec

from tessera.catalog.runs.model import RunAction, RunRefusal, RunWanted, TitleRun
from tessera.catalog.runs.read import read_title_run, sql
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.kit.trail import Who

CHANGE_TITLES = "change_titles"


class Ordered(msgspec.Struct, frozen=True):
    """What the job is told: which run, and who answers for it."""

    run_id: UUID
    who: Who


async def begin_title_run(tx: Tx, wanted: RunWanted, *, who: Who) -> TitleRun:
    """Queue an act on these titles; ids of others' titles are left out. Raises `Invalid`."""
    if wanted.action is RunAction.UNDO:
        raise Invalid([Problem("action", "choose one")])
    run_id = new_id()
    house = wanted.organization_id
    await tx.fetch(sql["begin"], run_id, house, who.account_id, wanted.action, None)
    await tx.fetch(sql["add"], run_id, list(wanted.title_ids), house)
    run = await read_title_run(tx.raw, run_id)
    if not run.titles:
        raise Invalid([Problem("title_ids", "choose one or more")])
    await _queue(tx, run_id, who)
    return run


async def undo_title_run(tx: Tx, run: TitleRun, *, who: Who) -> TitleRun:
    """Queue the way back: each title as it was, where nobody has changed it since.

    Raises `Refused(nothing_to_undo)`, also where it is undone already or has not ended.
    """
    if not run.undoable or run.undone_by is not None or run.ended_at is None:
        raise Refused(RunRefusal.NOTHING_TO_UNDO)
    run_id = new_id()
    try:
        await tx.fetch(
            sql["begin"], run_id, run.organization_id, who.account_id, RunAction.UNDO, run.id
        )
    except asyncpg.UniqueViolationError as error:
        raise Refused(RunRefusal.NOTHING_TO_UNDO) from error
    await tx.fetch(sql["add_undone"], run_id, run.id)
    await _queue(tx, run_id, who)
    return await read_title_run(tx.raw, run_id)


async def _queue(tx: Tx, run_id: UUID, who: Who) -> None:
    await enqueue(tx, CHANGE_TITLES, msgspec.json.encode(Ordered(run_id, who)).decode())
