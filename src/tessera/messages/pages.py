"""Pages: the development mailbox."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.errors import NotFound
from tessera.services import Services
from tessera.web.guards import may
from tessera.web.pages import HTML, Page, PageRequest, page
from tessera.web.views.messages import MailboxPage, MailPage, MailRow

MAILS_SHOWN = 100
FRAME_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)


def folder_of(request: PageRequest) -> Path:
    """Where mails lie. Raises `NotFound` outside development: there is no such page then."""
    services: Services = request.app.state.services
    if services.settings.environment == "production" or services.settings.mail_url:
        raise NotFound("page")
    return services.settings.var / "mail"


@get("/dev/mail", guards=[may(Right.BROWSE)], include_in_schema=False)
async def mailbox(request: PageRequest) -> Page:
    """Mails that were sent on this machine, the newest first."""
    rows = await asyncio.to_thread(_rows, folder_of(request))
    return await page(request, "messages/mailbox.html", MailboxPage(tuple(rows)))


def _rows(folder: Path) -> list[MailRow]:
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    rows = []
    for file in files[:MAILS_SHOWN]:
        message = _read(file)
        rows.append(
            MailRow(
                url=f"/dev/mail/{file.stem}",
                to=str(message["To"]),
                subject=str(message["Subject"]),
                sent_at=_sent_at(message, file),
                attachments=sum(1 for _ in message.iter_attachments()),
            )
        )
    return rows


def _read(file: Path) -> EmailMessage:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _sent_at(message: EmailMessage, file: Path) -> datetime:
    if message["Date"]:
        return parsedate_to_datetime(str(message["Date"]))
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _find(request: PageRequest, mail_id: str) -> Path:
    file = folder_of(request) / f"{mail_id}.eml"
    if not mail_id.isalnum() or not file.exists():
        raise NotFound("mail")
    return file


@get("/dev/mail/{mail_id:str}", guards=[may(Right.BROWSE)], include_in_schema=False)
async def mail_page(request: PageRequest, mail_id: FromPath[str]) -> Page:
    """One mail."""
    file = _find(request, mail_id)
    message = await asyncio.to_thread(_read, file)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    view = MailPage(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        to=str(message["To"]),
        sent_at=_sent_at(message, file),
        text=str(text.get_content()) if text else "",
        html_url=f"/dev/mail/{mail_id}/html" if html else None,
        attachments=tuple(
            (part.get_filename() or "file", f"/dev/mail/{mail_id}/files/{number}")
            for number, part in enumerate(message.iter_attachments())
        ),
    )
    return await page(request, "messages/mail.html", view)


@get("/dev/mail/{mail_id:str}/html", guards=[may(Right.BROWSE)], include_in_schema=False)
async def mail_html(request: PageRequest, mail_id: FromPath[str]) -> Page:
    """The HTML part alone, allowed nothing but its own styles."""
    message = await asyncio.to_thread(_read, _find(request, mail_id))
    html = message.get_body(("html",))
    if html is None:
        raise NotFound("mail")
    return Response(
        str(html.get_content()).encode(),
        media_type=HTML,
        headers={"Content-Security-Policy": FRAME_CSP, "X-Frame-Options": "SAMEORIGIN"},
    )


@get(
    "/dev/mail/{mail_id:str}/files/{number:int}",
    guards=[may(Right.BROWSE)],
    include_in_schema=False,
)
async def mail_file(request: PageRequest, mail_id: FromPath[str], number: FromPath[int]) -> Page:
    """One attachment."""
    message = await asyncio.to_thread(_read, _find(request, mail_id))
    parts = list(message.iter_attachments())
    if not 0 <= number < len(parts):
        raise NotFound("file")
    return Response(parts[number].get_content(), media_type=parts[number].get_content_type())


PAGES = [mailbox, mail_page, mail_html, mail_file]
