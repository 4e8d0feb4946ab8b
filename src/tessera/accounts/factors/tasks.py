"""Jobs that mail codes, and news of the ways into an account."""

from typing import Any
from uuid import UUID

from tessera.accounts.factors.mail_code import MAIL_CODE, mailed_code
from tessera.accounts.factors.model import CHALLENGE_SECONDS, Purpose
from tessera.accounts.factors.news import MAIL_NEWS, News
from tessera.kit import sql as named
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.mail import Mail
from tessera.messages.send import send
from tessera.services import Workshop
from tessera.web.templates import environment_for
from tessera.web.views.factors import CodeMail, NewsMail

sql = named.beside(__file__)

SECURITY_PAGE = "/account/security"


async def mail_code(shop: Workshop, payload: str) -> None:
    """Mail a challenge's code, unless it is over or a newer code was asked for."""
    services = shop.services
    challenge_id, _, n = payload.partition(":")
    row = await services.db.pool.fetchrow(sql["mailed_challenge"], UUID(challenge_id), int(n))
    if row is None:
        return
    view = CodeMail(
        name=row["name"],
        code=mailed_code(services.codes, row["id"], int(n)),
        signing_in=row["purpose"] == Purpose.SIGN_IN,
        minutes=CHALLENGE_SECONDS // 60,
    )
    await _send(shop, row, view, template="factor_code", cause=f"factor-code:{payload}")


async def mail_news(shop: Workshop, payload: str) -> None:
    """Mail what became of a way into an account."""
    services = shop.services
    account_id, news, cause = payload.split(":")
    row = await services.db.pool.fetchrow(sql["account"], UUID(account_id))
    if row is None:
        return
    page_url = services.settings.base_url + SECURITY_PAGE
    view = NewsMail(name=row["name"], news=News(news), page_url=page_url)
    await _send(shop, row, view, template="account_news", cause=f"account-news:{cause}")


async def _send(shop: Workshop, row: Any, view: object, *, template: str, cause: str) -> None:
    environment = environment_for(row["locale"])
    text = environment.get_template(f"messages/{template}.txt").render(view=view).lstrip()
    html = environment.get_template(f"messages/{template}.html").render(view=view)
    subject, _, body = text.partition("\n")
    mail = Mail(cause, row["email"], subject.strip(), body.lstrip(), html)
    await send(shop.services.db.pool, shop.mailer, mail, settings=shop.services.settings)


KINDS = (
    JobKind(
        name=MAIL_CODE,
        queue=Queue.MAIL,
        what="Mails a code that is asked for beside a password.",
        act=mail_code,
    ),
    JobKind(
        name=MAIL_NEWS,
        queue=Queue.MAIL,
        what="Mails what became of a way into an account.",
        act=mail_news,
    ),
)
