"""Round trips: a mail to ourselves, a message to a receiver of our own, our own front door."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
from aiohttp import web

from tessera.kit.errors import TesseraError
from tessera.kit.files.port import Span
from tessera.kit.mail import FolderMailer, mailer_for
from tessera.operations.doctor.model import Warned
from tessera.settings import Settings
from tessera.webhooks.send import Sender
from tessera.webhooks.sign import headers, new_secret, signature

ANSWER_SECONDS_MAX = 5
TLS_DAYS_MIN = 21
"""Certificates are renewed by machines weeks before; who is nearer forgot to."""
LOOPBACK = ip_network("127.0.0.0/8")


async def mail(settings: Settings) -> str:
    """Send a mail to our own sender, and read it back where it lies in a folder."""
    mailer = mailer_for(settings.mail_url, default_folder=settings.var / "mail")
    name = parseaddr(settings.mail_from)[1]
    mark = uuid4().hex
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, name
    message["Subject"] = "tessera doctor"
    message["Message-ID"] = f"<{mark}@doctor.tessera>"
    message.set_content("This mail proves that mails leave. Nothing is to be done.\n")
    async with asyncio.timeout(4 * ANSWER_SECONDS_MAX):
        await mailer.send(message)
    if isinstance(mailer, FolderMailer):
        path = mailer.folder / f"{mark}.eml"
        if mark.encode() not in path.read_bytes():
            raise TesseraError(f"{path} is not the mail that was written")
        path.unlink()
        return f"written to {mailer.folder} and read back"
    host = urlsplit(settings.mail_url).hostname
    return f"{host} took one for {name}; whether it arrives is seen there"


async def files(settings: Settings) -> str:
    """Keep a file, read it back whole and in part, and take it away."""
    # The composition root is asked, so that what is tried is what servers use.
    from tessera.parts import files as files_of

    store, mark = files_of(settings), uuid4().hex
    name, text = f"doctor/{mark}.txt", mark.encode()
    try:
        with NamedTemporaryFile() as source:
            source.write(text)
            source.flush()
            await store.put(name, Path(source.name))
        async with store.read(name) as whole:
            read = b"".join([chunk async for chunk in whole.chunks])
        async with store.read(name, Span(4, 7)) as part:
            piece = b"".join([chunk async for chunk in part.chunks])
        await store.remove(name)
    finally:
        await store.close()
    if (read, piece) != (text, text[4:8]):
        raise TesseraError(f"{name} is not the file that was written")
    where = settings.files if settings.files_store == "disk" else settings.files_store
    return f"{where}: written, read back whole and in part, taken away"


async def webhook() -> str:
    """Send a signed message to a receiver of our own, and see that strangers' networks are shut."""
    got: list[tuple[Any, bytes]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((request.headers, await request.read()))
        return web.Response(text="thank you")

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        await web.SockSite(runner, listening).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        try:
            return await _sent(url, got)
        finally:
            await runner.cleanup()


async def _sent(url: str, got: list[tuple[Any, bytes]]) -> str:
    secret, mark, body = new_secret(), uuid4().hex, b'{"type":"doctor"}'
    now = int(datetime.now(UTC).timestamp())
    signed = headers([secret], message_id=mark, timestamp=now, body=body)
    guarded, sender = Sender(), Sender([LOOPBACK])
    try:
        if (await guarded.send(url, signed, body)).failure is None:
            raise TesseraError("a private address was called: webhooks could reach our own servers")
        answer = await sender.send(url, signed, body)
    finally:
        await guarded.close()
        await sender.close()
    if answer.failure is not None or len(got) != 1:
        raise TesseraError(f"a receiver on this machine was not reached: {answer.failure}")
    came, text = got[0]
    wanted = signature(secret, message_id=mark, timestamp=now, body=text)
    if came["webhook-signature"] != wanted:
        raise TesseraError("the signature does not fit what came")
    return f"there and back in {answer.milliseconds} ms, signed; private networks are refused"


async def front_door(settings: Settings, *, runs: bool) -> str:
    """Ask for /healthz where buyers ask, with a certificate that they would trust too."""
    url = f"{settings.base_url}/healthz"
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS_MAX)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False, ssl=ssl.create_default_context()) as answer,
        ):
            ours = answer.status == 200 and "x-request-id" in answer.headers
            status = answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        advice = f"{url} is not reached ({error}): look at TESSERA_BASE_URL, DNS and the proxy"
        raise (TesseraError if runs else Warned)(advice) from None
    if not ours:
        raise TesseraError(f"{url} answers {status}, and not as Tessera: who listens there?")
    if not settings.secure:
        return f"{settings.base_url} answers, without TLS"
    days = await asyncio.to_thread(_days_left, settings.base_url)
    if days < TLS_DAYS_MIN:
        raise Warned(f"the certificate ends in {days:.0f} days: renew it")
    return f"{settings.base_url} answers; its certificate holds {days:.0f} days"


def _days_left(base_url: str) -> float:
    parts = urlsplit(base_url)
    place = (parts.hostname or "", parts.port or 443)
    context = ssl.create_default_context()
    with (
        socket.create_connection(place, timeout=ANSWER_SECONDS_MAX) as raw,
        context.wrap_socket(raw, server_hostname=parts.hostname) as line,
    ):
        certificate: Any = line.getpeercert()
    ends = ssl.cert_time_to_seconds(certificate["notAfter"])
    return (ends - datetime.now(UTC).timestamp()) / 86_400
