"""Enter: whoever has shown who they are gets a session, or is asked for a second factor first.

Every way in ends here: a password, a code by mail after registering or forgetting, a passkey,
Google, GitHub. None goes around a second factor.
"""

from contextlib import suppress
from uuid import UUID

import structlog
from sqlalchemy import select

from tessera.accounts import sessions
from tessera.accounts.devices.meet import meet
from tessera.accounts.factors.challenges import open_challenge, refuse_guessing
from tessera.accounts.factors.mail_code import send_code
from tessera.accounts.factors.methods import methods_of
from tessera.accounts.factors.model import (
    CHALLENGE_SECONDS,
    GUESSABLE,
    Challenged,
    Entered,
    How,
    Method,
    Purpose,
    Visit,
)
from tessera.accounts.model import SessionKind, SignInRefusal
from tessera.accounts.tables import accounts
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.services import Services

log = structlog.get_logger()


async def enter(
    tx: Tx, services: Services, account_id: UUID, *, how: How, visit: Visit
) -> Entered | Challenged:
    """A session, or a challenge where the account has a second factor that `how` did not prove.

    Raises `Refused(invalid_credentials)` where the account is blocked or gone, and
    `Refused(too_many_tries)` where its codes were guessed at all day and nothing else is left.
    """
    methods = () if how is How.PASSKEY else await methods_of(tx, account_id)
    if not methods:
        return await open_session(tx, services, account_id, visit=visit, proved=how is How.PASSKEY)
    await _refuse_inactive(tx, account_id)
    if GUESSABLE.issuperset(methods):
        await refuse_guessing(tx, account_id)
    log.info(
        "second_factor_asked", account_id=str(account_id), how=how.value, address=visit.address
    )
    services.tallies.sign_ins[how.value, "challenged"] += 1
    secret, challenge = await open_challenge(tx, Purpose.SIGN_IN, account_id=account_id, how=how)
    if methods[0] is Method.EMAIL:
        # Nobody has to ask for the code that will be asked of them.
        with suppress(Refused):
            await send_code(tx, challenge)
    return Challenged(secret, methods, CHALLENGE_SECONDS)


async def open_session(
    tx: Tx, services: Services, account_id: UUID, *, visit: Visit, proved: bool
) -> Entered:
    """A session for somebody who has shown all that was asked; `proved` a second factor now.

    Raises `Refused(invalid_credentials)` where the account was blocked meanwhile.
    """
    await _refuse_inactive(tx, account_id)
    await meet(tx, account_id, visit)
    log.info(
        "signed_in",
        account_id=str(account_id),
        kind=visit.kind.value,
        proved=proved,
        address=visit.address,
    )
    services.tallies.sign_ins[visit.kind.value, "signed_in"] += 1
    settings, now = services.settings, services.clock()
    proved_at = now if proved else None
    origin = sessions.Origin(visit.address, visit.agent)
    if visit.kind is SessionKind.WEB:
        if visit.earlier:
            # The browser forgets it with the new cookie: nobody could end it by signing out.
            await sessions.end_secret(tx, visit.earlier, now=now)
        seconds = settings.web_session_seconds
        secret = await sessions.open_web(
            tx, account_id, now=now, seconds=seconds, proved_at=proved_at, origin=origin
        )
        return Entered(account_id, secret=secret)
    pair = await sessions.open_bearer(
        tx,
        account_id,
        now=now,
        access_seconds=settings.access_token_seconds,
        refresh_seconds=settings.refresh_token_seconds,
        proved_at=proved_at,
        origin=origin,
    )
    return Entered(account_id, pair=pair)


async def _refuse_inactive(tx: Tx, account_id: UUID) -> None:
    status = await tx.scalar(select(accounts.c.status).where(accounts.c.id == account_id))
    if status != "active":
        raise Refused(SignInRefusal.INVALID_CREDENTIALS)
