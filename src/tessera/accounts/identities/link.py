"""Link a service to an account, list what is linked, unlink."""

from uuid import UUID

import msgspec

from tessera.accounts.factors.model import Challenge
from tessera.accounts.factors.news import News, tell
from tessera.accounts.identities.model import Identity, IdentityRefusal, Profile, Provider
from tessera.accounts.sessions import secret_hash
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import Who, note

sql = named.beside(__file__)


async def link(tx: Tx, account_id: UUID, profile: Profile, *, who: Who) -> None:
    """Let this identity open the account. Only a service that knows the address as theirs links.

    Raises `Refused`: `identity_unverified`, `identity_taken`.
    """
    if not profile.email_verified:
        raise Refused(IdentityRefusal.IDENTITY_UNVERIFIED)
    named_by = (profile.provider, profile.subject)
    if await tx.fetch_one(sql["link"], *named_by, account_id, profile.email) is None:
        row = await tx.fetch_one(sql["identity"], *named_by)
        if row is None or row["account_id"] != account_id:
            raise Refused(IdentityRefusal.IDENTITY_TAKEN)
        return
    await tell(tx, account_id, News.LINKED)
    after = {"service": profile.provider, "email": profile.email}
    await note(tx, who, "account.linked", subject=("account", account_id), after=after)


async def unlink(tx: Tx, account_id: UUID, provider: Provider, *, who: Who) -> None:
    """Let the service open the account no longer. Raises `Refused(factor_off)`."""
    if await tx.fetch_one(sql["unlink"], account_id, provider) is None:
        raise Refused("factor_off")
    await tell(tx, account_id, News.UNLINKED)
    before = {"service": provider}
    await note(tx, who, "account.unlinked", subject=("account", account_id), before=before)


async def identities_of(tx: Tx, account_id: UUID) -> tuple[Identity, ...]:
    """What is linked."""
    rows = await tx.fetch(sql["identities"], account_id)
    return tuple(msgspec.convert(dict(row), Identity) for row in rows)


async def link_later(tx: Tx, secret: str, profile: Profile) -> None:
    """Link once the challenge of this secret is answered: no link goes around a second factor."""
    kept = msgspec.json.encode(profile).decode()
    await tx.fetch(sql["keep_link"], secret_hash(secret), kept)


async def link_what_waits(tx: Tx, challenge: Challenge, *, who: Who) -> None:
    """Link what waited for this challenge; call it once the challenge is answered."""
    row = await tx.fetch_one(sql["kept_link"], challenge.id)
    if row is not None and challenge.account_id is not None:
        profile = msgspec.json.decode(row["link"], type=Profile)
        await link(tx, challenge.account_id, profile, who=who)
