"""Use a passkey: whose it is, and whether it has signed what was asked."""

from uuid import UUID

from tessera.accounts.factors.model import Challenge
from tessera.accounts.passkeys.ceremony import Known, named, signed, signed_challenge
from tessera.accounts.passkeys.site import site_of
from tessera.kit import sql as named_sql
from tessera.kit.database import Tx
from tessera.services import Services

sql = named_sql.beside(__file__)


async def who_signed(
    tx: Tx, services: Services, challenge: Challenge, *, credential: str, unlocked: bool
) -> UUID | None:
    """The account whose passkey has signed this challenge, or None.

    `unlocked`: a fingerprint, a face or a PIN opened the device; that is a factor of its own.
    """
    credential_id, handle = named(credential)
    row = await tx.fetch_one(sql["passkey_of_credential"], credential_id)
    if row is None or (handle is not None and handle != row["account_id"].bytes):
        return None
    verified = signed(
        site_of(services.settings.base_url),
        credential,
        challenge=signed_challenge(services.codes, challenge.id),
        known=Known(row["public_key"], row["sign_count"]),
        unlocked=unlocked,
    )
    if verified is None:
        return None
    count, backed_up = verified.new_sign_count, verified.credential_backed_up
    await tx.fetch(sql["use_passkey"], row["id"], count, backed_up)
    account_id: UUID = row["account_id"]
    return account_id


async def credentials_of(tx: Tx, account_id: UUID) -> list[bytes]:
    """The ids by which browsers know an account's passkeys."""
    return [row["credential_id"] for row in await tx.fetch(sql["passkeys"], account_id)]
