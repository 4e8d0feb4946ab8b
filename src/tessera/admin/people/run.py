"""Block many accounts at once: a job that goes on where it was stopped."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tessera.admin.people.block import block
from tessera.admin.people.model import RUN_MAX, RUN_PORTION, AccountRefusal, BlockRun
from tessera.admin.people.read import read_run, sql
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.ids import new_id
from tessera.kit.jobs import JobKind, Queue, enqueue
from tessera.kit.trail import Who, note
from tessera.services import Workshop

BLOCK_ACCOUNTS = "block_accounts"


class Ordered(msgspec.Struct, frozen=True):
    """What the job is told: which run, and who answers for it."""

    run_id: UUID
    who: Who


async def begin_run(tx: Tx, account_ids: Sequence[UUID], *, reason: str, who: Who) -> BlockRun:
    """Queue the blocking of these accounts; ids of nobody are left out. Raises `Invalid`."""
    problems = []
    if not 1 <= len(account_ids) <= RUN_MAX:
        problems.append(Problem("account_ids", f"must have 1 to {RUN_MAX} accounts"))
    if not 3 <= len(reason.strip()) <= 500:
        problems.append(Problem("reason", "must have 3 to 500 characters"))
    if problems:
        raise Invalid(problems)
    run_id = new_id()
    await tx.fetch(sql["begin_run"], run_id, who.account_id, reason.strip())
    await tx.fetch(sql["add_to_run"], run_id, list(set(account_ids)))
    payload = msgspec.json.encode(Ordered(run_id, who)).decode()
    await enqueue(tx, BLOCK_ACCOUNTS, payload)
    found = await read_run(tx.raw, run_id)
    await note(
        tx,
        who,
        "accounts.block_ordered",
        subject=("block_run", run_id),
        after={"accounts": found.accounts},
        reason=found.reason,
    )
    return found


async def block_accounts(shop: Workshop, payload: str) -> None:
    """Block the accounts of a run, one transaction each, until none is left."""
    ordered = msgspec.json.decode(payload, type=Ordered)
    db = shop.services.db
    reason = (await read_run(db.pool, ordered.run_id)).reason
    while rows := await db.pool.fetch(sql["take_from_run"], ordered.run_id, RUN_PORTION):
        for row in rows:
            async with db.transaction() as tx:
                await _block_one(tx, ordered, row["account_id"], reason=reason)
    await db.pool.execute(sql["end_run"], ordered.run_id)


async def _block_one(tx: Tx, ordered: Ordered, account_id: UUID, *, reason: str) -> None:
    outcome = "blocked"
    try:
        await block(tx, account_id, reason=reason, who=ordered.who)
    except Refused as error:
        known = error.code == AccountRefusal.ALREADY_BLOCKED
        outcome = "was_blocked" if known else "refused"
    await tx.fetch(sql["note_of_run"], ordered.run_id, account_id, outcome)


KINDS = (
    JobKind(
        name=BLOCK_ACCOUNTS,
        queue=Queue.BACKGROUND,
        what="Blocks the accounts that an admin has chosen.",
        act=block_accounts,
    ),
)
