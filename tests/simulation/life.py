"""One life of a show from a seed: buyers, bank, clock, workers, deaths, in any order."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Protocol
from uuid import UUID

from tests.fixtures.fate import Death
from tests.simulation.gateway import METHODS, Bank
from tests.simulation.promises import Facts

PLACES = 6
CUSTOMER_PLACES_MAX = 4
STEPS = 36
JUMPS = (0, 0, 0, 0, 1, 5, 10, 20, 60, 200, 650, 950)
"""Seconds that pass between two things; holds live for 600, orders for 900."""
DEATH = 0.12
QUIET_ROUNDS_MAX = 40


Meanwhile = Callable[[], Awaitable[None]]


class Store(Protocol):
    """What a life is lived on. Each verb may raise `Death` where `doom` said so."""

    meanwhile: Meanwhile | None
    """What happens while the bank thinks about the next attempt."""

    def doom(self, touch: int | None) -> None:
        """Die at the `touch`-th await of the next verb; None: live."""
        ...

    def advance(self, seconds: int) -> None:
        """Time passes."""
        ...

    async def hold(self, hold_id: UUID, buyer: int, places: tuple[int, ...]) -> bool:
        """Hold places; the same hold again has the same answer."""
        ...

    async def open(
        self, order_id: UUID, hold_id: UUID, *, buyer: int, places: tuple[int, ...]
    ) -> bool:
        """Open an order; the same order again has the same answer."""
        ...

    async def pay(self, order_id: UUID, payment_id: UUID, method: str) -> None:
        """One attempt to pay."""
        ...

    async def hear(self, payment_id: UUID) -> None:
        """A webhook says that there is news of a payment."""
        ...

    async def work(self, name: str) -> None:
        """`sweep`, `lapse`, `reconcile` or `jobs`: what the worker does by itself."""
        ...

    async def answer(self, order_id: UUID, *, take: bool) -> None:
        """The customer answers a replacement, if there is one."""
        ...

    async def cancel(self, order_id: UUID, lines: tuple[int, ...] | None) -> None:
        """The customer gives lines back, if they may."""
        ...

    async def end_show(self) -> None:
        """The show is cancelled."""
        ...

    async def facts(self) -> Facts:
        """Everything that the promises are about."""
        ...


@dataclass
class Buyer:
    """What somebody has done so far."""

    number: int
    asked: tuple[UUID, tuple[int, ...]] | None = None
    hold_id: UUID | None = None
    places: tuple[int, ...] = ()
    order_id: UUID | None = None
    attempts: int = 0


@dataclass
class Life:
    """The driver. `log` tells what happened, for who replays a seed."""

    rng: Random
    store: Store
    bank: Bank
    log: list[str] = field(default_factory=list)
    ended: bool = False
    steps: int = STEPS
    touches_max: int = 12
    """Deaths come at one of so many awaits; memory has fewer than PostgreSQL."""

    def __post_init__(self) -> None:
        self.buyers = [Buyer(n) for n in range(3)]

    async def live(self) -> None:
        """All of it, then the quiet after it, in which everything must come to its end."""
        for _ in range(self.steps):
            self.store.advance(self.rng.choice(JUMPS))
            await self.try_(self.rng.random())
        self.bank.close()
        await self.settle_down()

    async def settle_down(self) -> None:
        """Nothing fails any more, and the worker comes round until nothing is left to do."""
        for _ in range(QUIET_ROUNDS_MAX):
            self.store.advance(1000)
            for name in ("reconcile", "jobs", "lapse", "jobs", "sweep"):
                await self.store.work(name)
            if not (await self.store.facts()).unfinished():
                return

    async def try_(self, dice: float) -> None:
        """One thing happens, and perhaps whoever did it dies of it."""
        if self.rng.random() < DEATH:
            self.store.doom(self.rng.randint(1, self.touches_max))
        try:
            await self.happen(dice)
        except Death:
            self.log.append("  … and died")
        finally:
            self.store.doom(None)

    async def happen(self, dice: float) -> None:
        """Buyers do most; the bank and the workers the rest."""
        if dice < 0.6:
            await self.buy(self.rng.choice(self.buyers))
        elif dice < 0.68 and self.bank.waiting:
            self.note("the bank decides")
            self.bank.decide()
        elif dice < 0.80 and self.bank.news:
            payment_id = self.bank.news.pop(self.rng.randrange(len(self.bank.news)))
            self.note(f"webhook about {payment_id.hex[-4:]}")
            await self.store.hear(payment_id)
        elif dice < 0.993 or self.ended:
            name = self.rng.choice(("sweep", "reconcile", "jobs", "jobs", "jobs", "lapse"))
            self.note(name)
            await self.store.work(name)
        else:
            self.note("the show is cancelled")
            self.ended = True
            await self.store.end_show()

    async def buy(self, buyer: Buyer) -> None:
        """The next thing that a buyer would do, or something foolish."""
        if buyer.hold_id is None:
            await self.hold(buyer)
        elif buyer.order_id is None:
            await self.open(buyer)
        elif buyer.attempts < 3 and self.rng.random() < 0.7:
            buyer.attempts += 1
            method = self.rng.choice(METHODS)
            payment_id = self.new_id()
            self.note(f"buyer {buyer.number} pays ({method}) {payment_id.hex[-4:]}")
            if self.rng.random() < 0.2:
                # While the bank thinks, the world goes on.
                self.store.meanwhile = self.interrupt
            await self.store.pay(buyer.order_id, payment_id, method)
            self.store.meanwhile = None
        else:
            await self.regret(buyer, buyer.order_id)

    async def interrupt(self) -> None:
        """What happens between the question to the bank and its answer."""
        self.store.advance(self.rng.choice(JUMPS))
        await self.happen(self.rng.uniform(0.6, 1))

    async def hold(self, buyer: Buyer) -> None:
        """Some places; who dies or loses tries again with others."""
        if buyer.asked is None:
            size = self.rng.choice((1, 1, 2, 2, 3))
            places = tuple(sorted(self.rng.sample(range(PLACES), size)))
            buyer.asked = (self.new_id(), places)
        hold_id, places = buyer.asked
        self.note(f"buyer {buyer.number} holds {places}")
        # Who hears nothing asks again, with the same key.
        if await self.store.hold(hold_id, buyer.number, places):
            buyer.hold_id, buyer.places = hold_id, places
        buyer.asked = None

    async def open(self, buyer: Buyer) -> None:
        """An order of the hold; where the answer was lost, the same request again."""
        assert buyer.hold_id is not None
        order_id = UUID(int=buyer.hold_id.int ^ 1)
        self.note(f"buyer {buyer.number} orders")
        if await self.store.open(order_id, buyer.hold_id, buyer=buyer.number, places=buyer.places):
            buyer.order_id = order_id
        else:
            buyer.hold_id = None

    async def regret(self, buyer: Buyer, order_id: UUID) -> None:
        """Answer a replacement, cancel a part or all, or begin anew."""
        dice = self.rng.random()
        if dice < 0.5:
            self.note(f"buyer {buyer.number} answers a replacement")
            await self.store.answer(order_id, take=self.rng.random() < 0.7)
        elif dice < 0.75:
            part = self.rng.random() < 0.5
            lines = (self.rng.randint(1, len(buyer.places)),) if part else None
            self.note(f"buyer {buyer.number} cancels {lines or 'everything'}")
            await self.store.cancel(order_id, lines)
        else:
            self.note(f"buyer {buyer.number} begins anew")
            buyer.hold_id = buyer.order_id = None
            buyer.attempts = 0

    def new_id(self) -> UUID:
        """An id from the seed."""
        return UUID(int=self.rng.getrandbits(127) << 1)

    def note(self, text: str) -> None:
        """For who replays."""
        self.log.append(text)
