"""The audit log: one chain, whoever writes; nobody changes it unseen."""

import asyncio

import asyncpg
import msgspec
import pytest

from tessera.kit.ids import new_id
from tessera.kit.trail import MASK, Chain, Who, note, prove_chain, system
from tessera.services import Services

WRITABLE = "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only"


async def write(services: Services, action: str = "show.changed", **fields: object) -> int:
    """One line about a show."""
    who = Who(new_id(), address="192.0.2.7", request_id="r1")
    async with services.db.transaction() as tx:
        return await note(tx, who, action, subject=("show", 7), **fields)  # type: ignore[arg-type]


async def chain(services: Services, known: tuple[int, str] | None = None) -> Chain:
    """What a walk along the log finds."""
    async with services.db.transaction() as tx:
        return await prove_chain(tx.raw, examples_max=5, known=known)


async def break_by(services: Services, *statements: str) -> Chain:
    """What a walk finds after somebody with every right over the database was at it."""
    for statement in (WRITABLE, *statements):
        await services.db.pool.execute(statement)
    return await chain(services)


async def test_lines_of_many_writers_form_one_chain(services: Services) -> None:
    """Forty transactions at once: numbers without a gap, every hash as recomputed here."""
    names = ("Café", "", "a:b", "\u0928")
    await asyncio.gather(
        *(write(services, after={"name": names[n % 4]}, reason=names[n % 4]) for n in range(40))
    )

    found = await chain(services)

    assert (found.last, found.faults) == (40, 0)


async def test_line_of_a_change_that_was_rolled_back_leaves_no_gap(services: Services) -> None:
    """The number is free again."""
    await write(services)
    async with services.db.transaction() as tx:
        await note(tx, system("test"), "show.changed", subject=("show", 7))
        await tx.raw.execute("ROLLBACK; BEGIN")

    assert await write(services) == 2


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_log SET reason = 'other' WHERE n = 2", "line 2 (show.changed) is not"),
        ("UPDATE audit_log SET at = at + interval '1 us' WHERE n = 3", "line 3"),
        ("DELETE FROM audit_log WHERE n = 2", "line 2 is missing before line 3"),
        ("UPDATE audit_log SET account_id = NULL WHERE n = 1", "line 1"),
    ],
)
async def test_line_changed_behind_the_back_is_found(
    services: Services, statement: str, fault: str
) -> None:
    """Also by who owns the database and turns the trigger off."""
    for _ in range(3):
        await write(services)

    found = await break_by(services, statement)

    assert found.faults
    assert found.examples[0].startswith(fault)


async def test_end_that_was_cut_off_is_found_by_who_knew_it(services: Services) -> None:
    """The chain alone cannot tell; a line that was written down elsewhere can."""
    for _ in range(3):
        await write(services)
    before = await chain(services)

    after = await break_by(services, "DELETE FROM audit_log WHERE n = 3")

    assert after.faults == 0
    assert (await chain(services, (before.last, before.head))).faults == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_log SET reason = ''", "DELETE FROM audit_log", "TRUNCATE audit_log"],
)
async def test_database_refuses_to_change_a_line(services: Services, statement: str) -> None:
    """Append-only, whoever asks."""
    await write(services)

    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await services.db.pool.execute(statement)


async def test_line_keeps_what_differs_and_no_secret(services: Services) -> None:
    """Before and after, without what stayed the same; what is named like a secret is masked."""
    before = {"name": "Regal", "status": "active", "ways": {"secret_key": "sk_live_1"}}
    after = {"name": "Regal", "status": "suspended", "ways": {"secret_key": "sk_live_2"}}

    await write(services, before=before, after=after)

    row = await services.db.pool.fetchrow("SELECT before, after FROM audit_log")
    assert msgspec.json.decode(row["before"]) == {"status": "active", "ways": {"secret_key": MASK}}
    assert msgspec.json.decode(row["after"]) == {
        "status": "suspended",
        "ways": {"secret_key": MASK},
    }
