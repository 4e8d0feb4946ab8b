"""What somebody wants to hear: preferences, newsletters with double opt-in, the end of both."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from tessera.accounts.rules import email_problem
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.kit.ids import new_id
from tessera.kit.jobs import enqueue
from tessera.messages.consent.links import ACCOUNT, READER, Token
from tessera.messages.many.rules import zone_of

sql = named.beside(__file__)

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an account wants. Mail is off until somebody asks for it; quiet hours are by their own
    clock, and a timezone left empty is the house's."""

    news_mail: bool = False
    news_inbox: bool = True
    news_push: bool = True
    reminders: bool = True
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    timezone: Annotated[str, Meta(max_length=60)] = ""


async def read_preferences(connection: Any, account_id: UUID) -> Preferences:
    """What they want, or what everybody wants who has not said."""
    rows = await connection.fetch(sql["preferences"], account_id)
    if not rows:
        return Preferences()
    said = dict(rows[0])
    for name in ("quiet_from", "quiet_until"):
        said[name] = said[name].strftime("%H:%M") if said[name] is not None else None
    return Preferences(**said)


async def keep_preferences(tx: Tx, account_id: UUID, wanted: Preferences) -> Preferences:
    """Keep all of it. Raises `Invalid`."""
    problems = []
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        problems.append(Problem("quiet_until", "quiet hours have a beginning and an end"))
    if wanted.timezone and zone_of(wanted.timezone) is None:
        problems.append(Problem("timezone", f"{wanted.timezone} is not a timezone (IANA)"))
    if problems:
        raise Invalid(problems)
    await tx.fetch(
        sql["keep_preferences"],
        account_id,
        wanted.news_mail,
        wanted.news_inbox,
        wanted.news_push,
        wanted.reminders,
        time.fromisoformat(wanted.quiet_from) if wanted.quiet_from else None,
        time.fromisoformat(wanted.quiet_until) if wanted.quiet_until else None,
        wanted.timezone,
    )
    return await read_preferences(tx, account_id)


async def ask_for_newsletter(tx: Tx, organization_id: int, email: str, *, locale: str) -> None:
    """Somebody typed an address: a mail asks its owner. The same whether they read it already.

    Raises `Invalid`, `NotFound`.
    """
    if message := email_problem(email):
        raise Invalid([Problem("email", message)])
    if organization_id and await tx.fetch_one(sql["house"], organization_id) is None:
        raise NotFound("organization")
    row = await tx.fetch_one(sql["ask"], new_id(), organization_id, email, locale)
    if row is not None:
        await enqueue(tx, "mail_newsletter_question", str(row["id"]))


async def confirm_reader(tx: Tx, token: Token) -> bool:
    """The owner of the address has said yes; False where that was too long ago."""
    return await tx.fetch_one(sql["confirm"], token.person) is not None


async def end_reading(tx: Tx, token: Token) -> None:
    """No more news from this house. Once or often: it stays ended."""
    if token.kind == READER:
        await tx.fetch(sql["end"], token.person)
    elif token.kind == ACCOUNT:
        await tx.fetch(sql["refuse"], token.person, token.organization_id)
