"""The audit log: who changed what, before and after, when and from where.

`note` writes a line in the transaction of the change, so there is never one without the other. The
lines form a chain of hashes in the order of commits; PostgreSQL makes it (migrations, 0013) and
`prove_chain` recomputes it here, so that neither side is believed alone. Nobody may change a line:
the database refuses it.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit.database import Tx

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIELD_SIGNS_MAX = 2000
MASK = "(not shown)"
_SECRET = re.compile(r"(^|_)(password|secret|token|code|hash|key|credential)s?(_|$)")

INSERT = """
INSERT INTO audit_log (account_id, acting_as, address, request_id, action, subject_kind,
    subject_id, organization_id, before, after, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING n, set_config('tessera.noted', 'yes', true)
"""
WHO = "SELECT set_config('tessera.who', $1, true)"
NAMED = """SELECT CASE WHEN COALESCE(current_setting('tessera.noted', true), '') = ''
THEN current_setting('tessera.who', true) END"""
LINES = "SELECT * FROM audit_log ORDER BY n"
Facts = Mapping[str, Any]


class Who(msgspec.Struct, frozen=True):
    """Who answers for a change: an account (nobody where the system does it), whom they act as,
    and from where. `address` is the client's; `request_id` stands in the log lines too."""

    account_id: UUID | None
    acting_as: UUID | None = None
    address: str = ""
    request_id: str = ""


def system(name: str) -> Who:
    """What is done by no person: a job, a command."""
    return Who(None, request_id=name)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it is stored; `before` and `after` are JSON text."""

    n: int
    at: datetime
    account_id: UUID | None
    acting_as: UUID | None
    address: str
    request_id: str
    action: str
    subject_kind: str
    subject_id: str
    organization_id: int | None
    before: str | None
    after: str | None
    reason: str
    hash: bytes


class Chain(msgspec.Struct, frozen=True):
    """The log as it stands: its last line's number and hash, and where the chain is broken."""

    last: int
    head: str
    faults: int
    examples: tuple[str, ...]


async def note(
    tx: Tx,
    who: Who,
    action: str,
    *,
    subject: tuple[str, object],
    organization_id: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> int:
    """Keep one line and answer its number. `subject` is a kind and an id: `("account", id)`.

    Call it last in a transaction: from here to the commit nobody else can write one. Of `before`
    and `after` only what differs is kept; what is named like a secret is masked.
    """
    was, now = _difference(before, after)
    row = await tx.fetch_one(
        INSERT,
        who.account_id,
        who.acting_as,
        who.address,
        who.request_id,
        action,
        subject[0],
        str(subject[1]),
        organization_id,
        _text(was),
        _text(now),
        reason[:FIELD_SIGNS_MAX],
    )
    assert row is not None, "an insert that returns has a row"
    number: int = row["n"]
    return number


async def answered_for_by(tx: Tx, who: Who) -> None:
    """Name who answers for what this transaction changes.

    Triggers note it (migrations, 0017), but where the verb wrote a line: that says it best, and one
    act is one line (0018).
    """
    if who.account_id is not None:
        await tx.fetch(WHO, msgspec.json.encode(who).decode())


async def note_named(
    tx: Tx,
    action: str,
    *,
    subject: tuple[str, object],
    organization_id: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
) -> None:
    """`note` for verbs that change several rows and are not told who asks: for whom
    `answered_for_by` named; nothing for jobs and commands, nor where the act has its line."""
    named = await tx.raw.fetchval(NAMED)
    if not named or (before is not None and before == after):
        return
    await note(
        tx,
        msgspec.json.decode(named, type=Who),
        action,
        subject=subject,
        organization_id=organization_id,
        before=before,
        after=after,
        reason=reason,
    )


async def prove_chain(
    connection: Any, *, examples_max: int, known: tuple[int, str] | None = None
) -> Chain:
    """Walk the whole log in order. Call it inside a transaction of `connection`: it is a cursor.

    A chain cannot tell that its own end was cut off; `known`, a number and hash that somebody kept
    elsewhere, can.
    """
    last, previous, faults = 0, b"", 0
    examples: list[str] = []
    async for row in connection.cursor(LINES, prefetch=1000):
        line = Line(**dict(row))
        fault = _fault(line, last, previous)
        if known and line.n == known[0] and line.hash.hex() != known[1]:
            fault = f"line {line.n} is not the one that was known"
        faults += bool(fault)
        if fault and len(examples) < examples_max:
            examples.append(fault)
        last, previous = line.n, line.hash
    if known and last < known[0]:
        faults += 1
        examples.append(f"the log ends at line {last}, but line {known[0]} was known")
    return Chain(last, previous.hex(), faults, tuple(examples))


def _fault(line: Line, last: int, previous: bytes) -> str:
    if line.n != last + 1:
        return f"line {last + 1} is missing before line {line.n}"
    if line.hash != hash_of(line, previous):
        return f"line {line.n} ({line.action}) is not what was written"
    return ""


def hash_of(line: Line, previous: bytes) -> bytes:
    """SHA-256 over the hash before and every field, each with its length in bytes before it."""
    micros = (line.at - EPOCH) // timedelta(microseconds=1)
    fields = (
        line.n,
        micros,
        line.account_id,
        line.acting_as,
        line.address,
        line.request_id,
        line.action,
        line.subject_kind,
        line.subject_id,
        line.organization_id,
        line.before,
        line.after,
        line.reason,
    )
    return hashlib.sha256(previous + b"".join(_field(value) for value in fields)).digest()


def _field(value: object) -> bytes:
    if value is None:
        return b"-"
    data = str(value).encode()
    return b"%d:%b" % (len(data), data)


def _difference(before: Facts | None, after: Facts | None) -> tuple[Facts | None, Facts | None]:
    """Both sides without what stayed the same."""
    if before is None or after is None:
        return before, after
    absent = object()
    differ = [
        key for key in {**before, **after} if before.get(key, absent) != after.get(key, absent)
    ]
    return (
        {key: before[key] for key in differ if key in before},
        {key: after[key] for key in differ if key in after},
    )


def _text(facts: Facts | None) -> str | None:
    return None if facts is None else msgspec.json.encode(_masked(facts)).decode()


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            str(key): MASK if _SECRET.search(str(key)) else _masked(inner)
            for key, inner in value.items()
        }
    return value
