"""Enter with an identity of another service.

The service's number of somebody opens what it was linked to. Where it is linked to nothing yet, an
address that the service has verified finds the account of that address, or makes one.
"""

from uuid import UUID

from tessera.accounts.enter import enter
from tessera.accounts.factors.model import Challenged, Entered, How, Visit
from tessera.accounts.find import account_of_email
from tessera.accounts.identities.link import link, link_later, sql
from tessera.accounts.identities.model import IdentityRefusal, Profile
from tessera.accounts.register import make_account
from tessera.accounts.rules import NAME_SIGNS_MAX, email_problem
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.trail import Who
from tessera.services import Services


async def enter_by_identity(
    tx: Tx, services: Services, profile: Profile, *, visit: Visit, who: Who
) -> Entered | Challenged:
    """A session, or the account's second factor first; what is new is linked only behind it.

    Raises `Refused`: `identity_unverified`, `identity_taken`, and what `enter` raises.
    """
    how = How(profile.provider.value)
    row = await tx.fetch_one(sql["identity"], profile.provider, profile.subject)
    if row is not None:
        named = (profile.provider, profile.subject, profile.email)
        await tx.fetch(sql["use_identity"], *named)
        return await enter(tx, services, row["account_id"], how=how, visit=visit)
    if not profile.email_verified or email_problem(profile.email):
        raise Refused(IdentityRefusal.IDENTITY_UNVERIFIED)
    account_id = await account_of_email(tx, profile.email)
    if account_id is None:
        account_id = await _new_account(tx, profile)
    outcome = await enter(tx, services, account_id, how=how, visit=visit)
    if isinstance(outcome, Challenged):
        await link_later(tx, outcome.secret, profile)
    else:
        await link(tx, account_id, profile, who=_acting(who, account_id))
    return outcome


async def _new_account(tx: Tx, profile: Profile) -> UUID:
    """An account without a password; "forgotten password" sets one."""
    printable = "".join(sign for sign in profile.name if sign.isprintable()).strip()
    name = printable[:NAME_SIGNS_MAX] or profile.email.partition("@")[0]
    made = await make_account(tx, email=profile.email, name=name, password_hash="")
    # Somebody else was faster: their account it is.
    account_id = made or await account_of_email(tx, profile.email)
    assert account_id is not None, "made, or found"
    return account_id


def _acting(who: Who, account_id: UUID) -> Who:
    return Who(account_id, address=who.address, request_id=who.request_id)
