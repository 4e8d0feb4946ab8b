"""One simulated buyer: look at the map, pick free places, hold, order, pay; or something else."""

import asyncio
import random
import time
from typing import Any, Literal
from uuid import UUID

import msgspec

from tessera.kit.wire import Answer, Lost, Wire
from tessera.operations.rehearsal.score import Score

MAP_SECONDS = 1.0
"""Buyers share a look at the map that is at most this old, as they would behind an edge cache."""
REFUSED_PAUSE_SECONDS = 0.05
"""Even a determined buyer needs a moment to look again."""
STOREYS = 40
"""A buyer starts looking for seats together at a random place and goes on from there."""

Behaviour = Literal["buy", "abandon", "decline", "fight"]


PROCESSING = 202
"""The bank has not answered yet: that is no refusal."""


class Mix(msgspec.Struct, frozen=True):
    """How many of a hundred buyers do what; the rest simply buy. `cancel` is of those who paid.

    `methods` are what they pay with, each as likely as the others.
    """

    abandon: int = 5
    decline: int = 3
    fight: int = 2
    cancel: int = 0
    methods: tuple[str, ...] = ("tok_success",)
    places_min: int = 1
    places_max: int = 4


PURE = Mix(abandon=0, decline=0, fight=0, methods=("tok_instant",), places_min=2, places_max=2)
"""Everybody buys two places: the mix that a figure of purchases a second is about."""


class _Place(msgspec.Struct):
    place: int


class _Hold(msgspec.Struct):
    id: str
    token: str
    places: list[_Place]


class _Order(msgspec.Struct):
    id: str
    token: str


class _Seats(msgspec.Struct):
    states: str


class _Problem(msgspec.Struct):
    code: str = "unknown"


_hold = msgspec.json.Decoder(_Hold).decode
_order = msgspec.json.Decoder(_Order).decode
_seats = msgspec.json.Decoder(_Seats).decode
_problem = msgspec.json.Decoder(_Problem).decode
_encode = msgspec.json.encode


class Refusal(Exception):
    """The server said no, for a reason with a code."""

    def __init__(self, code: str, answer: Answer) -> None:
        self.answer = answer
        super().__init__(code)


class Buyers:
    """All buyers of one rehearsal: they share connections, the look at the map and the score."""

    def __init__(
        self, wire: Wire, score: Score, shows: list[int], mix: Mix, *, seed: int = 0
    ) -> None:
        self._wire = wire
        self._score = score
        self._shows = shows
        self._mix = mix
        self._random = random.Random(seed)  # noqa: S311 - a rehearsal must be repeatable
        self._maps: dict[int, tuple[float, str]] = {}
        self._first_look = asyncio.Lock()
        self._mine: dict[int, set[int]] = {show: set() for show in shows}

    async def one(self) -> None:
        """The life of one buyer; whatever happens is in the score."""
        behaviour = self._behaviour()
        try:
            ending = await self._live(behaviour)
        except Refusal as refusal:
            self._score.refusals[str(refusal)] += 1
            await asyncio.sleep(REFUSED_PAUSE_SECONDS)
            ending = "refused"
        except Lost as error:
            self._score.errors[str(error)] += 1
            await asyncio.sleep(REFUSED_PAUSE_SECONDS)
            ending = "lost"
        self._score.endings[ending] += 1

    def _behaviour(self) -> Behaviour:
        number = self._random.randrange(100)
        for behaviour in ("abandon", "decline", "fight"):
            number -= getattr(self._mix, behaviour)
            if number < 0:
                return behaviour
        return "buy"

    async def _live(self, behaviour: Behaviour) -> str:
        show = self._random.choice(self._shows)
        quantity = self._random.randint(self._mix.places_min, self._mix.places_max)
        states = await self._look(show)
        places = self._pick(show, states, quantity, fight=behaviour == "fight")
        if places is None:
            raise Refusal("nothing_free", Answer(0, b""))
        hold = _hold(
            await self._step("hold", f"/api/v1/shows/{show}/holds", {"places": places}, 201)
        )
        if behaviour == "abandon":
            return "abandoned"
        buyer = {"name": "Rehearsal", "email": f"buyer-{self._key()}@rehearsal.test"}
        wanted = {"hold_id": hold.id, "hold_token": hold.token, "buyer": buyer}
        order = _order(await self._step("order", "/api/v1/orders", wanted, 201))
        token = b"Order-Token: %s\r\n" % order.token.encode()
        payment = {"provider": "mock", "method": self._method(behaviour)}
        path = f"/api/v1/orders/{order.id}"
        answer = await self._step("pay", f"{path}/payments", payment, 200, token)
        if b'"processing"' in answer:
            return "processing"
        self._score.places += len(places)
        self._score.acknowledged.append(order.id)
        if self._random.randrange(100) < self._mix.cancel:
            await self._step("cancel", f"{path}/cancellation", {}, 200, token)
            return "cancelled"
        return "paid"

    def _method(self, behaviour: Behaviour) -> str:
        if behaviour == "decline":
            return "tok_decline"
        return self._random.choice(self._mix.methods)

    async def _look(self, show: int) -> str:
        known = self._maps.get(show)
        if known is not None and time.monotonic() - known[0] < MAP_SECONDS:
            return known[1]
        if known is None:
            async with self._first_look:
                return self._maps[show][1] if show in self._maps else await self._fetch(show)
        # Others keep the older look while one fetches the newer.
        self._maps[show] = (time.monotonic(), known[1])
        return await self._fetch(show)

    async def _fetch(self, show: int) -> str:
        began = time.monotonic()
        answer = await self._wire.get(f"/api/v1/shows/{show}/seats")
        self._score.took("look", time.monotonic() - began)
        if answer.status != 200:
            raise Refusal(_code_of(answer), answer)
        states = _seats(answer.body).states
        self._maps[show] = (began, states)
        self._mine[show] = {p for p in self._mine[show] if states[p] == "."}
        return states

    def _pick(self, show: int, states: str, quantity: int, *, fight: bool) -> list[int] | None:
        """Free neighbours; those who fight all want the first ones there are."""
        if not states:
            return None
        mine = self._mine[show]
        start = 0 if fight else self._random.randrange(len(states))
        run = "." * quantity
        for _ in range(STOREYS):
            first = states.find(run, start)
            if first < 0:
                if start == 0:
                    return None
                start = 0
                continue
            places = list(range(first, first + quantity))
            if fight or mine.isdisjoint(places):
                mine.update(places)
                return places
            start = first + quantity
        return None

    async def _step(
        self, step: str, path: str, body: Any, wanted: int, headers: bytes = b""
    ) -> bytes:
        key = b"Idempotency-Key: %s\r\n" % self._key().encode()
        began = time.monotonic()
        answer = await self._wire.post(path, _encode(body), headers + key)
        self._score.took(step, time.monotonic() - began)
        if answer.status not in (wanted, PROCESSING):
            raise Refusal(_code_of(answer), answer)
        return answer.body

    def _key(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _code_of(answer: Answer) -> str:
    """Why the server said no; whoever stands before it says so in other words, with a status."""
    try:
        return _problem(answer.body).code
    except msgspec.DecodeError:
        return str(answer.status)
