"""Make an API key, list them, end one."""

from typing import Any
from uuid import UUID

import msgspec

from tessera.accounts.model import Person
from tessera.accounts.policy import SCOPES
from tessera.accounts.sessions import secret_hash
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id, new_secret
from tessera.kit.trail import Who, note
from tessera.organizations.keys.model import KEYS_MAX, ApiKey, KeyRefusal, KeyWanted, NewKey

sql = named.beside(__file__)

PREFIX = "tsk_"
HINT_SIGNS = 4


async def make_key(
    tx: Tx, organization_id: int, wanted: KeyWanted, *, person: Person, who: Who
) -> NewKey:
    """A new key, whose secret (192 random bits) is kept by its hash and told only now.

    Raises `Invalid` for scopes that are none or that its maker has not, `Refused(too_many_keys)`.
    """
    if problems := _problems(wanted, organization_id, person):
        raise Invalid(problems)
    await tx.fetch(sql["lock"], organization_id)
    row = await tx.fetch_one(sql["working"], organization_id)
    if row is not None and row["count"] >= KEYS_MAX:
        raise Refused(KeyRefusal.TOO_MANY_KEYS)
    key_id, secret = new_id(), PREFIX + new_secret()
    scopes = sorted({scope.value for scope in wanted.scopes})
    await tx.fetch(
        sql["add"],
        key_id,
        organization_id,
        person.account_id,
        wanted.name.strip(),
        secret_hash(secret),
        secret[-HINT_SIGNS:],
        scopes,
        wanted.requests_per_minute,
        wanted.days,
    )
    [made] = [key for key in await keys_of(tx.raw, organization_id) if key.id == key_id]
    await note(
        tx,
        who,
        "api_key.made",
        subject=("api_key", key_id),
        organization_id=organization_id,
        after={"name": made.name, "scopes": scopes, "days": wanted.days},
    )
    return NewKey(made, secret)


def _problems(wanted: KeyWanted, organization_id: int, person: Person) -> list[Problem]:
    problems = [
        Problem(f"scopes[{n}]", "is not a scope of keys, or not yours to give")
        for n, scope in enumerate(wanted.scopes)
        if scope not in SCOPES or not person.may(scope, organization_id)
    ]
    if not wanted.scopes:
        problems.append(Problem("scopes", "choose one or more"))
    if not wanted.name.strip() or not wanted.name.isprintable():
        problems.append(Problem("name", "must have printable characters"))
    return problems


async def keys_of(connection: Any, organization_id: int) -> list[ApiKey]:
    """The keys of an organization, those that work first."""
    rows = await connection.fetch(sql["of_organization"], organization_id)
    return [msgspec.convert(dict(row), ApiKey, strict=False) for row in rows]


async def end_key(tx: Tx, organization_id: int, key_id: UUID, *, who: Who) -> None:
    """End a key; from this commit on it opens nothing. Raises `NotFound`."""
    row = await tx.fetch_one(sql["end"], key_id, organization_id)
    if row is None:
        raise NotFound("key")
    await note(
        tx,
        who,
        "api_key.ended",
        subject=("api_key", key_id),
        organization_id=organization_id,
        before={"name": row["name"]},
    )
