"""Send one message to a stranger's machine, without being led astray by it.

The name is resolved here, every address judged (`rules.is_public`), and the connection made to the
address that was judged: a name that changes its mind in between leads nowhere else. Redirects are
not followed. Time and what is read of the answer are bounded.
"""

import asyncio
import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult

from tessera.kit.figures import TimesBy
from tessera.kit.tracing import span
from tessera.webhooks.model import ANSWER_BYTES_MAX
from tessera.webhooks.rules import Network, is_public, literal

SECONDS_MAX = 10.0
LOOKUPS_MAX = 64
"""Names looked up at the same time. Threads of our own: one that hangs keeps nobody else's."""


class Forbidden(OSError):
    """The receiver is at an address that nobody may make us call."""


class Answer(msgspec.Struct, frozen=True):
    """What came of one try: a status with the beginning of the body, or why there was none."""

    status: int | None
    failure: str | None
    body: str
    milliseconds: int

    @property
    def fine(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


class GuardedResolver(AbstractResolver):
    """Resolves names to addresses that may be called; aiohttp connects to exactly these."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._threads = ThreadPoolExecutor(LOOKUPS_MAX, thread_name_prefix="webhook-names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of `host`. Raises `Forbidden` where one of them must not be called."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port)
        results = []
        for kind, _, protocol, _, where in found:
            address = ip_address(str(where[0]).partition("%")[0])
            if not is_public(address, self._allowed):
                raise Forbidden(f"{host} leads into a private network")
            results.append(
                ResolveResult(
                    hostname=host,
                    host=str(address),
                    port=port,
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        return results

    async def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> Sequence[tuple[int, int, int, str, tuple[object, ...]]]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Sender:
    """Posts messages; one a process. `allowed` are networks that may be called though private."""

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        seconds_max: float = SECONDS_MAX,
        sent: TimesBy[str] | None = None,
    ) -> None:
        self._sent: TimesBy[str] = TimesBy() if sent is None else sent
        self._allowed = allowed
        self._resolver = GuardedResolver(allowed)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver, use_dns_cache=False, force_close=True, limit=0
            ),
            timeout=aiohttp.ClientTimeout(total=seconds_max),
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One try. Raises nothing: what goes wrong out there is an answer too."""
        began = time.monotonic()
        try:
            with span("webhook"):
                status, text = await self._post(url, headers, body)
            failure = None
        except Forbidden as error:
            status, text, failure = None, "", str(error)
        except TimeoutError:
            status, text, failure = None, "", "took too long"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            cause = error.__cause__ or error
            status, text, failure = None, "", str(cause)[:200] or type(cause).__name__
        seconds = time.monotonic() - began
        self._sent[f"{status // 100}xx" if status else "failed"].note(seconds)
        return Answer(status, failure, text, int(1000 * seconds))

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        address = literal(urlsplit(url).hostname or "")
        # aiohttp does not ask the resolver about what is an address already.
        if address is not None and not is_public(address, self._allowed):
            raise Forbidden(f"{address} is in a private network")
        fixed = {"content-type": "application/json", "user-agent": "Tessera-Webhooks/1"}
        async with self._session.post(
            url, data=body, headers=fixed | dict(headers), allow_redirects=False
        ) as answer:
            read = bytearray()
            while len(read) < ANSWER_BYTES_MAX and not answer.content.at_eof():
                read += await answer.content.read(ANSWER_BYTES_MAX - len(read))
            return answer.status, printable(bytes(read))

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()


def printable(body: bytes) -> str:
    """A stranger's bytes as text that can be kept and shown."""
    unknown = "\N{REPLACEMENT CHARACTER}"
    text = body.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else unknown for sign in text)
