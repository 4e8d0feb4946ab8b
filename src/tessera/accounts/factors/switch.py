"""Switch factors on and off; the first one brings ten recovery codes."""

from uuid import UUID

from tessera.accounts.factors.methods import methods_of
from tessera.accounts.factors.model import FactorsState, Method
from tessera.accounts.factors.news import News, tell
from tessera.accounts.factors.recovery import make_recovery_codes, recovery_left
from tessera.accounts.factors.totp import confirm_totp
from tessera.kit import sql as named
from tessera.kit.clock import Instant
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import Who, note
from tessera.kit.vault import Vault

sql = named.beside(__file__)

ON = {Method.TOTP: News.TOTP_ON, Method.EMAIL: News.EMAIL_ON, Method.PASSKEY: News.PASSKEY_ON}
OFF = {Method.TOTP: News.TOTP_OFF, Method.EMAIL: News.EMAIL_OFF, Method.PASSKEY: News.PASSKEY_OFF}
Codes = tuple[str, ...]


async def state_of(tx: Tx, account_id: UUID) -> FactorsState:
    """What an account has switched on."""
    rows = {row["kind"]: row for row in await tx.fetch(sql["factors"], account_id)}
    return FactorsState(
        methods=await methods_of(tx, account_id),
        totp_since=rows["totp"]["confirmed_at"] if "totp" in rows else None,
        email_since=rows["email"]["confirmed_at"] if "email" in rows else None,
        recovery_codes_left=await recovery_left(tx, account_id),
    )


async def switch_totp_on(
    tx: Tx, vault: Vault, account_id: UUID, *, code: str, now: Instant, who: Who
) -> Codes:
    """Put the app in force; answers recovery codes where it is the first factor.

    Raises `Refused`: `factor_off`, `factor_on`, `wrong_code`.
    """
    before = await methods_of(tx, account_id)
    await confirm_totp(tx, vault, account_id, code=code, now=now)
    return await switched_on(tx, account_id, Method.TOTP, before=before, who=who)


async def switch_email_on(tx: Tx, account_id: UUID, *, who: Who) -> Codes:
    """Ask for a code by mail at each sign-in. Raises `Refused(factor_on)`."""
    before = await methods_of(tx, account_id)
    if await tx.fetch_one(sql["add_email"], account_id) is None:
        raise Refused("factor_on")
    return await switched_on(tx, account_id, Method.EMAIL, before=before, who=who)


async def switched_on(
    tx: Tx, account_id: UUID, method: Method, *, before: tuple[Method, ...], who: Who
) -> Codes:
    """What every new factor brings: a mail, a line in the log, and codes with the first one."""
    codes = () if before else await make_recovery_codes(tx, account_id)
    await tell(tx, account_id, ON[method])
    await note(
        tx, who, "account.factor_on", subject=("account", account_id), after={"factor": method}
    )
    return codes


async def switch_off(tx: Tx, account_id: UUID, method: Method, *, who: Who) -> None:
    """Ask for this no longer. Raises `Refused(factor_off)`."""
    if await tx.fetch_one(sql["remove_factor"], account_id, method) is None:
        raise Refused("factor_off")
    await switched_off(tx, account_id, method, who=who)


async def switched_off(tx: Tx, account_id: UUID, method: Method, *, who: Who) -> None:
    """What the loss of a factor brings; recovery codes go with the last one."""
    if not await methods_of(tx, account_id):
        await tx.fetch(sql["forget_recovery"], account_id)
    await tell(tx, account_id, OFF[method])
    await note(
        tx, who, "account.factor_off", subject=("account", account_id), before={"factor": method}
    )


async def renew_recovery_codes(tx: Tx, account_id: UUID, *, who: Who) -> Codes:
    """Ten new codes; the old ones are void. Raises `Refused(factor_off)` where there is nothing
    to recover."""
    if not await methods_of(tx, account_id):
        raise Refused("factor_off")
    codes = await make_recovery_codes(tx, account_id)
    await tell(tx, account_id, News.RECOVERY_MADE)
    await note(tx, who, "account.recovery_renewed", subject=("account", account_id))
    return codes


async def forget_factors(tx: Tx, account_id: UUID, *, who: Who, reason: str) -> None:
    """Take every factor away from somebody who has lost them all, codes included.

    For whoever has made sure by other means who asks; the account's mailbox is told. Raises
    `Refused(factor_off)` where there is none.
    """
    before = await methods_of(tx, account_id)
    if not before:
        raise Refused("factor_off")
    await tx.fetch(sql["forget_all"], account_id)
    await tell(tx, account_id, News.FORGOTTEN)
    await note(
        tx,
        who,
        "account.factors_forgotten",
        subject=("account", account_id),
        before={"factors": list(before)},
        reason=reason,
    )
