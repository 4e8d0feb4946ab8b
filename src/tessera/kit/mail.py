"""Sending mail: SMTP, or a folder of `.eml` files that `/dev/mail` shows in development."""

import asyncio
import hashlib
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from tessera.kit.figures import TimesBy
from tessera.kit.tracing import span
from tessera.kit.transport import is_local

SMTP_TIMEOUT_SECONDS = 20


class Attachment(NamedTuple):
    """A file that goes with a mail."""

    name: str
    media_type: str
    body: bytes


class Mail(NamedTuple):
    """A mail to one person. `cause` makes its Message-ID: the same cause is the same mail."""

    cause: str
    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class Mailer(Protocol):
    """How mail leaves. Raises on failure; the job that sends tries again."""

    async def send(self, message: EmailMessage) -> None:
        """Hand one message over."""
        ...


def compose(mail: Mail, *, sender: str, domain: str) -> EmailMessage:
    """The message as it goes over the wire. Line breaks in headers are refused by `email`."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{_digest(mail.cause)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers:
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for attachment in mail.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.body, maintype=main, subtype=sub, filename=attachment.name
        )
    return message


def _digest(cause: str) -> str:
    return hashlib.sha256(cause.encode()).hexdigest()[:32]


class FolderMailer:
    """Writes each mail as a file; the same Message-ID overwrites itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Write the file, whole or not at all."""
        await asyncio.to_thread(self._write, message)

    def _write(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        draft = self.folder / f".{name}"
        draft.write_bytes(message.as_bytes())
        draft.rename(self.folder / f"{name}.eml")


class SmtpMailer:
    """Sends by SMTP; `smtps://` is TLS from the start, `smtp://` upgrades, and to a server that
    does not it says nothing, unless that is this machine. Certificates are verified."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    async def send(self, message: EmailMessage) -> None:
        """Hand the message to the server."""
        parts = self._parts
        await aiosmtplib.send(
            message,
            hostname=parts.hostname,
            port=parts.port,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=None if is_local(parts.hostname) or parts.scheme == "smtps" else True,
            timeout=SMTP_TIMEOUT_SECONDS,
        )


class CountingMailer:
    """Another mailer, whose mails are counted by how they went."""

    def __init__(self, inner: Mailer, times: TimesBy[str]) -> None:
        self._inner = inner
        self._times = times

    async def send(self, message: EmailMessage) -> None:
        """Hand one message over. Raises what the other raises."""
        began, outcome = time.monotonic(), "failed"
        try:
            with span("mail"):
                await self._inner.send(message)
            outcome = "sent"
        finally:
            self._times[outcome].note(time.monotonic() - began)


def mailer_for(url: str, *, default_folder: Path) -> Mailer:
    """The mailer of a setting: `smtp://`, `smtps://`, `file://folder`, or the default folder."""
    parts = urlsplit(url)
    if parts.scheme in ("smtp", "smtps"):
        return SmtpMailer(url)
    return FolderMailer(Path(unquote(parts.path)) if parts.path else default_folder)
