"""Five thousand buyers for fifty places, all at once: how soon each knows, and what is sold.

Their lines are open when it starts, and their requests are written before: what is measured is the
server, and the part of the crowd on the same cores is as small as it can be made.
"""

import asyncio
import random
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bench.house import House
from tessera.kit.wire import Wire
from tessera.operations.rehearsal.score import Spread, spread

BUYERS = 5_000
PLACES = 50
ROUNDS = 3
OPENING_AT_ONCE = 250
LOOKS = 16
"""From lines of their own, so that every process of the server has some of them."""
SECONDS_MAX = 60.0


class Contest(msgspec.Struct, frozen=True):
    """One round, on a show of its own."""

    buyers: int
    places: int
    statuses: dict[str, int]
    held: int
    sold: int
    told_which: int
    """Losers who were told which of their places are taken, and the nearest free ones."""
    milliseconds: Spread

    def line(self) -> str:
        """The figures in one line."""
        late = self.milliseconds
        return (
            f"{self.buyers} buyers for {self.places} places: {self.held} held, {self.sold} sold, "
            f"{self.told_which} told what is free; p50 {late.p50:.0f} ms, p99 {late.p99:.0f} ms, "
            f"highest {late.highest:.0f} ms"
        )


class Buyer(asyncio.Protocol):
    """One line, on which one request is sent and one answer comes back."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answer = b""
        self.at = 0.0
        self.known = asyncio.Event()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the start."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Note when the whole answer was there."""
        self.answer += data
        head, found, body = self.answer.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        if found and len(body) >= int(length):
            self.at = time.monotonic()
            self.known.set()

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.answer[9:12])

    @property
    def body(self) -> Any:
        """What the answer says."""
        return msgspec.json.decode(self.answer.partition(b"\r\n\r\n")[2])


async def measure_contest(house: House) -> list[Contest]:
    """Some rounds, each on the next show."""
    return [await _round(house, show) for show in house.shows[:ROUNDS]]


async def _round(house: House, show: int) -> Contest:
    await _look(house.url, show)
    crowd = await _gather(house.url, show)
    async with asyncio.timeout(SECONDS_MAX):
        began = time.monotonic()
        for buyer in crowd:
            buyer.transport.write(buyer.request)
        for buyer in crowd:
            await buyer.known.wait()
    holds = [buyer.body for buyer in crowd if buyer.status == 201]
    lost = [buyer.body for buyer in crowd if buyer.status == 409]
    async with Wire(house.url) as wire:
        sold = sum([await _buy(wire, hold) for hold in holds])
    for buyer in crowd:
        buyer.transport.close()
    return Contest(
        buyers=len(crowd),
        places=PLACES,
        statuses=dict(Counter(str(buyer.status) for buyer in crowd)),
        held=len(holds),
        sold=sold,
        told_which=sum(bool(one.get("places") and one.get("nearest")) for one in lost),
        milliseconds=spread([buyer.at - began for buyer in crowd]),
    )


async def _look(url: str, show: int) -> None:
    """Buyers have seen the map before they want a place of it; a process keeps what it has read."""
    for _ in range(LOOKS):
        async with Wire(url) as wire:
            assert (await wire.get(f"/api/v1/shows/{show}/seats")).status == 200


async def _gather(url: str, show: int) -> list[Buyer]:
    """The crowd at the door: everybody with the place they want, one of the fifty."""
    where, loop = urlsplit(url), asyncio.get_running_loop()
    crowd: list[Buyer] = []
    while len(crowd) < BUYERS:
        some = [
            loop.create_connection(
                lambda: Buyer(_request(show, random.randrange(PLACES))),
                where.hostname or "",
                where.port or 80,
            )
            for _ in range(min(OPENING_AT_ONCE, BUYERS - len(crowd)))
        ]
        crowd += [buyer for _, buyer in await asyncio.gather(*some)]
    return crowd


def _request(show: int, place: int) -> bytes:
    body = msgspec.json.encode({"places": [place]})
    key = f"{show}-{place}-{random.getrandbits(64)}"
    return (
        b"POST /api/v1/shows/%d/holds HTTP/1.1\r\nHost: bench.test\r\n"
        b"Content-Type: application/json\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
    ) % (show, key.encode(), len(body), body)


async def _buy(wire: Wire, hold: Any) -> bool:
    wanted = {
        "hold_id": hold["id"],
        "hold_token": hold["token"],
        "buyer": {"name": "Ann", "email": "ann@bench.test"},
    }
    order = msgspec.json.decode((await wire.post("/api/v1/orders", _json(wanted))).body)
    way = _json({"provider": "mock", "method": "tok_success"})
    path, token = f"/api/v1/orders/{order['id']}/payments", order["token"].encode()
    return (await wire.post(path, way, b"Order-Token: %s\r\n" % token)).status == 200


_json = msgspec.json.encode
