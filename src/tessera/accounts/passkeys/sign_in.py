"""Sign in with a passkey alone: it says who it is, and proves two factors at once."""

from typing import Any

from tessera.accounts.enter import enter
from tessera.accounts.factors.challenges import (
    challenge_of,
    count_try,
    open_challenge,
    use_challenge,
)
from tessera.accounts.factors.model import Challenge, Entered, How, Purpose, Visit
from tessera.accounts.passkeys.ceremony import request_options, signed_challenge
from tessera.accounts.passkeys.model import PasskeyRefusal
from tessera.accounts.passkeys.site import site_of
from tessera.accounts.passkeys.use import credentials_of, who_signed
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services


async def ask_passkey(tx: Tx, services: Services) -> tuple[str, dict[str, Any]]:
    """A challenge for whoever has a passkey of this site: its secret, and what the browser is
    given. Nothing in it depends on who has an account."""
    secret, challenge = await open_challenge(tx, Purpose.PASSKEY)
    return secret, await options_of(tx, services, challenge)


async def options_of(tx: Tx, services: Services, challenge: Challenge) -> dict[str, Any]:
    """What the browser is given to answer a challenge by passkey."""
    account_id = challenge.account_id
    return request_options(
        site_of(services.settings.base_url),
        challenge=signed_challenge(services.codes, challenge.id),
        known=await credentials_of(tx, account_id) if account_id else (),
    )


async def sign_in_with_passkey(
    services: Services, secret: str, *, credential: str, visit: Visit
) -> Entered:
    """A session. Raises `Refused`: `challenge_over`, `passkey_refused`, `invalid_credentials`."""
    async with services.db.transaction() as tx:
        challenge = await count_try(tx, await challenge_of(tx, secret, Purpose.PASSKEY))
    async with services.db.transaction() as tx:
        await use_challenge(tx, challenge)
        account_id = await who_signed(tx, services, challenge, credential=credential, unlocked=True)
        if account_id is None:
            raise Refused(PasskeyRefusal.PASSKEY_REFUSED)
        outcome = await enter(tx, services, account_id, how=How.PASSKEY, visit=visit)
        assert isinstance(outcome, Entered), "a passkey is asked for nothing else"
        return outcome
