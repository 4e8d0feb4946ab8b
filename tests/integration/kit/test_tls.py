"""Who answers in place of our database or our mail server learns nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from ssl import SSLCertVerificationError, SSLContext
from typing import Any

import aiosmtplib
import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from tessera.kit import database
from tessera.kit.database import make_engine
from tessera.kit.mail import Mail, SmtpMailer, compose
from tests.fixtures.certificates import new_certificate, serving

HELLO_BYTES = 8
"""A client of PostgreSQL asks for TLS by eight bytes (protocol, "SSL session encryption")."""
Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


class Impostor:
    """Stands where PostgreSQL should: speaks TLS if it has a certificate, and keeps what it is
    told."""

    def __init__(self, certificate: SSLContext | None) -> None:
        self.certificate = certificate
        self.heard = b""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the first word about who is there."""
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readexactly(HELLO_BYTES)
            writer.write(b"S" if self.certificate else b"N")
            if self.certificate:
                await writer.start_tls(self.certificate)
            self.heard += await reader.read(1000)
        writer.close()


@asynccontextmanager
async def listening(talk: Conversation) -> AsyncIterator[int]:
    """A server on a port of its own."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def reach(url: str, way: str) -> None:
    """Connect by the pool or by the engine."""
    if way == "pool":
        await database.connect(url, connections_max=2)
    else:
        async with make_engine(url).connect():
            pass


@pytest.mark.parametrize("way", ["pool", "engine"])
async def test_database_that_proves_its_name_is_told_who_comes(tmp_path: Path, way: str) -> None:
    """The other side of the tests below: with the right root the conversation goes on."""
    known = new_certificate(tmp_path, "known")
    there = Impostor(serving(known))

    async with listening(there.talk) as port:
        with pytest.raises((asyncpg.PostgresConnectionError, DBAPIError)):
            await reach(_url(port, known), way)

    assert b"somebody" in there.heard


@pytest.mark.parametrize("way", ["pool", "engine"])
async def test_database_with_another_certificate_is_told_nothing(tmp_path: Path, way: str) -> None:
    """No name, no password, no statement goes to who stands in between."""
    impostor = Impostor(serving(new_certificate(tmp_path, "other")))

    async with listening(impostor.talk) as port:
        with pytest.raises(SSLCertVerificationError):
            await reach(_url(port, new_certificate(tmp_path, "known")), way)

    assert impostor.heard == b""


@pytest.mark.parametrize("way", ["pool", "engine"])
async def test_database_that_knows_no_tls_is_told_nothing(tmp_path: Path, way: str) -> None:
    """There is no way back to plain text."""
    plain = Impostor(None)

    async with listening(plain.talk) as port:
        with pytest.raises(ConnectionError):
            await reach(_url(port, new_certificate(tmp_path, "known")), way)

    assert plain.heard == b""


def _url(port: int, root: Path) -> str:
    return f"postgresql://somebody@localhost:{port}/x?sslmode=verify-full&sslrootcert={root}"


@pytest.mark.parametrize(("host", "told"), [("0.0.0.0", False), ("127.0.0.1", True)])  # noqa: S104
async def test_mail_server_of_elsewhere_has_to_speak_tls(host: str, told: bool) -> None:
    """`smtp://` to another machine insists on STARTTLS. 0.0.0.0 leads here without saying so."""
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post\r\n")
        while line := await reader.readline():
            heard.append(line.upper())
            writer.write(b"354 go on\r\n" if line.upper().startswith(b"DATA") else b"250 yes\r\n")
            if line.upper().startswith(b"DATA"):
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 kept\r\n")
        writer.close()

    mail = compose(
        Mail("cause", "ann@buyers.test", "Hello", "text", "<p>text</p>"),
        sender="us@tessera.test",
        domain="tessera.test",
    )
    async with listening(talk) as port:
        with suppress(aiosmtplib.SMTPException):
            await SmtpMailer(f"smtp://{host}:{port}").send(mail)

    assert heard
    assert any(line.startswith(b"MAIL FROM") for line in heard) is told
