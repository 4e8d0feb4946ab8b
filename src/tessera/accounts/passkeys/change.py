"""Add a passkey, remove one, list them."""

from typing import Any
from uuid import UUID

from tessera.accounts.factors.challenges import challenge_of_session, open_challenge, use_challenge
from tessera.accounts.factors.methods import methods_of
from tessera.accounts.factors.model import Challenge, FactorRefusal, Method, Purpose
from tessera.accounts.factors.switch import switched_off, switched_on
from tessera.accounts.model import Person
from tessera.accounts.passkeys.ceremony import created, creation_options, signed_challenge
from tessera.accounts.passkeys.model import PASSKEYS_MAX, Passkey, PasskeyRefusal
from tessera.accounts.passkeys.site import site_of
from tessera.accounts.passkeys.use import credentials_of
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.ids import new_id
from tessera.kit.trail import Who
from tessera.services import Services

sql = named.beside(__file__)


async def passkeys_of(tx: Tx, account_id: UUID) -> tuple[Passkey, ...]:
    """An account's passkeys, the oldest first."""
    return tuple(_passkey_of(row) for row in await tx.fetch(sql["passkeys"], account_id))


async def begin_passkey(tx: Tx, person: Person) -> None:
    """Allow this session to add one passkey. Raises `Refused(too_many_passkeys)`."""
    if len(await credentials_of(tx, person.account_id)) >= PASSKEYS_MAX:
        raise Refused(PasskeyRefusal.TOO_MANY_PASSKEYS)
    await open_challenge(
        tx, Purpose.ENROL, account_id=person.account_id, session_id=person.session_id
    )


async def passkey_options(tx: Tx, services: Services, person: Person) -> dict[str, Any]:
    """What the browser is given to make the passkey. Raises `Refused(challenge_over)` where the
    session was not allowed to, or took too long."""
    challenge = await _challenge(tx, person)
    return creation_options(
        site_of(services.settings.base_url),
        challenge=signed_challenge(services.codes, challenge.id),
        account_id=person.account_id,
        email=person.email,
        known=await credentials_of(tx, person.account_id),
    )


async def add_passkey(
    tx: Tx, services: Services, person: Person, *, credential: str, name: str, who: Who
) -> tuple[Passkey, tuple[str, ...]]:
    """Keep the passkey that the browser has made; recovery codes come with the first factor.

    Raises `Refused`: `challenge_over`, `passkey_refused`, `too_many_passkeys`, `passkey_known`.
    """
    challenge = await _challenge(tx, person)
    site = site_of(services.settings.base_url)
    key = created(site, credential, challenge=signed_challenge(services.codes, challenge.id))
    if key is None:
        raise Refused(PasskeyRefusal.PASSKEY_REFUSED)
    await use_challenge(tx, challenge)
    await tx.fetch(sql["lock_account"], person.account_id)
    if len(await credentials_of(tx, person.account_id)) >= PASSKEYS_MAX:
        raise Refused(PasskeyRefusal.TOO_MANY_PASSKEYS)
    before = await methods_of(tx, person.account_id)
    row = await tx.fetch_one(
        sql["add_passkey"],
        new_id(),
        person.account_id,
        key.credential_id,
        key.credential_public_key,
        key.sign_count,
        name,
        key.credential_backed_up,
    )
    if row is None:
        raise Refused(PasskeyRefusal.PASSKEY_KNOWN)
    codes = await switched_on(tx, person.account_id, Method.PASSKEY, before=before, who=who)
    return _passkey_of(row), codes


async def remove_passkey(tx: Tx, account_id: UUID, passkey_id: UUID, *, who: Who) -> None:
    """Forget a passkey. Raises `NotFound`."""
    if await tx.fetch_one(sql["remove_passkey"], passkey_id, account_id) is None:
        raise NotFound("passkey")
    await switched_off(tx, account_id, Method.PASSKEY, who=who)


async def _challenge(tx: Tx, person: Person) -> Challenge:
    challenge = await challenge_of_session(tx, person.session_id, Purpose.ENROL)
    if challenge is None:
        raise Refused(FactorRefusal.CHALLENGE_OVER)
    return challenge


def _passkey_of(row: Any) -> Passkey:
    return Passkey(
        id=row["id"],
        name=row["name"],
        backed_up=row["backed_up"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
    )
