"""Jobs about accounts: mail codes and notices."""

from uuid import UUID

import msgspec

from tessera.accounts.codes.ask import MAIL_CODE
from tessera.accounts.codes.model import Asked, Purpose
from tessera.accounts.codes.prove import read_code
from tessera.accounts.find import account_of_email, active_account_of, email_of
from tessera.accounts.letters import letter
from tessera.accounts.notices import MAIL_NOTICE, Notice
from tessera.kit.codes import code_of
from tessera.kit.errors import Refused
from tessera.kit.jobs import JobKind, Queue
from tessera.messages.send import send
from tessera.services import Workshop


async def mail_code(shop: Workshop, payload: str) -> None:
    """Mail what the asked-for address may know: the code, or that it has an account already.

    Only here does it matter who has an account, and only the address is told.
    """
    services = shop.services
    try:
        asked = await read_code(services.db.pool, UUID(payload))
    except Refused:
        # Used or out of time before its mail could leave.
        return
    for kind, email, n in await _letters(shop, asked):
        code = "" if n is None else code_of(services.codes, asked.id, n)
        await _mail(shop, Notice(kind, email, asked.locale, str(asked.id)), code=code)


async def _letters(shop: Workshop, asked: Asked) -> list[tuple[str, str, int | None]]:
    """Kind, address and number of the code of each mail; None is a mail without one."""
    async with shop.services.db.transaction() as tx:
        known = await account_of_email(tx, asked.email)
        match asked.purpose:
            case Purpose.REGISTRATION if known is None:
                return [("registration", asked.email, 0)]
            case Purpose.REGISTRATION:
                return [("has_account", asked.email, None)]
            case Purpose.RESET:
                active = await active_account_of(tx, asked.email)
                return [("reset", asked.email, 0)] if active else []
            case Purpose.EMAIL:
                assert asked.account_id is not None, "only somebody signed in asks for this"
                old = await email_of(tx, asked.account_id)
                to_new = ("email_new", 0) if known is None else ("email_taken", None)
                return [(to_new[0], asked.email, to_new[1]), ("email_old", old, 1)]


async def mail_notice(shop: Workshop, payload: str) -> None:
    """Mail that something about an account has changed."""
    await _mail(shop, msgspec.json.decode(payload, type=Notice))


async def _mail(shop: Workshop, notice: Notice, *, code: str = "") -> None:
    settings = shop.services.settings
    mail = letter(
        notice.kind,
        email=notice.email,
        locale=notice.locale,
        cause=notice.cause,
        base_url=settings.base_url,
        code=code,
        facts=notice.facts,
    )
    last = notice.kind == "erased"
    await send(shop.services.db.pool, shop.mailer, mail, settings=settings, forget=last)


KINDS = (
    JobKind(
        name=MAIL_CODE,
        queue=Queue.MAIL,
        what="Mails a code that proves an address, or that it has an account already.",
        act=mail_code,
    ),
    JobKind(
        name=MAIL_NOTICE,
        queue=Queue.MAIL,
        what="Mails that something about an account has changed.",
        act=mail_notice,
    ),
)
