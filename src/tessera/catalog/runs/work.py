"""Work through a run: one title, one transaction; it goes on where it was stopped."""

import msgspec

from tessera.catalog.enter import change_title, put_back, today
from tessera.catalog.model import Title, TitleChange, TitleStatus
from tessera.catalog.read import read_title
from tessera.catalog.remove import remove_title
from tessera.catalog.rules import status_by_dates
from tessera.catalog.runs.begin import CHANGE_TITLES, Ordered
from tessera.catalog.runs.model import RUN_PORTION, Outcome, RunAction, TitleRun
from tessera.catalog.runs.read import read_title_run, sql, standings_of
from tessera.catalog.runs.rules import foresee
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.trail import answered_for_by
from tessera.services import Workshop


class Was(msgspec.Struct, frozen=True):
    """What an undo gives back."""

    status: TitleStatus
    enabled: bool


async def change_titles(shop: Workshop, payload: str) -> None:
    """Do what a run asks for to each of its titles."""
    ordered = msgspec.json.decode(payload, type=Ordered)
    db = shop.services.db
    run = await read_title_run(db.pool, ordered.run_id)
    while rows := await db.pool.fetch(sql["take"], run.id, RUN_PORTION):
        for row in rows:
            async with db.transaction() as tx:
                await answered_for_by(tx, ordered.who)
                await _one(tx, run, row["title_id"])
    await db.pool.execute(sql["end"], run.id)


async def _one(tx: Tx, run: TitleRun, title_id: int) -> None:
    """One title, unless another worker was faster."""
    asked = await tx.fetch_one(sql["taken"], run.id, title_id)
    if asked is None:
        return
    try:
        title = await read_title(tx, title_id, lock=True)
    except NotFound:
        await tx.fetch(sql["note"], run.id, title_id, Outcome.GONE, None, None)
        return
    was = msgspec.json.encode(Was(title.status, title.enabled)).decode()
    try:
        # A savepoint: a name that is taken must not end the transaction.
        async with tx.raw.transaction():
            if run.action is RunAction.UNDO:
                outcome = await _give_back(tx, title, asked["was"], version=asked["left_version"])
            else:
                outcome = await _act(tx, title, run)
    except Refused:
        outcome = Outcome.REFUSED
    left = await tx.raw.fetchval("SELECT version FROM titles WHERE id = $1", title_id)
    kept = was if left is not None and outcome in (Outcome.DONE, Outcome.ARCHIVED) else None
    await tx.fetch(sql["note"], run.id, title_id, outcome, kept, left)


async def _act(tx: Tx, title: Title, run: TitleRun) -> Outcome:
    [standing] = await standings_of(tx.raw, [title.id], organization_id=title.organization_id)
    outcome = foresee(run.action, standing)
    if outcome in (Outcome.REFUSED, Outcome.UNCHANGED):
        return outcome
    match run.action:
        case RunAction.SHOW | RunAction.HIDE:
            change = TitleChange(enabled=run.action is RunAction.SHOW)
        case RunAction.PUBLISH:
            day = await today(tx)
            status = status_by_dates(title.released_on, title.expires_on, day)
            change = TitleChange(status=status)
        case RunAction.ARCHIVE:
            change = TitleChange(status=TitleStatus.ARCHIVED)
        case RunAction.RESTORE:
            change = TitleChange(status=TitleStatus.DRAFT)
        case _:
            removed = await remove_title(tx, title)
            return Outcome.DONE if removed == "deleted" else Outcome.ARCHIVED
    await change_title(tx, title, change)
    return Outcome.DONE


async def _give_back(tx: Tx, title: Title, was: str, *, version: int) -> Outcome:
    if title.version != version:
        return Outcome.REFUSED
    before = msgspec.json.decode(was, type=Was)
    await put_back(tx, title, status=before.status, enabled=before.enabled)
    return Outcome.DONE


KINDS = (
    JobKind(
        name=CHANGE_TITLES,
        queue=Queue.BACKGROUND,
        what="Does to many titles what somebody has chosen for them, or undoes it.",
        act=change_titles,
    ),
)
