"""Prove: answer a challenge with a factor, and do what it was asked for.

A try is counted and committed before it is looked at, so that two hundred at once are five looks.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from tessera.accounts.factors.challenges import count_try, refuse_guessing, use_challenge
from tessera.accounts.factors.mail_code import takes_mail_code
from tessera.accounts.factors.methods import methods_of
from tessera.accounts.factors.model import (
    GUESSABLE,
    TRIES_MAX,
    Challenge,
    FactorRefusal,
    Method,
    Proof,
    Purpose,
)
from tessera.accounts.factors.news import News, tell
from tessera.accounts.factors.recovery import takes_recovery
from tessera.accounts.factors.totp import takes_totp
from tessera.accounts.passkeys.model import PasskeyRefusal
from tessera.accounts.passkeys.use import who_signed
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import Who, note
from tessera.services import Services

Outcome = TypeVar("Outcome")


async def prove(
    services: Services,
    challenge: Challenge,
    act: Callable[[Tx], Awaitable[Outcome]],
    *,
    proof: Proof,
    who: Who,
) -> Outcome:
    """What `act` returns, done in the transaction that uses the challenge and the proof up.

    Raises `Refused`, in this order: `too_many_tries`, `method_not_offered`, `challenge_over`,
    `wrong_code` or `passkey_refused`.
    """
    assert challenge.account_id is not None, "a challenge that names nobody asks for a passkey"
    account_id = challenge.account_id
    async with services.db.transaction() as tx:
        if proof.method in GUESSABLE:
            await refuse_guessing(tx, account_id)
        if proof.method not in await offered(tx, challenge):
            raise Refused(FactorRefusal.METHOD_NOT_OFFERED)
        challenge = await count_try(tx, challenge)
    try:
        async with services.db.transaction() as tx:
            await use_challenge(tx, challenge)
            await _look(tx, services, challenge, proof=proof)
            outcome = await act(tx)
            if proof.method is Method.RECOVERY:
                await _note_recovery(tx, account_id, who)
            return outcome
    except Refused as refused:
        if refused.code == FactorRefusal.WRONG_CODE and challenge.tries == TRIES_MAX:
            async with services.db.transaction() as tx:
                await tell(tx, account_id, News.GUESSED)
        raise


async def offered(tx: Tx, challenge: Challenge) -> tuple[Method, ...]:
    """What answers a challenge. To step up, who has no factor gets a code by mail."""
    assert challenge.account_id is not None, "a challenge that names nobody asks for a passkey"
    methods = await methods_of(tx, challenge.account_id)
    if not methods and challenge.purpose is Purpose.STEP_UP:
        return (Method.EMAIL,)
    return methods


async def _look(tx: Tx, services: Services, challenge: Challenge, *, proof: Proof) -> None:
    if not await _holds(tx, services, challenge, proof=proof):
        by_key = proof.method is Method.PASSKEY
        code = PasskeyRefusal.PASSKEY_REFUSED if by_key else FactorRefusal.WRONG_CODE
        raise Refused(code, tries_left=TRIES_MAX - challenge.tries)


async def _holds(tx: Tx, services: Services, challenge: Challenge, *, proof: Proof) -> bool:
    assert challenge.account_id is not None, "checked by `prove`"
    account_id = challenge.account_id
    match proof.method:
        case Method.TOTP:
            now = services.clock()
            return await takes_totp(tx, services.vault, account_id, code=proof.code, now=now)
        case Method.EMAIL:
            return takes_mail_code(services.codes, challenge, proof.code)
        case Method.RECOVERY:
            return await takes_recovery(tx, account_id, proof.code)
        case Method.PASSKEY:
            signer = await who_signed(
                tx, services, challenge, credential=proof.credential, unlocked=False
            )
            return signer == account_id


async def _note_recovery(tx: Tx, account_id: UUID, who: Who) -> None:
    await tell(tx, account_id, News.RECOVERY_USED)
    await note(tx, who, "account.recovery_used", subject=("account", account_id))
